"""Addresses: what the guard lets through is outside, reading is stable, two other readers see the same host."""

import contextlib
import ipaddress
import socket
import threading
from urllib.parse import urlsplit

from urllib3.util import parse_url

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.model.url import BAD_PORTS, Url, join, parse
from tests.fuzz.drawing import Draw
from tests.fuzz.target import Target

BASE = parse("https://a.example/one/two?three#four")
PUBLIC = "93.184.215.14"
LONGEST = 10_000


def check(data: bytes) -> None:
    draw = Draw(data)
    table, text = draw.some(16), draw.text(LONGEST)
    for read in (parse, lambda it: join(BASE, it)):
        with contextlib.suppress(BadUrl, UnicodeDecodeError):
            url = read(text)
            _is_plain(url)
            _is_stable(url)
            _others_agree(url)
            _leads_outside(url, table)


def _is_plain(url: Url) -> None:
    assert url.scheme in ("http", "https")
    assert url.host
    assert url.port not in BAD_PORTS
    assert url.href.isascii()
    assert not any(one <= " " or one == "\x7f" for one in url.href)
    assert "#" not in url.href


def _is_stable(url: Url) -> None:
    again = parse(url.href)
    assert (again.href, again.site, again.fragment) == (url.href, url.site, "")
    assert join(url, url.href).href == url.href
    assert join(BASE, url.href).site == url.site


def _others_agree(url: Url) -> None:
    """The library that sends requests, and the one that comes with Python, would knock at the same door."""
    theirs = parse_url(url.href)
    assert (theirs.host or "").strip("[]") == url.host
    assert (theirs.auth, theirs.port or _usual(url)) == (None, url.port)
    parted = urlsplit(url.href)
    assert (parted.hostname, parted.username, parted.port or _usual(url)) == (url.host, None, url.port)


def _usual(url: Url) -> int:
    return 80 if url.scheme == "http" else 443


def _leads_outside(url: Url, table: bytes) -> None:
    drawn = ipaddress.ip_address(table.ljust(16, b"\0") if table[:1] >= b"\x80" else table[:4].ljust(4, b"\1"))

    def resolve(host: str, port: int) -> list[tuple[object, ...]]:
        # A host that the resolver itself takes for a number is one; any other is what the bytes say, and a good one.
        with contextlib.suppress(OSError):
            return [
                one[4]
                for one in socket.getaddrinfo(
                    host.encode("ascii"), port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
                )
            ]
        return [(str(drawn), port, 0, 0) if drawn.version == 6 else (str(drawn), port), (PUBLIC, port)]

    with contextlib.suppress(BadUrl):
        for sockaddr in Guard(resolve=resolve).addresses(url.host, url.port, Deadline(5.0, Clock())):
            _is_outside(ipaddress.ip_address(str(sockaddr[0])))


def _is_outside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    assert address.is_global
    assert not any((address.is_multicast, address.is_reserved, address.is_loopback, address.is_link_local))
    if address.version == 6:
        assert address.sixtofour is None
        assert address.teredo is None
        low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        assert (int(address) >> 32) & 0xFDFFFFFF != 0x5EFE or low.is_global, "ISATAP"


def seeds() -> list[bytes]:
    hosts = (
        *("a.example", "bücher.example", "127.0.0.1", "0x7f.1", "2130706433", "017700000001", "[::1]", "①②⑦.⓪.⓪.①"),
        *("[::ffff:10.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "localhost", "169.254.169.254", "a.example."),
        *(
            "a_b.example",
            "xn--bcher-kva.example",
            "a%2eexample",
            "a.example:8080",
            "me:word@a.example",
            "1.2.3",
            "faß.de",
        ),
    )
    tables = (bytes((93, 184, 215, 14)), bytes((10, 0, 0, 1)), b"\x20\x02\x7f", b"\xfe\x80", b"\x7f\0\0\1")
    texts = [f"{scheme}{host}/x?y#z" for scheme in ("http://", "https:\\\\", "//", "HTTP:") for host in hosts]
    return [tables[number % len(tables)].ljust(16, b"\0") + text.encode() for number, text in enumerate(texts)]


def end() -> None:
    """Waits for the last of the threads that names were asked in."""
    for one in threading.enumerate():
        if one is not threading.current_thread():
            one.join(1.0)


WORDS = (
    b"http://",
    b"https:",
    b"\\",
    b"//",
    b"@",
    b"[::ffff:",
    b"0x7f",
    b"%00",
    b"%2f",
    b"xn--",
    "。".encode(),
    "ß".encode(),
)
TARGET = Target(check, seeds, WORDS, 600, end)
