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


def again(
    fault: Fault,
    attempts: int,
    first_seen: datetime,
    answered: bool,
    now: datetime,
    backoff: Backoff,
    chance: Random,
) -> datetime | None:
    """Returns when to try again after a fault, or None where patience is over.

    `attempts` are those that counted, this one included. `answered` says that the
    host once answered for this address at all: then four weekly tries follow the schedule.
    """
    kind = fault.kind
    age = now - first_seen
    if fault.final or not kind.waits:
        return None
    if kind.times is not None and attempts >= kind.times:
        return None
    if kind.lasting is not None and age >= kind.lasting:
        return None
    if not kind.counts:
        wait = _jittered(backoff.lull, chance) if age < (kind.lasting or backoff.lifetime) else None
    elif attempts <= len(backoff.schedule):
        wait = _jittered(backoff.schedule[attempts - 1], chance)
    else:
        wait = WEEKLY if answered and age + WEEKLY <= FOUR_WEEKS else None
    if wait is None:
        return None
    return now + max(wait, kind.first or SOON, fault.rest or SOON)


def _jittered(longest: timedelta, chance: Random) -> timedelta:
    return longest * chance.random()
