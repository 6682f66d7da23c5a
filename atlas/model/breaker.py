"""The fuse of one host, and what else is remembered of how to treat it.

The breaker is that of M. Nygard, "Release It!" (2nd ed. 2018, ch. 5): after so many faults in a row
the host is left alone; then one visit decides whether it is well again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from atlas.model import moment
from atlas.model.fault import Fault, Kind

LONGEST = timedelta(hours=6)
LONGEST_REST = timedelta(hours=24)
SICK = frozenset(
    {
        *(Kind.UNREACHABLE, Kind.NO_SUCH_HOST, Kind.TIMEOUT, Kind.OVERLOADED),
        *(Kind.THROTTLED, Kind.BROKEN_OFF, Kind.INSECURE),
    }
)
"""The faults that say something about the host rather than about one of its pages."""
NO_VISIT = frozenset({Kind.OFFLINE, Kind.RESTING, Kind.CLOCK, Kind.REFUSED, Kind.NO_ROOM, Kind.DEFECT})
"""Those that say nothing about the host."""
NOTHING = timedelta(0)


@dataclass(frozen=True)
class Fuse:
    """When breakers open: the settings."""

    threshold: int = 5
    """So many faults in a row are a sick host."""
    cooldown: timedelta = timedelta(minutes=15)
    """How long it is left alone at first; twice as long each time, up to six hours."""


FUSE = Fuse()


@dataclass(frozen=True)
class Breaker:
    """Whether a host is visited at all."""

    failures: int = 0
    open_until: datetime | None = None
    cooldown: timedelta = NOTHING
    """How long it opens the next time; nought before the first."""

    def failed(self, now: datetime, fuse: Fuse) -> "Breaker":
        """Returns it after one more fault in a row."""
        failures = self.failures + 1
        if failures < fuse.threshold:
            return replace(self, failures=failures)
        cooldown = min(self.cooldown or fuse.cooldown, LONGEST)
        # The count stays: after the rest one more fault opens it again, and for twice as long.
        return Breaker(failures, moment.whole(now + cooldown), min(cooldown * 2, LONGEST))

    def left(self, now: datetime) -> timedelta:
        """Returns how long the host is still left alone."""
        return _left(self.open_until, now, LONGEST)


@dataclass(frozen=True)
class Manner:
    """How a host is to be treated."""

    breaker: Breaker = Breaker()
    rests_until: datetime | None = None
    """When the rest is over that the host itself asked for."""
    agent: str = ""
    """The browser's name under which it last let Atlas in."""

    def told(self, fault: Fault | None, now: datetime, fuse: Fuse) -> "Manner":
        """Returns it after an answer, or after none."""
        if fault is not None and fault.kind in NO_VISIT:
            return self
        if fault is None or fault.kind not in SICK:
            return replace(self, breaker=Breaker(), rests_until=None)
        rests_until = moment.whole(now + fault.rest) if fault.rest else self.rests_until
        return replace(self, breaker=self.breaker.failed(now, fuse), rests_until=rests_until)

    def left(self, now: datetime) -> timedelta:
        """Returns how long the host is to be left alone."""
        return max(self.breaker.left(now), _left(self.rests_until, now, LONGEST_REST))

    def dumps(self) -> dict[str, Any]:
        """Returns it as plain JSON values, what is nothing left out."""
        fields = {
            "failures": self.breaker.failures,
            "open_until": _written(self.breaker.open_until),
            "cooldown": self.breaker.cooldown.total_seconds(),
            "rests_until": _written(self.rests_until),
            "agent": self.agent,
        }
        return {name: value for name, value in fields.items() if value}


def manner_of(fields: dict[str, Any]) -> Manner:
    """Returns what these JSON values tell; raises ValueError, TypeError or KeyError where they do not."""
    cooldown = timedelta(seconds=fields.get("cooldown", 0))
    breaker = Breaker(int(fields.get("failures", 0)), _read(fields.get("open_until")), min(cooldown, LONGEST))
    return Manner(breaker, _read(fields.get("rests_until")), str(fields.get("agent", "")))


def _left(until: datetime | None, now: datetime, longest: timedelta) -> timedelta:
    left = until - now if until else NOTHING
    # Further off than it can have been set: the clock was wrong then, or is now.
    return left if NOTHING < left <= longest else NOTHING


def _written(at: datetime | None) -> str | None:
    return moment.written(at) if at else None


def _read(text: str | None) -> datetime | None:
    return moment.read(text) if text else None
