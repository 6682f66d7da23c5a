"""Killed at any step of a canary's round, nothing of it is left, and nothing of a person's is touched."""

from pathlib import Path

import pytest

from tests.flying import Flying
from tests.house import House
from tests.stories.cuts import check, count_steps, cut_at

OTHER = "https://other.example/"


def work(home: Path) -> None:
    flying = Flying(home, every=60.0)
    flying.house.drop("other.url", OTHER)
    flying.until(lambda: flying.known)


@pytest.fixture(scope="module")
def steps(scratch: Path) -> int:
    return count_steps(lambda: work(scratch / "counted"))


@pytest.mark.parametrize("after", [False, True])
def test_a_cut_at_any_step_leaves_no_canary_and_loses_no_drop(scratch, steps, after):
    assert steps > 15
    for number in range(1, steps + 1):
        home = scratch / f"{after}-{number}"
        House(home).drop("other.url", OTHER)
        cut_at(number, lambda home=home: work(home), after=after)
        house = House(home)
        house.open(cut=True)
        assert Flying(home, house=house).left() == [], number
        check(house, {OTHER})
        house.turns(10)
        assert [one.facts.url for one in house.snapshots()].count(OTHER) >= 1
        assert house.files("inbox") == []
