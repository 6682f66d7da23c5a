"""Killed at any step, nothing is lost, nothing is in two places, and nothing is told that is not so."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from atlas.model.fault import Kind
from tests.house import House, fault
from tests.stories.cuts import check, count_steps, cut_at

GOOD, SLOW, GONE, LATE, SICK = (f"https://{one}.example/" for one in ("good", "slow", "gone", "late", "sick"))
URLS = {GOOD, SLOW, GONE, LATE, SICK, f"{GOOD}2", f"{LATE}2"}
THEN = datetime(2099, 1, 1, tzinfo=UTC)


def built(home: Path) -> House:
    """A house with two deferrals behind it, one of which goes on failing, and new drops before it."""
    faults = {
        SLOW: [fault(Kind.OVERLOADED)] * 9,
        GONE: [fault(Kind.LEGAL)] * 9,
        LATE: [fault(Kind.OVERLOADED)],
        SICK: [fault(Kind.OVERLOADED)],
        f"{LATE}2": [fault(Kind.OVERLOADED)],
    }
    house = House(home, faults, now=THEN)
    house.drop("late.url", LATE)
    house.drop("sick.url", SICK)
    house.turns(5)
    house.drop("one.url", GOOD)
    house.drop("list.txt", f"{GOOD}2", SLOW, GONE, f"{LATE}2", folder="inbox/tag")
    house.drop("nothing.jpg")
    (house.home / "inbox/nothing.jpg").write_bytes(b"\xff\xd8\x00")
    return house


def work(home: Path) -> None:
    """Half an hour of it."""
    house = reopened(home)
    house.turns(60)


def reopened(home: Path) -> House:
    """The same folders under a new process: the ladder answers as before, minutes later."""
    faults = {SLOW: [fault(Kind.OVERLOADED)] * 9, GONE: [fault(Kind.LEGAL)] * 9, SICK: [fault(Kind.OVERLOADED)] * 9}
    house = House(home, faults, now=THEN.replace(minute=20))
    house.open(cut=True)
    return house


@pytest.fixture(scope="module")
def template(scratch) -> Path:
    return built(scratch / "template").home


@pytest.fixture(scope="module")
def steps(scratch, template) -> int:
    home = shutil.copytree(template, scratch / "counted")
    return count_steps(lambda: work(home))


@pytest.fixture
def fresh(scratch, template, request):
    """Gives one home after another as it was built; the one before is gone by then."""
    home = scratch / request.node.name

    def again() -> Path:
        shutil.rmtree(home, ignore_errors=True)
        return shutil.copytree(template, home)

    yield again
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.parametrize("after", [False, True])
def test_a_cut_at_any_step_loses_and_doubles_nothing(fresh, steps, after):
    assert steps > 30
    for number in range(1, steps + 1):
        home = fresh()
        cut_at(number, lambda home=home: work(home), after=after)
        house = reopened(home)
        check(house, URLS)
        house.turns(30)
        check(house, URLS)
        assert house.files("inbox") == []


def test_a_cut_within_the_recovery_is_as_harmless(fresh, steps):
    for number in range(2, steps, 5):
        home = fresh()
        cut_at(number, lambda home=home: work(home), after=True)
        for again in range(1, count_steps(lambda home=home: reopened(home)) + 1):
            cut_at(again, lambda home=home: reopened(home), after=True)
            check(reopened(home), URLS)


def test_recovery_twice_is_as_once(fresh, steps):
    for number in range(1, steps, 7):
        home = fresh()
        cut_at(number, lambda home=home: work(home), after=True)
        house = reopened(home)
        once = [house.all_files(one) for one in ("inbox", "failed", "processed", "raw")]
        house.open(cut=True)
        assert [house.all_files(one) for one in ("inbox", "failed", "processed", "raw")] == once
