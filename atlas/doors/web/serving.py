"""Listening: uvicorn with the limits that it leaves to others."""

import logging
import signal
import socket
from asyncio import TimerHandle, Transport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from atlas.doors.stopping import heard_by
from atlas.doors.web.gate import LONGEST_HEAD, SAFE, App
from atlas.doors.web.problems import problem
from atlas.errors import Unreachable

HEAD_PATIENCE = 10.0
"""Seconds that the head of a request may take to come, the first from when a connection is made."""
READER_PATIENCE = 30.0
"""Seconds that somebody may take nothing of an answer."""
IDLE = 5
GRACE = 5
MOST = 100
"""Connections at once; further ones are closed unheard."""
BACKLOG = 128


class Patient(H11Protocol):
    """A connection that waits so long and no longer."""

    head_patience = HEAD_PATIENCE
    reader_patience = READER_PATIENCE
    _head: TimerHandle | None = None
    _reader: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Takes a connection, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST:
            transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Takes what has come; from the first byte of a head on it is waited for."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._end_head()
        elif self._head is None:
            self._await_head()

    def send_400_response(self, msg: str) -> None:
        """Tells that what came is no request, and hangs up; who is being answered hears no more."""
        del msg
        if self.cycle is not None:
            self.cycle.disconnected = True
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer = problem(400, "That is no request of HTTP/1.1, or one that is too long.", {"Connection": "close"})
            head = h11.Response(status_code=400, headers=[*answer.raw_headers, *SAFE], reason=b"Bad Request")
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def pause_writing(self) -> None:
        """Waits for somebody who takes nothing more."""
        super().pause_writing()
        self._reader = self.loop.call_later(self.reader_patience, self.transport.abort)

    def resume_writing(self) -> None:
        """Goes on."""
        super().resume_writing()
        self._end_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the waiting."""
        self._end_head()
        self._end_reader()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._head = self.loop.call_later(self.head_patience, self.transport.abort)

    def _end_head(self) -> None:
        if self._head:
            self._head.cancel()
        self._head = None

    def _end_reader(self) -> None:
        if self._reader:
            self._reader.cancel()
        self._reader = None


def bound(host: str, port: int) -> socket.socket:
    """Returns a socket that listens there; raises Unreachable where something else does."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # Each connection inherits it: asyncio sets it only on sockets that name their protocol, and without it an
        # answer's body waits for 40 ms behind its head.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise Unreachable(f"The door cannot be at {host}, port {port}: {error.strerror or error}.") from error
    return listening


def server_of(app: App, protocol: type[H11Protocol] = Patient) -> uvicorn.Server:
    """Returns the server of an application."""
    settings: dict[str, Any] = {
        "http": protocol,
        "ws": "none",
        "lifespan": "off",
        "loop": "asyncio",
        "log_config": None,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "h11_max_incomplete_event_size": LONGEST_HEAD,
        "timeout_keep_alive": IDLE,
        "timeout_graceful_shutdown": GRACE,
    }
    return uvicorn.Server(uvicorn.Config(app, **settings))


def serve(app: App, listening: socket.socket, ready: Callable[[], None], *more: socket.socket) -> str:
    """Answers until SIGTERM or SIGINT, finishes what is asked then, and returns which it was."""
    _quiet()
    server = server_of(app)
    with _signals(server) as heard:
        ready()
        server.run([listening, *more])
    return heard[0] if heard else ""


def _quiet() -> None:
    """Keeps uvicorn from writing to the screen: what matters is in the journal, and its lines would have addresses."""
    logger = logging.getLogger("uvicorn")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False


@contextmanager
def _signals(server: uvicorn.Server) -> Iterator[list[str]]:
    """Gives the signals that came: before uvicorn listens to them, and when it raises them again at its end."""
    heard: list[str] = []

    def asked(came: signal.Signals) -> None:
        heard.append(came.name)
        server.should_exit = True

    with heard_by(asked):
        yield heard
