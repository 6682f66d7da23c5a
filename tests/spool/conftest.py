"""What the tests of looking at a folder share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.spool import Looks
from tests.fakes import FakeClock

REST = 2.0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


@pytest.fixture
def looks(inbox: Path, clock: FakeClock) -> Looks:
    return Looks(inbox, REST, clock.monotonic)


@pytest.fixture
def looked_again(looks: Looks, clock: FakeClock) -> Callable[..., list[str]]:
    """Looks twice, the rest apart; gives what has rested."""

    def twice(seconds: float = REST) -> list[str]:
        looks.sweep()
        clock.sleep(seconds)
        return looks.sweep().rested

    return twice
