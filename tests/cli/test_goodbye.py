"""When a process says goodbye to a home: only then does the next one look for nothing that a cut may have taken."""

from datetime import timedelta
from pathlib import Path

import pytest

from atlas.app import App
from atlas.config import load
from tests.fakes import NOON, FakeClock

DAY = timedelta(days=1)


def app_at(home: Path) -> App:
    home.mkdir(exist_ok=True)
    return App(load(home, {})[0])


def since(home: Path) -> object:
    with app_at(home).held() as held:
        return held.since


def test_whoever_comes_to_the_end_says_goodbye(tmp_path):
    with app_at(tmp_path).held() as held:
        held.lock.sign(NOON)
    assert since(tmp_path) is None


def test_whoever_ends_by_an_error_says_none(tmp_path):
    def work() -> None:
        with app_at(tmp_path).held() as held:
            held.lock.sign(NOON)
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert since(tmp_path) == NOON


def test_whoever_moved_what_the_disk_did_not_confirm_says_none(tmp_path):
    app = app_at(tmp_path)
    with app.held() as held:
        held.lock.sign(NOON)
        app.folders.doubted.add(app.folders.dead)
    assert since(tmp_path) == NOON


def test_what_is_filed_under_a_clock_set_back_is_not_older_than_whoever_filed_it(tmp_path):
    def work() -> None:
        app = App(load(tmp_path, {})[0], clock)
        with app.locked(lambda event: None):
            clock.jump(-DAY)
            app.fence()
            raise KeyError

    clock = FakeClock()
    with pytest.raises(KeyError):
        work()
    assert since(tmp_path) == NOON - DAY
