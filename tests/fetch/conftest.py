"""What the tests of the embassy share: the hostile server, a shelf, and a ladder to climb."""

import ipaddress
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from atlas.clock import Clock
from atlas.fetch import Ladder, ladder
from atlas.model.attempt import Attempt, Known
from atlas.model.exchange import Sink
from tests.fakes import FreeHosts, ask
from tests.fetch.shelf import Shelf
from tests.hostile import Hostile
from tests.hostile.town import mute_port as hostile_mute_port

HERE = (ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("::1/128"))


@pytest.fixture(scope="session")
def server() -> Iterator[Hostile]:
    with Hostile() as server:
        yield server


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    yield shelf
    assert shelf.left_open == 0


@pytest.fixture
def near() -> Iterator[Path]:
    """A folder with a short path: the names of sockets do not fit beneath a long one."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


class Rungs:
    """A ladder that is asked by address alone."""

    def __init__(self, ladder: Ladder) -> None:
        self._ladder = ladder
        self.interrupt = ladder.interrupt

    def climb(self, url: str, sink: Sink, attempts: int = 0, known: Known | None = None) -> Attempt:
        return self._ladder.climb(ask(url, attempts, known), sink)


@pytest.fixture
def rungs() -> Callable[..., Rungs]:
    """Makes a ladder that may climb to 127.0.0.1 and ::1."""

    def made(seconds: float = 5, cap: int = 1_000_000, allow=HERE, own=frozenset(), contact="", **more) -> Rungs:
        layers, hosts = more.pop("layers", ("direct",)), more.pop("hosts", None) or FreeHosts()
        robots = more.pop("robots", False)
        gates, wayback = more.pop("timegates", ()), more.pop("wayback", "http://127.0.0.1:1")
        return Rungs(ladder(layers, allow, own, seconds, cap, contact, robots, gates, wayback, hosts, Clock(), **more))

    return made


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A port that neither lets anybody in nor turns them away."""
    with hostile_mute_port() as port:
        yield port
