"""The language Chromium is steered in: messages of JSON over a socket, each ended by a zero byte.

What comes in is bounded: a message that is too long is passed over, and of what Chromium
tells unasked only what somebody listens to is read.
"""

import itertools
import json
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

LONGEST = 4 << 20
PIECE = 64 * 1024
UNASKED = re.compile(rb'\{"method":"([A-Za-z.]+)"')

Told = Callable[[dict[str, Any]], None]


class Gone(ConnectionError):
    """Chromium has gone, or was ended."""


class Declined(Exception):
    """Chromium did not do what it was told."""


class Devtools:
    """One conversation with one browser; nothing is read but while something is asked or awaited."""

    def __init__(self, sock: socket.socket, monotonic: Callable[[], float]) -> None:
        self._sock = sock
        self._monotonic = monotonic
        self._numbers = itertools.count(1)
        self._pieces = _Messages()
        self._listeners: dict[bytes, Told] = {}
        self._session: dict[str, str] = {}

    def enter(self, session: str) -> None:
        """Speaks to one page from here on."""
        self._session = {"sessionId": session}

    def listen(self, event: str, told: Told) -> None:
        """Has `told` called with what comes with an event, whenever something is read."""
        self._listeners[event.encode()] = told

    def ask(self, method: str, until: float, **given: object) -> dict[str, Any]:
        """Returns what a method answers.

        Raises Declined where it fails, TimeoutError where no answer came in time, Gone where none will.
        """
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": given, **self._session}, until)
        for message in self._messages(until):
            if message.get("id") == number:
                if "error" in message:
                    raise Declined(f"{method}: {message['error'].get('message')}")
                result: dict[str, Any] = message["result"]
                return result
        raise TimeoutError(f"{method} was not answered in time")

    def tell(self, method: str, until: float, **given: object) -> None:
        """Says something without awaiting an answer."""
        self._send({"id": next(self._numbers), "method": method, "params": given, **self._session}, until)

    def heed(self, until: float) -> None:
        """Hears what there is to hear until a moment of the monotonic clock."""
        for _ in self._messages(until):
            pass

    def _send(self, message: dict[str, object], until: float) -> None:
        self._sock.settimeout(max(until - self._monotonic(), 0.001))
        try:
            self._sock.sendall(json.dumps(message).encode() + b"\0")
        except TimeoutError:
            raise
        except OSError as error:
            raise Gone("Chromium does not listen") from error

    def _messages(self, until: float) -> Iterator[dict[str, Any]]:
        """Yields answers until then; tells the listeners of events."""
        while True:
            for message in self._pieces.whole():
                unasked = UNASKED.match(message)
                if not unasked:
                    yield json.loads(message)
                elif told := self._listeners.get(unasked[1]):
                    told(json.loads(message)["params"])
            if self._monotonic() >= until:
                return
            self._read(until)

    def _read(self, until: float) -> None:
        self._sock.settimeout(max(until - self._monotonic(), 0.001))
        try:
            piece = self._sock.recv(PIECE)
        except TimeoutError:
            return
        except OSError as error:
            raise Gone("Chromium does not speak") from error
        if not piece:
            raise Gone("Chromium has ended")
        self._pieces.add(piece)


class _Messages:
    """Bytes as they arrive, parted into messages."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._whole: list[bytes] = []
        self._passing = False

    def add(self, piece: bytes) -> None:
        """Takes what arrived."""
        *ends, rest = piece.split(b"\0")
        for end in ends:
            self._grow(end)
            if not self._passing:
                self._whole.append(bytes(self._begun))
            self._begun.clear()
            self._passing = False
        self._grow(rest)

    def whole(self) -> Iterator[bytes]:
        """Yields the messages that are complete, each once."""
        while self._whole:
            yield self._whole.pop(0)

    def _grow(self, piece: bytes) -> None:
        if self._passing or len(self._begun) + len(piece) > LONGEST:
            self._passing = True
            self._begun.clear()
        else:
            self._begun += piece
