"""Time, asked in one place: the wall for tickets, the monotonic clock for waiting."""

import time
from datetime import UTC, datetime
from pathlib import Path

BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""Atlas is younger than this: a wall that shows less is wrong."""
TIMESYNC = Path("/run/systemd/timesync")
"""Where systemd-timesyncd, if it runs, has a file `synchronized` once it has set the clock."""

# On macOS that of the monotonic clock, as the system counts it, though not as Python's own does.
AWAKE_OR_NOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock:
    """The machine's two clocks."""

    def __init__(self, timesync: Path = TIMESYNC) -> None:
        self._timesync = timesync

    def now(self) -> datetime:
        """Returns the wall's time, in UTC."""
        return datetime.now(UTC)

    def doubtful(self) -> bool:
        """Whether the wall's time is not to be believed: before Atlas was made, or the machine says it is not set."""
        return self.now() < BUILT or (self._timesync.is_dir() and not (self._timesync / "synchronized").exists())

    def monotonic(self) -> float:
        """Returns seconds from some start; it never jumps."""
        return time.monotonic()

    def elapsed(self) -> float:
        """Returns seconds from some start, those included in which the machine slept."""
        return time.clock_gettime(AWAKE_OR_NOT)

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)
