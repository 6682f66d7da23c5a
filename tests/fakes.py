"""The honest stand-ins for what Atlas takes through its constructors."""

from datetime import UTC, datetime, timedelta

from atlas.model.attempt import Ask
from atlas.model.backoff import Backoff, Patience

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def ask(url: str, attempts: int = 0) -> Ask:
    """Returns the question for an address of which so many attempts have counted, of two that do."""
    backoff = Backoff((timedelta(minutes=1), timedelta(minutes=4)), timedelta(days=5), timedelta(minutes=15))
    return Ask(url, NOON, Patience(backoff, NOON, NOON, attempts))


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
