"""What a browser asks of its proxy: read strictly, and put in order for the server it goes to."""

import re
from dataclasses import dataclass

from atlas.errors import BadUrl
from atlas.model import url as urls
from atlas.model.url import Url

HEAD_CAP = 64 * 1024
END = b"\r\n\r\n"
LINE = re.compile(rb"([A-Z]{1,20}) ([\x21-\x7e]+) HTTP/1\.[01]")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00\r\n]*)")
AUTHORITY = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+):[0-9]{1,5}")
LENGTH = re.compile(rb"[0-9]{1,18}")
CONNECT = b"CONNECT"
# What is said between a browser and its proxy, and what would keep the connection for the next request.
HOP_BY_HOP = re.compile(rb"proxy-.*|connection|keep-alive|te|trailer|upgrade|host")


class Malformed(ValueError):
    """What no browser sends."""


@dataclass(frozen=True)
class Request:
    """Where a browser wants to go, and what is said there first."""

    url: Url
    head: bytes
    """For the server, or nothing where only a connection was asked for."""
    length: int | None
    """How many bytes may follow from the browser; None: as many as it likes."""

    @property
    def tunnel(self) -> bool:
        """Whether only a connection was asked for."""
        return self.length is None


def read(head: bytes) -> Request:
    """Returns the request with this head, its end left off; raises Malformed, or BadUrl where Atlas does not go."""
    first, *lines = head.split(b"\r\n")
    line = LINE.fullmatch(first)
    fields = [field for one in lines if (field := FIELD.fullmatch(one))]
    if not line or len(fields) != len(lines):
        raise Malformed("no request")
    method, target = line.groups()
    return _tunnel(target) if method == CONNECT else _plain(method, target, fields)


def _tunnel(target: bytes) -> Request:
    if not AUTHORITY.fullmatch(target):
        raise Malformed("no host and port")
    return Request(urls.parse(f"https://{target.decode()}/"), b"", None)


def _plain(method: bytes, target: bytes, fields: list[re.Match[bytes]]) -> Request:
    url = urls.parse(target.decode())
    if url.scheme != "http":
        raise BadUrl("Only http goes through a proxy without a tunnel.")
    # As the address reads, not as the browser says: what is judged and what is asked must be one.
    host, _, path = url.href.removeprefix("http://").partition("/")
    kept = [one[0] for one in fields if not HOP_BY_HOP.fullmatch(one[1].lower())]
    lines = (b"%b /%b HTTP/1.1" % (method, path.encode()), b"Host: " + host.encode(), *kept, b"Connection: close")
    return Request(url, b"\r\n".join(lines) + END, _length(fields))


def _length(fields: list[re.Match[bytes]]) -> int:
    lengths = [one[2].strip() for one in fields if one[1].lower() == b"content-length"]
    if any(one[1].lower() == b"transfer-encoding" for one in fields) or len(lengths) > 1:
        raise Malformed("no plain length")
    if not lengths:
        return 0
    if not LENGTH.fullmatch(lengths[0]):
        raise Malformed("no length")
    return int(lengths[0])
