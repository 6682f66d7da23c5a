"""Two connections joined: what comes in at one goes out at the other, as far as the allowance goes."""

import select
import socket
import threading

from atlas.fetch.deadline import Deadline

PIECE = 64 * 1024
GONE = select.POLLERR | select.POLLHUP | select.POLLNVAL


class Allowance:
    """How many bytes may be moved in all; several threads draw on one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._moved = 0
        self._lock = threading.Lock()

    @property
    def moved(self) -> int:
        """How many bytes were."""
        return self._moved

    @property
    def spent(self) -> bool:
        """Whether there was more to move."""
        return self._moved > self._most

    def covers(self, count: int) -> bool:
        """Counts so many more; answers whether they may still be moved."""
        with self._lock:
            self._moved += count
            return self._moved <= self._most


class _Flow:
    """One direction: never more in hand than one piece, so that a slow reader slows the writer."""

    def __init__(self, source: socket.socket, sink: socket.socket, first: bytes, room: int | None) -> None:
        self.source = source
        self.sink = sink
        self._in_hand = first
        self._room = room
        self._ended = False

    def wants(self) -> tuple[socket.socket, int] | None:
        """Returns what it waits for next, or None where all was said."""
        if self._in_hand:
            return self.sink, select.POLLOUT
        return None if self._ended else (self.source, select.POLLIN)

    def step(self, allowance: Allowance) -> None:
        """Moves what can be moved now; raises OSError where one side is gone or may not go on."""
        if self._in_hand:
            self._in_hand = self._in_hand[self.sink.send(self._in_hand) :]
            return
        piece = self.source.recv(PIECE)
        if self._room is not None:
            self._room -= len(piece)
        if not allowance.covers(len(piece)) or (self._room or 0) < 0:
            raise ConnectionAbortedError("more than may pass")
        self._in_hand = piece
        self._ended = not piece


def spliced(
    near: socket.socket, far: socket.socket, first: bytes, room: int | None, allowance: Allowance, deadline: Deadline
) -> None:
    """Joins a browser's connection with a server's until one of them ends; `first` goes out before all else.

    At most `room` bytes more come from the browser: what follows belongs to another request.
    """
    flows = (_Flow(near, far, first, room), _Flow(far, near, b"", None))
    near.setblocking(False)
    far.setblocking(False)
    while not deadline.over:
        waits = [flow.wants() for flow in flows]
        if None in waits:
            return
        ready = _ready([one for one in waits if one], deadline.left())
        for flow, want in zip(flows, waits, strict=True):
            if want and ready.get(want[0].fileno(), 0) & (want[1] | GONE):
                flow.step(allowance)


def _ready(waits: list[tuple[socket.socket, int]], seconds: float) -> dict[int, int]:
    poll = select.poll()
    masks: dict[int, int] = {}
    for sock, mask in waits:
        masks[sock.fileno()] = masks.get(sock.fileno(), 0) | mask
    for number, mask in masks.items():
        poll.register(number, mask)
    return dict(poll.poll(seconds * 1000))
