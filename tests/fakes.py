"""The honest stand-ins for what Atlas takes through its constructors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from atlas.model.attempt import Ask, Known
from atlas.model.backoff import Backoff, Patience
from atlas.model.fault import Fault
from atlas.model.url import Url

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def ask(url: str, attempts: int = 0, known: Known | None = None) -> Ask:
    """Returns the question for an address of which so many attempts have counted, of two that do."""
    backoff = Backoff((timedelta(minutes=1), timedelta(minutes=4)), timedelta(days=5), timedelta(minutes=15))
    return Ask(url, NOON, Patience(backoff, NOON, NOON, attempts, tried=attempts > 0), known)


class FakeClock:
    """A clock that stands still until it is told or slept on."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._ticks = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._ticks

    def elapsed(self) -> float:
        return self._ticks

    def jump(self, by: timedelta) -> None:
        """Sets the wall's clock, as a person or a time server does."""
        self._now += by

    def doubtful(self) -> bool:
        return False

    def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._ticks += seconds


class FakeProbe:
    """A network that is there or not, as it is told."""

    def __init__(self) -> None:
        self.route = True
        self.reached: bool | None = None
        self.looks = 0

    def has_route(self) -> bool:
        self.looks += 1
        return self.route

    def reaches(self) -> bool | None:
        return self.reached


class FreeHosts:
    """Hosts that may always be visited, and remember what was told of them."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Fault | None]] = []
        self.liked: dict[str, str] = {}
        self.rests: dict[str, timedelta] = {}

    def rest(self, host: str) -> timedelta:
        return self.rests.get(host, timedelta(0))

    @contextmanager
    def visit(self, host: str, first: bool, over: Callable[[], bool]) -> Iterator[bool]:
        yield True

    def told(self, url: Url, fault: Fault | None) -> None:
        self.heard.append((url.host, fault))

    def agent(self, host: str) -> str:
        return self.liked.get(host, "")

    def likes(self, host: str, agent: str) -> None:
        self.liked[host] = agent
