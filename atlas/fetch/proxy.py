"""The way out for a browser: a proxy on loopback that dials through the guard alone.

A browser that is told to send everything here reaches no more than Atlas itself may. It
serves one climb and is gone with it; other people's programs on this machine find it shut.
"""

import contextlib
import socket
import threading
from http import HTTPStatus
from types import TracebackType

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch import faults
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.fetch.peer import is_ours
from atlas.fetch.request import END, HEAD_CAP, Malformed, Request, read
from atlas.fetch.splice import Allowance, spliced
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url

AT_ONCE = 64
"""Browsers open half of that to a proxy."""
IN_ALL = 1000
HEAD_PATIENCE = 5.0
LOOK = 0.2
GOODBYE = 2.0
ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
TOLD = {Kind.REFUSED: HTTPStatus.FORBIDDEN, Kind.TIMEOUT: HTTPStatus.GATEWAY_TIMEOUT}
"""What a browser hears where a host was not reached; of all else, that the gateway is bad."""


class Proxy:
    """Serves from entering to leaving; all it does ends with the deadline."""

    def __init__(
        self,
        guard: Guard,
        deadline: Deadline,
        clock: Clock,
        most: int,
        at_once: int = AT_ONCE,
        in_all: int = IN_ALL,
        outside: bool = False,
    ) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=at_once)
        self._guard = guard.sparing(self.port).trail(outside)
        self._deadline = deadline
        self._clock = clock
        self._allowance = Allowance(most)
        self._at_once, self._left = at_once, in_all
        self._lock = threading.Lock()
        self._calls: dict[Deadline, threading.Thread] = {}
        self._closed = False
        self._faults: dict[tuple[str, int], Fault] = {}
        self._door = threading.Thread(target=self._open, daemon=True)

    def __enter__(self) -> "Proxy":
        self._door.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            calls = dict(self._calls)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for call in calls:
            call.cut()
        for thread in (self._door, *calls.values()):
            thread.join(GOODBYE)
        self._listener.close()

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._listener.getsockname()[1])

    @property
    def moved(self) -> int:
        """How many bytes went through it, both ways."""
        return self._allowance.moved

    @property
    def spent(self) -> bool:
        """Whether more was asked of it than it does for one page."""
        return self._allowance.spent or self._left < 0

    def fault(self, url: Url) -> Fault | None:
        """Returns why the host of an address was not reached, where it was asked for and was not."""
        return self._faults.get((url.host, url.port))

    def _open(self) -> None:
        self._listener.settimeout(LOOK)
        while not self._closed and not self._deadline.over:
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._admit(near)

    def _admit(self, near: socket.socket) -> None:
        call = Deadline(self._deadline.left(), self._clock, self._deadline.alarm)
        thread = threading.Thread(target=self._serve, args=(near, call), daemon=True)
        with self._lock:
            self._left -= 1
            if not self._closed and not self.spent and len(self._calls) < self._at_once and _ours(near):
                self._calls[call] = thread
                thread.start()
                return
        near.close()

    def _serve(self, near: socket.socket, call: Deadline) -> None:
        # What breaks here breaks for one connection of the browser, which sees that for itself.
        with near, contextlib.suppress(OSError):
            call.watch(near)
            request, begun = self._heard(near, call)
            far = self._dialled(request, near, call) if request else None
            if request and far:
                with far:
                    self._join(near, far, request, begun, call)
        call.release()
        with self._lock:
            del self._calls[call]

    def _join(self, near: socket.socket, far: socket.socket, request: Request, begun: bytes, call: Deadline) -> None:
        near.settimeout(call.left())
        if request.tunnel:
            near.sendall(ESTABLISHED)
        room = None if request.length is None else request.length - len(begun)
        spliced(near, far, request.head + begun, room, self._allowance, call)

    def _heard(self, near: socket.socket, call: Deadline) -> tuple[Request | None, bytes]:
        """Returns what the browser asks for, and what it sent after that; None where it was turned away."""
        head, end, begun = self._head(near, call).partition(END)
        try:
            request = read(head) if end else None
        except Malformed:
            request = None
        except BadUrl:
            _say(near, HTTPStatus.FORBIDDEN)
            return None, b""
        if request is None or (request.length is not None and len(begun) > request.length):
            _say(near, HTTPStatus.BAD_REQUEST)
            return None, b""
        return request, begun

    def _head(self, near: socket.socket, call: Deadline) -> bytes:
        """Returns what came until the end of a head, or until there was too much of it or too little in time."""
        end = self._clock.monotonic() + min(HEAD_PATIENCE, call.left())
        data = b""
        while END not in data and len(data) <= HEAD_CAP and (rest := end - self._clock.monotonic()) > 0:
            near.settimeout(rest)
            piece = near.recv(HEAD_CAP)
            if not piece:
                break
            data += piece
        return data

    def _dialled(self, request: Request, near: socket.socket, call: Deadline) -> socket.socket | None:
        url = request.url
        try:
            return self._guard.dial(url.host, url.port, call)
        except faults.FOREIGN as error:
            fault = faults.fault_of(error, url.host, sent=False)
        self._faults[url.host, url.port] = fault
        _say(near, TOLD.get(fault.kind, HTTPStatus.BAD_GATEWAY))
        return None


def _ours(near: socket.socket) -> bool:
    try:
        return is_ours(near)
    except OSError:
        return False


def _say(near: socket.socket, status: HTTPStatus) -> None:
    near.sendall(b"HTTP/1.1 %d %b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" % (status, status.phrase.encode()))
