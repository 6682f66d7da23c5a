"""One connection to the hostile server, and the ways to be slow, rude or silent on it."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterable


class Visit:
    """One connection, with what was asked on it."""

    def __init__(self, stopped: threading.Event, sock: socket.socket, request: bytes) -> None:
        self.stopped = stopped
        self.sock = sock
        self.request = request
        self.path = request.split(b" ")[1].decode("latin-1") if b" " in request else ""

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.sock.sendall(piece)

    def flood(self, piece: bytes) -> None:
        while not self.stopped.is_set():
            self.send(piece)

    def drip(self, pieces: Iterable[bytes], every: float = 0.02) -> None:
        for piece in pieces:
            self.send(piece)
            if self.stopped.wait(every):
                return

    def hang(self) -> None:
        """Says nothing until the other side goes, or the server stops."""
        self.sock.settimeout(0.05)
        while not self.stopped.is_set():
            with contextlib.suppress(TimeoutError):
                if not self.sock.recv(1024):
                    return

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Trouble = Callable[[Visit], None]
