"""When to try again, and when to stop: the one deciding function.

Exponential backoff with full jitter (M. Brooker, "Exponential Backoff And Jitter",
AWS Architecture Blog, 2015), over a schedule that a person can read in the config.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from atlas.model.fault import Fault

WEEKLY = timedelta(weeks=1)
FOUR_WEEKS = timedelta(weeks=4)
SOON = timedelta(seconds=1)


@dataclass(frozen=True)
class Backoff:
    """The patience of the settings."""

    schedule: tuple[timedelta, ...]
    """The longest wait after the first, second, … attempt that counts."""
    lifetime: timedelta
    """How long what does not count is tried at all."""
    lull: timedelta
    """The wait after what does not count."""


@dataclass(frozen=True)
class Patience:
    """How far one address has used up the patience of the settings."""

    backoff: Backoff
    first_seen: datetime
    now: datetime
    attempts: int = 0
    """Those before this one that counted."""
    answered: bool = False
    """Whether its host ever answered: then four weekly tries follow the schedule."""
    tried: bool = False
    """Whether it was asked for before at all, in an attempt that counted or not."""

    def over(self, fault: Fault) -> bool:
        """Whether no attempt would follow this fault."""
        return self._wait(fault, 1.0) is None

    def again(self, fault: Fault, chance: Random) -> datetime | None:
        """Returns when to try again after a fault, or None where patience is over."""
        wait = self._wait(fault, chance.random())
        if wait is None:
            return None
        # Never at once: jitter may be nought, and a drop that fails would be taken again by the same sweep.
        return self.now + max(wait, fault.kind.first or SOON, fault.rest or SOON)

    def _wait(self, fault: Fault, jitter: float) -> timedelta | None:
        kind, age = fault.kind, self.now - self.first_seen
        attempts = self.attempts + kind.counts
        if fault.final or not kind.waits:
            return None
        if kind.times is not None and attempts >= kind.times:
            return None
        if kind.lasting is not None and age >= kind.lasting:
            return None
        if not kind.counts:
            return self.backoff.lull * jitter if age < (kind.lasting or self.backoff.lifetime) else None
        if attempts <= len(self.backoff.schedule):
            return self.backoff.schedule[attempts - 1] * jitter
        # A host that never answered is most likely a misspelt one: nobody waits four weeks for that.
        return WEEKLY if self.answered and age + WEEKLY <= FOUR_WEEKS else None
