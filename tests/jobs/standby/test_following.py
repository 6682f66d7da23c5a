"""The catalog of a machine that stands by."""

import pytest

from atlas.catalog import Catalog
from atlas.errors import CatalogBroken
from atlas.jobs.standby.following import EVERY, MOST, Following
from tests.house import House


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path / "home")
    made.drop("list.txt", *(f"https://a{number}.example/" for number in range(70)))
    made.turns(100)
    return made


@pytest.fixture
def catalog(tmp_path):
    made = Catalog(tmp_path / "catalog.db")
    yield made
    made.close()


def following(house, catalog):
    return Following(house.folders, house.vault, catalog, lambda one: one, house.clock.elapsed)


def test_what_another_machine_captured_is_read_once(house, catalog):
    follower = following(house, catalog)
    assert follower.follow() == 70
    assert {row.snapshot for row in catalog.records()} == {one.path for one in house.snapshots()}
    assert follower.follow() == 0
    house.drop("more.url", "https://more.example/")
    house.turns(5)
    assert follower.follow() == 1


def test_it_looks_now_and_then(house, catalog):
    follower = following(house, catalog)
    assert list(follower.tend()) == []
    assert catalog.count() == 70
    house.drop("more.url", "https://more.example/")
    house.turns(5)
    list(follower.tend())
    assert catalog.count() == 70
    house.clock.sleep(EVERY)
    list(follower.tend())
    assert catalog.count() == 71


def test_a_catalog_that_does_not_answer_is_told_once_and_tried_again(house):
    class Broken:
        tries = 0

        def note(self, kept, tried):
            self.tries += 1
            raise CatalogBroken("It is locked.")

    broken = Broken()
    follower = following(house, broken)
    told = []
    for _ in range(3):
        told += follower.tend()
        house.clock.sleep(EVERY)
    assert [one.subject for one in told] == ["It is locked."]
    assert broken.tries == 3


def test_a_catalog_far_behind_is_brought_near_in_steps(house):
    asked = []

    class Far(Following):
        def follow(self, most=None):
            asked.append(most)
            return most if len(asked) < 3 else 1

    far = Far(house.folders, house.vault, None, lambda one: one, house.clock.elapsed)
    for _ in range(5):
        assert list(far.tend()) == []
    assert asked == [MOST] * 3


def test_no_more_than_is_asked_for_is_read_at_once(house, catalog):
    follower = following(house, catalog)
    assert follower.follow(64) == 64
    assert catalog.count() == 64
    assert follower.follow() == 6
