"""Whose turn it is at a host: one connection at a time, a gap between two visits."""

import contextlib
import threading
from collections.abc import Callable, Iterator

LOOK = 0.05
MANY = 1000
"""So many hosts are remembered before those whose gap is long over are forgotten."""


class Turns:
    """The hosts that are being visited, and when the others may be; threads share it."""

    def __init__(self, gap_of: Callable[[str], float], monotonic: Callable[[], float]) -> None:
        self._gap_of = gap_of
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._busy: set[str] = set()
        self._free_at: dict[str, float] = {}

    @contextlib.contextmanager
    def taken(self, host: str, first: bool, over: Callable[[], bool]) -> Iterator[bool]:
        """Holds the host for one connection; gives False where the time was over before its turn came.

        `first` is for the first connection of a visit: it waits for the gap. Those that follow, to the
        same host and within the same visit, wait for nobody's gap.
        """
        mine = self._wait(host, first, over)
        try:
            yield mine
        finally:
            if mine:
                self._leave(host)

    def free_at(self, host: str) -> float:
        """Returns when, on the monotonic clock, the host may be visited again."""
        with self._changed:
            return self._free_at.get(host, 0.0)

    def rest(self, host: str, seconds: float) -> None:
        """Lets nobody visit the host for so long."""
        with self._changed:
            self._free_at[host] = max(self._free_at.get(host, 0.0), self._monotonic() + seconds)

    def _wait(self, host: str, first: bool, over: Callable[[], bool]) -> bool:
        with self._changed:
            while host in self._busy or (first and self._monotonic() < self._free_at.get(host, 0.0)):
                if over():
                    return False
                # Not until it is notified: whether the time is over is told by a clock that wakes nobody.
                self._changed.wait(LOOK)
            self._busy.add(host)
            return True

    def _leave(self, host: str) -> None:
        with self._changed:
            now = self._monotonic()
            self._busy.discard(host)
            self._free_at[host] = max(self._free_at.get(host, 0.0), now + self._gap_of(host))
            if len(self._free_at) > MANY:
                self._free_at = {one: at for one, at in self._free_at.items() if at > now}
            self._changed.notify_all()
