"""What the web of the trouble has: a page for each host, all different, told in four ways."""

import gzip
from functools import cache

from bench.versus.site import made_up

KINDS = 10
CHUNK = 4000


def name_of(number: int) -> str:
    """Returns the name of the host that has a page."""
    return f"h{number}.example"


def page(number: int) -> bytes:
    """Returns the page that is under a number, as a browser would show it."""
    return _plain(number % KINDS) + f"<!-- {number} -->".encode()


def answer(number: int) -> bytes:
    """Returns all that a host says: with its length, packed, in chunks, or to the end of the connection."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
    plain = page(number)
    match number % 4:
        case 0:
            return head + b"Content-Length: %d\r\n\r\n" % len(plain) + plain
        case 1:
            packed = gzip.compress(plain, mtime=0)
            return head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
        case 2:
            parts = [plain[at : at + CHUNK] for at in range(0, len(plain), CHUNK)]
            told = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
            return head + b"Transfer-Encoding: chunked\r\n\r\n" + told + b"0\r\n\r\n"
        case _:
            return head + b"\r\n" + plain


@cache
def _plain(seed: int) -> bytes:
    return made_up(seed)
