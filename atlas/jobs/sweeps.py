"""When to look through the spool: on the bell, when something may have come to rest, and every so often."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

SHARE = 10
"""A sweep that took a second is not begun again for ten, whatever rings."""


class Sweeps:
    """The rhythm of the sweeps; only `ring` may be called from other threads."""

    def __init__(self, every: float, monotonic: Callable[[], float]) -> None:
        self._every = every
        self._monotonic = monotonic
        self._rung = True
        self._next = 0.0
        self._earliest = 0.0

    def ring(self) -> bool:
        """Says that something may have arrived; returns whether nobody had said so yet."""
        fresh, self._rung = not self._rung, True
        return fresh

    def due(self, look: float | None) -> bool:
        """Whether to sweep now; `look` is when something may have come to rest, if anything waits."""
        return self._monotonic() >= (self._earliest if self._rung else self.next_at(look))

    def next_at(self, look: float | None) -> float:
        """Returns when, on the monotonic clock, to sweep though nothing rings."""
        return max(self._earliest, self._next if look is None else min(self._next, look))

    @contextmanager
    def swept(self) -> Iterator[None]:
        """Times a sweep. The bell is cleared before it: what rings meanwhile is looked for again."""
        # Cleared first: what arrives while the folder is gone through may lie behind where the scan has come to.
        began, self._rung = self._monotonic(), False
        yield
        ended = self._monotonic()
        self._next = ended + self._every
        # Many names take their time to look through, and whoever copies them in rings all the while.
        self._earliest = ended + (ended - began) * SHARE
