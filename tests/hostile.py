"""A web server with one trouble per path, on loopback; `python -m tests.hostile [PORT]` starts it by hand.

It speaks through raw sockets, since no library would send what it sends.
"""

import contextlib
import gzip
import itertools
import socket
import ssl
import struct
import sys
import threading
import zlib
from collections.abc import Callable
from urllib.parse import unquote

PAGE = b"<!doctype html><title>A page</title><p>It is here.</p>\n" * 20
BOMB = zlib.compressobj(9, zlib.DEFLATED, 31)
BOMB_BYTES = b"".join(BOMB.compress(b"\0" * 1_000_000) for _ in range(8)) + BOMB.flush()


class Visit:
    """One connection, with what was asked on it."""

    def __init__(self, server: "Hostile", sock: socket.socket, request: bytes) -> None:
        self.server = server
        self.sock = sock
        self.request = request
        self.path = request.split(b" ")[1].decode("latin-1") if b" " in request else ""

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.sock.sendall(piece)

    def drip(self, pieces: "itertools.chain[bytes] | list[bytes]", every: float = 0.02) -> None:
        for piece in pieces:
            self.send(piece)
            if self.server.stopped.wait(every):
                return

    def hang(self) -> None:
        """Says nothing until the other side goes, or the server stops."""
        self.sock.settimeout(0.05)
        while not self.server.stopped.is_set():
            with contextlib.suppress(TimeoutError):
                if not self.sock.recv(1024):
                    return

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Trouble = Callable[[Visit], None]
TROUBLES: dict[str, Trouble] = {}


def at(path: str) -> Callable[[Trouble], Trouble]:
    def named(trouble: Trouble) -> Trouble:
        TROUBLES[path] = trouble
        return trouble

    return named


def answer(
    body: bytes = PAGE, status: str = "200 OK", *headers: str, length: int | None = None, kind: str = "text/html"
) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    if length is None or length >= 0:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(location: str, body: bytes = b"moved", status: str = "302 Found", *headers: str) -> bytes:
    return answer(body, status, f"Location: {location}", *headers)


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nX-After: yes\r\n\r\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
GZIPPED = "Content-Encoding: gzip"

