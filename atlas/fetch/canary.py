"""The canary's perch: a page served on loopback to one visitor once, and the only ladder that leads there."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch.deadline import Deadline
from atlas.fetch.direct import Direct
from atlas.fetch.guard import Guard, SockAddr
from atlas.fetch.ladder import Ladder
from atlas.fetch.web import Web
from atlas.model.canary import LAYER, Flight
from atlas.model.fault import Fault
from atlas.model.url import Url

HERE = "127.0.0.1"
NAME = "Atlas's canary"
HEAD_CAP = 16_384
SECONDS = 10.0
"""For one visitor, and for the canary's whole way there."""
MOST = 100_000
GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Perch:
    """A page on a port of its own, given once, to who asks for it by its one-time name."""

    def __init__(self) -> None:
        self._socket = socket.create_server((HERE, 0))
        self.port = int(self._socket.getsockname()[1])
        self._flight: Flight | None = None
        self._thread = threading.Thread(target=self._serve, name="canary", daemon=True)

    def open(self, flight: Flight) -> None:
        """Serves the page of a flight from now on."""
        self._flight = flight
        self._thread.start()

    def close(self) -> None:
        """Ends it; nobody comes here any more."""
        with suppress(OSError):
            # A thread that waits in accept() is not woken by close() alone.
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            with visitor, suppress(OSError):
                visitor.settimeout(SECONDS)
                visitor.sendall(self._answer(_head(visitor)))

    def _answer(self, head: bytes) -> bytes:
        first, _, rest = head.partition(b"\r\n")
        flight = self._flight
        if not flight or first != b"GET / HTTP/1.1" or f"host: {flight.host}:".encode() not in rest.lower():
            return GONE
        self._flight = None
        told = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(flight.page)}\r\nConnection: close"
        return f"HTTP/1.1 200 OK\r\n{told}\r\n\r\n".encode() + flight.page


class Only(Guard):
    """A guard that lets through to one name at one port of this machine, and to nothing else at all."""

    def __init__(self, flight: Flight) -> None:
        super().__init__()
        self._there = (flight.host, flight.port)

    def trail(self, outside: bool = False) -> Guard:
        """Returns itself: there is nothing that a way through the web could open or close."""
        del outside
        return self

    def addresses(self, host: str, port: int, deadline: Deadline) -> list[SockAddr]:
        """Returns the one address; raises BadUrl for every other name or port, whoever led there."""
        del deadline
        if (host, port) != self._there:
            raise BadUrl("A canary flies to its own page only.")
        return [(HERE, port)]


class Nobody:
    """Hosts of which nothing is remembered: a canary is no visit to anybody."""

    def rest(self, host: str) -> timedelta:
        """Returns nought."""
        del host
        return timedelta(0)

    @contextmanager
    def visit(self, host: str, first: bool, over: Callable[[], bool]) -> Iterator[bool]:
        """Lets everybody in."""
        del host, first, over
        yield True

    def told(self, url: Url, fault: Fault | None) -> None:
        """Forgets it."""

    def agent(self, host: str) -> str:
        """Returns ""."""
        del host
        return ""

    def likes(self, host: str, agent: str) -> None:
        """Forgets it."""


class Rung(Direct):
    """The canary's one layer: no statistics of layers count it among those that visit sites."""

    name = LAYER


def ladder_to(flight: Flight, clock: Clock) -> Ladder:
    """Returns a ladder to the page of one flight, by the same machinery that fetches every page."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return Ladder([Rung(Web(Only(flight), Nobody(), trust, NAME, MOST, clock))], SECONDS, clock)


def _head(visitor: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < HEAD_CAP:
        came = visitor.recv(4096)
        if not came:
            break
        head += came
    return head
