"""The honest stand-ins for what Atlas takes through its constructors."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FakeClock:
    """A clock that stands still until it is told or slept on."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._ticks = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._ticks

    def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._ticks += seconds
