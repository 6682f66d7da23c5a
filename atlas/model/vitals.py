"""What the machine has left, as a value, and how fast Atlas may work with that."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

POWER = (
    (0, "under-voltage"),
    (1, "its processor is slowed for want of power"),
    (2, "throttled"),
    (3, "near its limit of heat"),
)
"""What a Raspberry Pi says of itself now, by bit; the bits from 16 on tell that it once was so."""
HOTTER = 7.0
"""Degrees above the limit at which work ends altogether."""
CARD, CARDS = 10 * 10**12, "mmcblk"
"""Bytes that a plain memory card of 32 GB takes at least, as its sellers promise none; how Linux names cards."""
COOLER = 3.0
"""Degrees that must be lost again before work goes on faster: else it would change at every look."""


@dataclass(frozen=True)
class Vitals:
    """What the machine has left; None where it does not tell."""

    free_bytes: int
    free_inodes: int | None
    memory: int
    """Bytes that programs may still have without swapping."""
    load: float
    """Of the last minute, for each processor."""
    temperature: float | None = None
    """Of the processor, in degrees Celsius."""
    throttled: int | None = None
    """A Raspberry Pi's bits about power and heat."""
    device: str = ""
    """The disk that the home lies on."""
    written: int | None = None
    """Bytes written to it since the machine started."""

    @property
    def power(self) -> tuple[str, ...]:
        """What is wrong with power and heat now, in words."""
        return tuple(told for bit, told in POWER if (self.throttled or 0) >> bit & 1)


class Pace(Enum):
    """How fast Atlas may work."""

    FULL = "full"
    SLOW = "slow"
    REST = "rest"


@dataclass(frozen=True)
class Limits:
    """What the settings ask of the machine."""

    free_bytes: int
    temperature: float
    memory: int
    endurance: int | None = None
    """Bytes that may be written to the disk in its life; None for what is usual."""


def pace_of(vitals: Vitals, limits: Limits, before: Pace = Pace.FULL) -> Pace:
    """Returns how fast to work; `before` is how fast it was, so that it does not change at every look."""
    easing = COOLER if before is not Pace.FULL else 0.0
    heat = (vitals.temperature or 0.0) - limits.temperature
    # fmt: off
    table = (
        (vitals.memory < limits.memory,                                    Pace.REST),
        (heat >= HOTTER - (COOLER if before is Pace.REST else 0.0),        Pace.REST),
        (vitals.memory < 2 * limits.memory,                                Pace.SLOW),
        (heat >= -easing,                                                  Pace.SLOW),
    )
    # fmt: on
    return next((pace for holds, pace in table if holds), Pace.FULL)


@dataclass(frozen=True)
class Wear:
    """What is written to a disk day by day, counted from a counter that begins anew with the machine."""

    day: date
    counter: int
    written: int = 0
    """Bytes of this day, as far as they were counted."""
    before: int | None = None
    """Bytes of the last day before it."""
    since: date | None = None
    """The day on which counting began."""
    total: int = 0
    """Bytes since then."""

    def counted(self, counter: int, day: date) -> "Wear":
        """Returns it with a new look at the counter."""
        grown = counter - self.counter if counter >= self.counter else counter
        same = day == self.day
        written, before = (self.written + grown, self.before) if same else (grown, self.written)
        return Wear(day, counter, written, before, self.since or self.day, self.total + grown)

    def days_left(self, endurance: int) -> float | None:
        """Returns for how many days a disk lasts at the pace so far; None where that is not known yet.

        What was written to it before counting began is not in it.
        """
        days = (self.day - self.since).days if self.since else 0
        if not days or not self.total:
            return None
        return max(0, endurance - self.total) / (self.total / days)


def endurance_of(vitals: Vitals, limits: Limits) -> int:
    """Returns how many bytes the disk may be written in its life: as the settings say, or of a card; 0 if unknown."""
    if limits.endurance is not None:
        return limits.endurance
    return CARD if vitals.device.startswith(CARDS) else 0
