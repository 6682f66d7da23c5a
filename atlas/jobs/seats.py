"""How many errands are in flight, and whether one more may be sent.

A visit that has taken long is waiting for a slow host and not for this machine: it holds no seat any
more, so that stalling hosts leave the others as many as before. Only a multiple of the seats bounds them.
"""

from collections.abc import Callable, Hashable

LONG = 1.0
"""Seconds after which a visit holds no seat."""
STRETCH = 4
"""So many times the seats may be in flight in all."""


class Seats:
    """The errands in flight."""

    def __init__(self, seats: int, monotonic: Callable[[], float]) -> None:
        self._seats = seats
        self._monotonic = monotonic
        self._sent: dict[Hashable, float] = {}

    def __len__(self) -> int:
        return len(self._sent)

    @property
    def most(self) -> int:
        """How many can be in flight at all."""
        return self._seats * STRETCH

    @property
    def free(self) -> bool:
        """Whether one more may be sent now."""
        return len(self) < self.most and self._held() < self._seats

    @property
    def free_at(self) -> float:
        """When, on the monotonic clock, a seat is free though nothing lands; never, where all are away long."""
        if len(self) >= self.most:
            return float("inf")
        held = sorted(self._sent.values(), reverse=True)[: self._seats]
        # The oldest of the newest: when it is LONG away, one fewer than the seats is held.
        return held[-1] + LONG if len(held) == self._seats else self._monotonic()

    def take(self, errand: Hashable) -> None:
        """Takes a seat for an errand."""
        self._sent[errand] = self._monotonic()

    def leave(self, errand: Hashable) -> None:
        """Says that an errand has landed."""
        del self._sent[errand]

    def _held(self) -> int:
        now = self._monotonic()
        return sum(now - sent < LONG for sent in self._sent.values())
