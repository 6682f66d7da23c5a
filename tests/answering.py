"""Servers on loopback: each answers in a thread of its own, for the length of a `with`."""

import http.server
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Server = TypeVar("Server", bound=socketserver.BaseServer)


class Quiet(http.server.BaseHTTPRequestHandler):
    """One that says nothing on the screen."""

    def answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        """Answers with a page, under headers of its own before the usual two."""
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        pass


@contextmanager
def answering(server: Server) -> Iterator[Server]:
    """Has a server answer until the end of the `with`, and gives it."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def site_of(door: Callable[..., Quiet], address: str = "127.0.0.1") -> Iterator[str]:
    """Has one answer as `door` does, and gives where it is."""
    with answering(http.server.ThreadingHTTPServer((address, 0), door)) as server:
        yield f"http://{address}:{server.server_address[1]}"
