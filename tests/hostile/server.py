"""The server itself: it speaks through raw sockets, since no library would send what it sends."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable

from tests.hostile.answers import PLAIN, answer
from tests.hostile.handshakes import handshake
from tests.hostile.troubles import TROUBLES
from tests.hostile.visit import Trouble, Visit

NOTHING = answer(b"nothing here", "404 Not Found")


def trouble_at(path: str) -> Trouble:
    """Returns what awaits at a path."""
    if path in PLAIN:
        return lambda visit: visit.send(PLAIN[path])
    named = TROUBLES.get(path) or TROUBLES.get("/" + path.split("/")[1].partition("?")[0] if "/" in path else "")
    return named or (lambda visit: visit.send(NOTHING))


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
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
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
            greeted = handshake(request)
            if greeted:
                greeted(Visit(self.stopped, sock, b""))
                return
        self.requests.append(request)
        visit = Visit(self.stopped, sock, request)
        trouble_at(visit.path)(visit)