PLAIN: dict[str, bytes] = {
    "/page": answer(),
    "/plain-text": answer(b"words", kind="text/plain; charset=utf-8"),
    "/picture": answer(b"\x89PNG", kind="image/png"),
    "/untyped": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords",
    "/binary": answer(bytes(range(256)) * 300, kind="application/octet-stream"),
    "/empty": answer(b""),
    "/": answer(PAGE),
    "/robots.txt": answer(b"User-agent: *\nDisallow: /forbidden-to-robots\n", kind="text/plain"),
    "/forbidden-to-robots": answer(),
    "/moved-canonical": answer(b'<link rel="canonical" href="/page">', "404 Not Found"),
    "/moved-to-front": answer(b'<link rel="canonical" href="/to-front">', "404 Not Found"),
    "/to-front": redirect("/"),
    "/long-404": answer(PAGE * 100, "404 Not Found"),
    "/no-content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/until-close": STREAM + PAGE,
    "/http-1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
    "/chunked": CHUNKED + chunked(PAGE[:100], PAGE[100:]) + b"0\r\n\r\n",
    "/odd-framing": STREAM.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: gzip, chunked\r\n\r\n") + PAGE,
    "/cut-chunk": CHUNKED + chunked(PAGE[:100]) + b"400\r\nhalf a ch",
    "/no-last-chunk": CHUNKED + chunked(PAGE[:100]),
    "/not-a-chunk": CHUNKED + b"zebra\r\n" + PAGE,
    "/short-body": answer(PAGE, length=len(PAGE) + 100),
    "/two-lengths": STREAM.replace(b"\r\n\r\n", b"\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n") + b"words",
    "/gzip": answer(gzip.compress(PAGE), "200 OK", GZIPPED),
    "/gzip-twice": answer(gzip.compress(PAGE) + gzip.compress(b"more"), "200 OK", GZIPPED),
    "/gzip-and-rest": answer(gzip.compress(PAGE) + b"\0\0\0", "200 OK", GZIPPED),
    "/gzip-nothing": answer(gzip.compress(b""), "200 OK", GZIPPED),
    "/deflate": answer(zlib.compress(PAGE), "200 OK", "Content-Encoding: deflate"),
    "/raw-deflate": answer(zlib.compress(PAGE)[2:-4], "200 OK", "Content-Encoding: deflate"),
    "/brotli": answer(b"\x0b\x02\x80hello\x03", "200 OK", "Content-Encoding: br"),
    "/cut-gzip": answer(gzip.compress(PAGE)[:-20], "200 OK", GZIPPED),
    "/lying-gzip": answer(PAGE, "200 OK", GZIPPED),
    "/gzip-bomb": answer(BOMB_BYTES, "200 OK", GZIPPED),
    "/bomb-on-redirect": redirect("/page", BOMB_BYTES, "302 Found", GZIPPED),
    "/huge-headers": answer(PAGE, "200 OK", *(f"X-{n}: {'x' * 2000}" for n in range(60))),
    "/long-header": answer(PAGE, "200 OK", f"X-Long: {'x' * 100_000}"),
    "/many-headers": answer(PAGE, "200 OK", *(f"X: {n}" for n in range(100_000))),
    "/some-headers": answer(PAGE, "200 OK", *(f"Set-Cookie: a{n}=b" for n in range(40))),
    "/hundred-headers": answer(PAGE, "200 OK", *(f"X: {n}" for n in range(110))),
    "/cut-headers": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Half",
    "/silence": b"",
    "/not-http": b"220 mail.example ESMTP\r\n",
    "/http-9": b"HTTP/9.9 200 OK\r\n\r\n",
    "/continue": b"HTTP/1.1 100 Continue\r\n\r\n" + answer(),
    "/early-hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + answer(),
    "/declared-large": answer(b"", length=10**12),
    "/escape-codes": answer(b"no", "500 \x1b]0;owned\x07\x1b[31mred"),
    "/challenge": answer(PAGE, "503 Service Unavailable", "cf-mitigated: challenge"),
    "/status-300": answer(PAGE, "300 Multiple Choices"),
    "/no-location": answer(PAGE, "302 Found"),
    "/loop": redirect("/loop"),
    "/circle": redirect("/circle/2"),
    "/circle/2": redirect("/circle"),
    "/to-file": redirect("file:///etc/passwd"),
    "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-private": redirect("http://10.0.0.1/"),
    "/to-mapped": redirect("http://[::ffff:10.0.0.1]/"),
    "/to-decimal": redirect("http://2852039166/"),
    "/to-user-info": redirect("http://admin:admin@127.0.0.1/"),
    "/to-accents": redirect("/caf\xc3\xa9"),
    "/to-latin": redirect("/caf\xe9"),
    "/caf%C3%A9": answer(b"accents"),
    "/caf%E9": answer(b"latin"),
    "/injection": redirect("/page\r\nSet-Cookie: planted=1"),
    "/to-injection": redirect("/page%0d%0aX-Injected:%20yes"),
    **{f"/hop/{n}": redirect(f"/hop/{n - 1}") for n in range(1, 9)},
    "/hop/0": answer(),
}


@at("/drip-body")
def drip_body(visit: Visit) -> None:
    visit.send(STREAM)
    visit.drip(itertools.repeat(b"x"))


@at("/drip-known-body")
def drip_known_body(visit: Visit) -> None:
    visit.send(answer(b"", length=10_000))
    visit.drip(itertools.repeat(b"x"))


@at("/drip-chunks")
def drip_chunks(visit: Visit) -> None:
    visit.send(CHUNKED)
    visit.drip(itertools.repeat(b"1\r\nx\r\n"))


@at("/drip-header")
def drip_header(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    visit.drip(itertools.repeat(b"x"))


@at("/drip-redirect")
def drip_redirect(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 302 Found\r\nLocation: /page\r\n\r\n")
    visit.drip(itertools.repeat(b"x"))


@at("/continue-flood")
def continue_flood(visit: Visit) -> None:
    visit.drip(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100))


@at("/continue-drip")
def continue_drip(visit: Visit) -> None:
    visit.drip(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), every=0.1)


