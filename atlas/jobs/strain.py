"""How hard the machine is strained: fetching and reading slow down with it, then pause."""

from collections.abc import Callable, Iterator

from atlas.model.event import Alerted, Event, Noticed
from atlas.model.vitals import Limits, Pace, Vitals, pace_of

LOOK = 10.0
"""Seconds between two looks."""
ADVICE = "Atlas goes on by itself. `atlas health` tells heat and memory; [vitals] in config.toml has the limits."
TOLD = {
    Pace.SLOW: "The machine is hot or short of memory: Atlas takes one page at a time.",
    Pace.REST: "The machine is too hot or out of memory: fetching and reading pause, drops are still accepted.",
    Pace.FULL: "The machine is well again: fetching and reading go on.",
}


class Strain:
    """The pace that the machine allows, looked at now and then by one thread and asked by others."""

    def __init__(self, read: Callable[[], Vitals], limits: Limits, monotonic: Callable[[], float]) -> None:
        self._read = read
        self._limits = limits
        self._monotonic = monotonic
        self._looked = -LOOK
        self.pace = Pace.FULL

    @property
    def rests(self) -> bool:
        """Whether nothing may be begun."""
        return self.pace is Pace.REST

    @property
    def next_look(self) -> float:
        """When, on the monotonic clock, to look again."""
        return self._looked + LOOK

    def lets(self, flying: int) -> bool:
        """Whether one more may be begun beside so many."""
        return self.pace is Pace.FULL or (self.pace is Pace.SLOW and not flying)

    def look(self) -> Iterator[Event]:
        """Looks at the machine, not too often; yields what changed."""
        if self._monotonic() < self.next_look:
            return
        self._looked = self._monotonic()
        # With what it was: the limits to slow down by and to go on by are apart, or a warm machine would change its
        # mind each time.
        before, vitals = self.pace, self._read()
        self.pace = pace_of(vitals, self._limits, before)
        if self.pace is before:
            return
        subject = _told(vitals)
        if self.pace is Pace.REST:
            yield Alerted(TOLD[self.pace], subject, ADVICE, about="strain")
        else:
            yield Noticed(TOLD[self.pace], subject, about="strain" if self.pace is Pace.FULL else "")


def _told(vitals: Vitals) -> str:
    heat = "" if vitals.temperature is None else f"{vitals.temperature:.0f} °C, "
    return f"{heat}{vitals.memory // 1_000_000} MB of memory left"
