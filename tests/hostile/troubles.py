"""The answers that take their time, break in the middle, or depend on what was asked."""

import gzip
import itertools
import zlib
from urllib.parse import unquote

from tests.hostile.answers import CHUNKED, PAGE, REDIRECT, STREAM, answer, encoded, redirect
from tests.hostile.bodies import ZEROS
from tests.hostile.visit import Trouble, Visit

INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"
HALF = answer(PAGE, length=len(PAGE) * 2)
ENOUGH_STEPS = 99


def stalling(*pieces: bytes) -> Trouble:
    """Returns the trouble of saying so much and then nothing more, the line left open."""

    def trouble(visit: Visit) -> None:
        visit.send(*pieces)
        visit.hang()

    return trouble


def dripping(start: bytes, drop: bytes = b"x", every: float = 0.02) -> Trouble:
    """Returns the trouble of beginning well and going on by drops, for ever."""

    def trouble(visit: Visit) -> None:
        visit.send(start)
        visit.drip(itertools.repeat(drop), every)

    return trouble


def flooding(start: bytes, piece: bytes) -> Trouble:
    """Returns the trouble of beginning well and never ending, as fast as the wire takes it."""

    def trouble(visit: Visit) -> None:
        visit.send(start)
        visit.flood(piece)

    return trouble


def resetting(*pieces: bytes) -> Trouble:
    """Returns the trouble of saying so much and then resetting the connection."""

    def trouble(visit: Visit) -> None:
        visit.send(*pieces)
        # What is still on its way when the line is reset is lost.
        visit.stopped.wait(0.1 if pieces else 0)
        visit.reset()

    return trouble


def endless_gzip(visit: Visit) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    visit.send(STREAM.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"))
    while not visit.stopped.is_set():
        visit.send(packer.compress(ZEROS))


def cookie_wall(visit: Visit) -> None:
    """Redirects to itself until its cookie is brought."""
    if b"Cookie: seen=1" in visit.request:
        visit.send(answer())
    else:
        visit.send(redirect("/cookie-wall", b"", "302 Found", "Set-Cookie: seen=1"))


def cookie_loop(visit: Visit) -> None:
    """Redirects to itself with a new cookie each time."""
    visit.send(redirect("/cookie-loop", b"", "302 Found", f"Set-Cookie: turn={zlib.crc32(visit.request)}"))


def browsers_only(visit: Visit) -> None:
    visit.send(answer() if b"User-Agent: Mozilla/5.0" in visit.request else answer(PAGE, "403 Forbidden"))


def status(visit: Visit) -> None:
    """`/status/503?Retry-After:%2060` answers that."""
    code, _, header = visit.path.removeprefix("/status/").partition("?")
    headers = [header.replace("%20", " ")] if header else []
    visit.send(answer(PAGE, f"{code} As Asked", *headers))


def to(visit: Visit) -> None:
    """`/to/http://there/` redirects there."""
    visit.send(redirect(unquote(visit.path.removeprefix("/to/"))))


def slow_hop(visit: Visit) -> None:
    """`/slow-hop/1` leads to `/slow-hop/2` after a while, and so on."""
    if not visit.stopped.wait(0.12):
        visit.send(redirect(f"/slow-hop/{int(visit.path.rpartition('/')[2]) + 1}"))


def longer_hop(visit: Visit) -> None:
    """Redirects to an address one step longer than the one asked for."""
    visit.send(redirect(f"{visit.path}/step" if visit.path.count("/") < ENOUGH_STEPS else "/page"))


TROUBLES: dict[str, Trouble] = {
    "/drip-status": dripping(b"HTTP/1.1 200 "),
    "/drip-header": dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "/drip-headers": dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "/drip-body": dripping(STREAM),
    "/drip-known-body": dripping(answer(b"", length=10_000)),
    "/drip-chunks": dripping(CHUNKED, b"1\r\nx\r\n"),
    "/drip-chunk-size": dripping(CHUNKED, b"0"),
    "/drip-trailers": dripping(CHUNKED + b"5\r\nwords\r\n0\r\n", b"X: y\r\n"),
    "/drip-gzip": dripping(encoded("gzip", gzip.compress(PAGE)[:30]).replace(b"Content-Length", b"X-Length"), b"\0"),
    "/drip-redirect": dripping(REDIRECT),
    "/drip-404": dripping(b"HTTP/1.1 404 Not Found\r\n\r\n"),
    "/continue-flood": flooding(b"", INTERIM * 100),
    "/continue-drip": dripping(b"", INTERIM, every=0.1),
    "/hints-drip": dripping(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", every=0.1),
    "/hang": stalling(),
    "/half-status-then-hang": stalling(b"HTTP/1.1 20"),
    "/half-headers-then-hang": stalling(b"HTTP/1.1 200 OK\r\nContent-Type: te"),
    "/headers-then-hang": stalling(STREAM),
    "/half-then-hang": stalling(HALF),
    "/half-chunk-then-hang": stalling(CHUNKED + b"400\r\nhalf a ch"),
    "/no-last-chunk-then-hang": stalling(CHUNKED + b"5\r\nwords\r\n"),
    "/whole-then-hang": stalling(answer()),
    "/stay": stalling(redirect("/page")),
    "/endless": flooding(STREAM, PAGE * 50),
    "/endless-chunks": flooding(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"),
    "/endless-headers": flooding(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000),
    "/endless-trailers": flooding(CHUNKED + b"5\r\nwords\r\n0\r\n", b"X: y\r\n" * 1000),
    "/endless-gzip": endless_gzip,
    "/endless-redirect": flooding(REDIRECT, PAGE * 50),
    "/endless-404": flooding(b"HTTP/1.1 404 Not Found\r\n\r\n", PAGE * 50),
    "/reset": resetting(),
    "/reset-in-headers": resetting(b"HTTP/1.1 200 OK\r\nX-Half"),
    "/reset-in-body": resetting(HALF),
    "/reset-in-stream": resetting(STREAM + PAGE),
    "/cookie-wall": cookie_wall,
    "/cookie-loop": cookie_loop,
    "/browsers-only": browsers_only,
    "/status": status,
    "/to": to,
    "/slow-hop": slow_hop,
    "/longer-hop": longer_hop,
}
"""By path, or by its first step where more follows."""
