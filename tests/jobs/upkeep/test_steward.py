"""Rounds that nothing began in time are begun by the daemon, one at a time, and never twice."""

import os
from datetime import timedelta

import pytest

from atlas.errors import Busy
from atlas.jobs import notes
from atlas.jobs.upkeep.rounds import NOTE, Round, Said, Step
from atlas.jobs.upkeep.steward import AGAIN, APART, BUSY, FIRST, OVERDUE, Steward
from atlas.model import moment
from tests.fakes import NOON, FakeClock


class Child:
    """A round under way, as a process is."""

    def __init__(self):
        self.code = None
        self.asked_to_end = False

    def poll(self):
        return self.code

    def terminate(self):
        self.asked_to_end = True

    def wait(self, timeout):
        return self.code


class Scene:
    def __init__(self, state):
        self.state = state
        self.clock = FakeClock()
        self.begun = []
        self.children = []
        self.held_up = False
        self.steward = Steward(state, self._begin, lambda: self.held_up, self.clock.now, self.clock.monotonic)

    def _begin(self, period):
        self.begun.append(period)
        self.children.append(Child())
        return self.children[-1]

    def tended(self, seconds=0.0):
        self.clock.sleep(seconds)
        return list(self.steward.tend())

    def done(self, period, ok=True, ago=timedelta(0)):
        """Ends the round under way, or writes down that a timer's ended."""
        at = moment.written(self.clock.now() - ago)
        steps = [{"step": "backup", "ok": ok, "told": ["It was told."]}]
        notes.write(
            self.state / NOTE, {**notes.read(self.state / NOTE), period: {"begun": at, "at": at, "steps": steps}}
        )
        if self.children:
            self.children[-1].code = int(not ok)


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


def test_a_home_without_timers_gets_all_three_one_after_the_other(scene):
    scene.tended(FIRST)
    assert scene.begun == ["daily"]
    scene.tended(APART)
    assert scene.begun == ["daily"]
    scene.done("daily")
    assert [one.subject for one in scene.tended()] == ["daily"]
    scene.tended(APART - 1)
    assert scene.begun == ["daily"]
    scene.tended(1)
    scene.done("weekly")
    scene.tended()
    scene.tended(APART)
    assert scene.begun == ["daily", "weekly", "monthly"]


def test_where_timers_go_their_rounds_none_is_begun(scene):
    for _ in range(40):
        for period in OVERDUE:
            scene.done(period)
        scene.tended(timedelta(hours=25).total_seconds())
    assert scene.begun == []


def test_where_there_are_none_each_round_comes_in_its_time(scene):
    scene.tended(FIRST)
    scene.done("daily")
    scene.tended()
    for period in ("weekly", "monthly"):
        scene.done(period)
    scene.tended(timedelta(days=1).total_seconds() - 1)
    assert scene.begun == ["daily"]
    scene.tended(1)
    assert scene.begun == ["daily", "daily"]


def test_nothing_is_begun_right_after_the_start_or_while_fetching_waits(scene):
    scene.tended(FIRST - 1)
    scene.held_up = True
    scene.tended(1)
    assert scene.begun == []
    scene.held_up = False
    scene.tended()
    assert scene.begun == ["daily"]


def test_a_round_that_comes_to_no_end_is_begun_again_an_hour_later(scene):
    scene.tended(FIRST)
    scene.children[-1].code = -9
    assert [one.subject for one in scene.tended()] == ["daily: -9"]
    scene.tended(APART)
    assert scene.begun == ["daily", "weekly"]
    scene.done("weekly")
    scene.tended()
    scene.done("monthly", ago=timedelta(days=1))
    scene.tended(APART)
    assert scene.begun == ["daily", "weekly"]
    scene.tended(AGAIN)
    assert scene.begun == ["daily", "weekly", "daily"]


def test_a_step_that_needs_a_person_is_told_with_what_it_said(scene):
    scene.tended(FIRST)
    scene.done("daily", ok=False)
    assert [(one.name, one.subject) for one in scene.tended()] == [("warned", "daily, backup: It was told.")]


def test_one_that_finds_another_at_work_says_nothing(scene):
    scene.tended(FIRST)
    scene.children[-1].code = BUSY
    assert scene.tended() == []
    assert BUSY == os.EX_TEMPFAIL == Busy.exit_code


def test_a_round_of_a_time_to_come_counts_for_nothing(scene):
    for period in OVERDUE:
        scene.done(period, ago=-timedelta(days=365))
    scene.tended(FIRST)
    assert scene.begun == ["daily"]


def test_stopping_ends_the_round_under_way(scene):
    scene.steward.stop()
    scene.tended(FIRST)
    scene.steward.stop()
    assert scene.children[-1].asked_to_end


def test_a_process_that_cannot_be_begun_is_told_and_tried_later(scene):
    def refuse(period):
        raise OSError(11, "Resource temporarily unavailable")

    scene.steward._begin = refuse
    assert [one.subject for one in scene.tended(FIRST)] == ["daily"]
    assert scene.tended(AGAIN - 1) == []


def test_two_rounds_at_once_there_are_not(tmp_path):
    clock = FakeClock()

    def another():
        with pytest.raises(Busy):
            list(Round(tmp_path, "weekly", [], clock.now, clock.monotonic).run())
        yield Said("The other was refused.")

    (done,) = Round(tmp_path, "daily", [Step("one", another)], clock.now, clock.monotonic).run()
    assert done.ok
    assert list(Round(tmp_path, "weekly", [], clock.now, clock.monotonic).run()) == []
    assert clock.now() == NOON