@at("/hang")
def hang(visit: Visit) -> None:
    visit.hang()


@at("/half-then-hang")
def half_then_hang(visit: Visit) -> None:
    visit.send(answer(PAGE, length=len(PAGE) * 2))
    visit.hang()


@at("/endless")
def endless(visit: Visit) -> None:
    visit.send(STREAM)
    while not visit.server.stopped.is_set():
        visit.send(PAGE * 50)


@at("/endless-redirect")
def endless_redirect(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 302 Found\r\nLocation: /page\r\n\r\n")
    while not visit.server.stopped.is_set():
        visit.send(PAGE * 50)


@at("/stay")
def stay(visit: Visit) -> None:
    """Redirects, keeps the line open, and says nothing more on it."""
    visit.send(redirect("/page"))
    visit.hang()


@at("/reset")
def reset(visit: Visit) -> None:
    visit.reset()


@at("/reset-in-body")
def reset_in_body(visit: Visit) -> None:
    visit.send(answer(PAGE, length=len(PAGE) * 2))
    visit.server.stopped.wait(0.1)
    visit.reset()


@at("/cookie-wall")
def cookie_wall(visit: Visit) -> None:
    if b"Cookie: seen=1" in visit.request:
        visit.send(answer())
    else:
        visit.send(redirect("/cookie-wall", b"", "302 Found", "Set-Cookie: seen=1"))


@at("/browsers-only")
def browsers_only(visit: Visit) -> None:
    visit.send(answer() if b"User-Agent: Mozilla/5.0" in visit.request else answer(PAGE, "403 Forbidden"))


@at("/status")
def status(visit: Visit) -> None:
    """`/status/503?Retry-After:%2060` answers that."""
    code, _, header = visit.path.removeprefix("/status/").partition("?")
    headers = [header.replace("%20", " ")] if header else []
    visit.send(answer(PAGE, f"{code} As Asked", *headers))


@at("/to")
def to(visit: Visit) -> None:
    """`/to/http://there/` redirects there."""
    visit.send(redirect(unquote(visit.path.removeprefix("/to/"))))


class Hostile:
    """The server, in threads, for as long as it is entered."""

    def __init__(self, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, port), family=family, backlog=64)
        self._listener.settimeout(0.05)
        self._tls = tls
        self._threads: list[threading.Thread] = []
        self.stopped = threading.Event()
        self.address = address
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[bytes] = []

    def __enter__(self) -> "Hostile":
        self._start(self._listen)
        return self

    def __exit__(self, *ending: object) -> None:
        self.stopped.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def url(self, path: str, host: str = "") -> str:
        shown = host or (f"[{self.address}]" if ":" in self.address else self.address)
        return f"{'https' if self._tls else 'http'}://{shown}:{self.port}{path}"

    def _start(self, deed: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=deed, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self.stopped.is_set():
            with contextlib.suppress(TimeoutError):
                sock, _ = self._listener.accept()
                self._start(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError):
            sock.settimeout(5)
            if self._tls is None:
                self._answer(sock)
                return
            with self._tls.wrap_socket(sock, server_side=True) as secure:
                self._answer(secure)

    def _answer(self, sock: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            piece = sock.recv(65536)
            if not piece:
                return
            request += piece
        self.requests.append(request)
        visit = Visit(self, sock, request)
        if visit.path in PLAIN:
            visit.send(PLAIN[visit.path])
        else:
            trouble = TROUBLES.get(visit.path) or TROUBLES.get("/" + visit.path.split("/")[1].partition("?")[0])
            (trouble or (lambda it: it.send(answer(b"nothing here", "404 Not Found"))))(visit)


def main() -> None:
    """Serves until interrupted, and says what there is."""
    with Hostile(port=int(sys.argv[1]) if len(sys.argv) > 1 else 0) as server, contextlib.suppress(KeyboardInterrupt):
        print(*(server.url(path) for path in sorted({*PLAIN, *TROUBLES})), sep="\n", flush=True)
        server.stopped.wait()


if __name__ == "__main__":
    main()
