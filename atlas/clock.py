"""Time, asked in one place: the wall for tickets, the monotonic clock for waiting."""

import time
from datetime import UTC, datetime


class Clock:
    """The machine's two clocks."""

    def now(self) -> datetime:
        """Returns the wall's time, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Returns seconds from some start; it never jumps."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)
