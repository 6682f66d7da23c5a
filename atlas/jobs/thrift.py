"""Thrift: what a burst has left of memory is not kept for the next one."""

from collections.abc import Callable, Iterator

from atlas.model.event import Event

EVERY = 30.0
"""Seconds. It costs a millisecond, and in a burst what is freed meanwhile is used again."""


class Thrift:
    """Gives back free memory now and then."""

    def __init__(self, give_back: Callable[[], None], monotonic: Callable[[], float]) -> None:
        self._give_back = give_back
        self._monotonic = monotonic
        self._given = monotonic()

    def tend(self) -> Iterator[Event]:
        """Gives back what is free, where it is time to; yields nothing."""
        if self._monotonic() - self._given >= EVERY:
            self._given = self._monotonic()
            self._give_back()
        yield from ()
