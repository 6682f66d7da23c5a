"""A round of upkeep does each of its steps, and tells what came of it."""

from datetime import timedelta

import pytest

from atlas.errors import Unkept
from atlas.jobs import notes
from atlas.jobs.upkeep.rounds import Round, Said, Step


class Cut(BaseException):
    """As a kill."""


class Steps:
    """Three steps that say what they are, and may fail or be cut."""

    def __init__(self):
        self.done = []
        self.fails: dict[str, BaseException] = {}
        self.bad: set[str] = set()

    def steps(self):
        return [Step(name, lambda name=name: self._run(name)) for name in ("one", "two", "three")]

    def _run(self, name):
        if name in self.fails:
            raise self.fails.pop(name)
        self.done.append(name)
        yield Said(f"{name} was done.", ok=name not in self.bad)


@pytest.fixture
def work():
    return Steps()


@pytest.fixture
def run(tmp_path, clock, work):
    return lambda period="daily": list(Round(tmp_path, period, work.steps(), clock.now, clock.monotonic).run())


def note(tmp_path, period="daily"):
    return notes.read(tmp_path / "upkeep.json")[period]


def test_each_step_is_told_and_written_down(run, tmp_path):
    assert [(one.step, one.ok, one.told) for one in run()] == [
        (name, True, (f"{name} was done.",)) for name in ("one", "two", "three")
    ]
    told = note(tmp_path)
    assert (told["ok"], told["at"], len(told["steps"])) == (True, "2026-11-23T12:00:00.000Z", 3)


def test_a_step_that_fails_holds_up_no_other(run, work, tmp_path):
    work.fails["two"] = Unkept("The disk is gone.")
    assert [(one.step, one.ok) for one in run()] == [("one", True), ("two", False), ("three", True)]
    assert note(tmp_path)["ok"] is False
    assert note(tmp_path)["steps"][1]["told"] == ["The disk is gone."]


def test_what_a_step_finds_wrong_makes_the_round_fail(run, work, tmp_path):
    work.bad.add("three")
    run()
    assert note(tmp_path)["ok"] is False


def test_after_a_cut_it_goes_on_with_the_step_that_was_cut(run, work, tmp_path):
    work.fails["two"] = Cut()
    with pytest.raises(Cut):
        run()
    assert "at" not in note(tmp_path)
    assert [one.step for one in run()] == ["two", "three"]
    assert work.done == ["one", "two", "three"]
    assert note(tmp_path)["ok"] is True


def test_a_cut_of_yesterday_is_not_gone_on_with(run, work, clock):
    work.fails["two"] = Cut()
    with pytest.raises(Cut):
        run()
    clock.jump(timedelta(days=1))
    assert [one.step for one in run()] == ["one", "two", "three"]


def test_a_round_that_is_through_begins_anew(run, work):
    run()
    run()
    assert work.done == ["one", "two", "three"] * 2


def test_each_period_has_its_own_report(run, tmp_path):
    run("daily")
    run("weekly")
    assert set(notes.read(tmp_path / "upkeep.json")) == {"format", "daily", "weekly"}
