"""Where facts come from."""

from datetime import timedelta

import pytest

from atlas.errors import CatalogBroken
from atlas.jobs.health import Gathering
from atlas.model.facts import Tally
from atlas.model.vitals import Limits
from tests.house import WELL, House


class Counted:
    """A catalog that counts how often it was asked."""

    def __init__(self):
        self.asked = 0
        self.broken = False
        self.patience = 0.0

    def quick_check(self, seconds):
        self.asked += 1
        self.patience = seconds
        if self.broken:
            raise CatalogBroken("It does not answer.")
        return []

    def tally(self, now):
        return Tally(captured=7)


@pytest.fixture
def catalog():
    return Counted()


def gathering_of(house, catalog):
    limits = Limits(10**9, 75.0, 10**8)
    parts = (lambda: WELL, house.clock.now, house.clock.doubtful, lambda: ({"browser": "None."}, {}))
    return Gathering(house.folders, catalog, limits, *parts)


def test_drops_are_counted_by_folder_and_the_oldest_is_named(tmp_path, catalog):
    house = House(tmp_path)
    house.drop("a.txt", "https://a.example/")
    house.drop("b.txt", "https://b.example/", folder="failed/dead")
    facts = gathering_of(house, catalog).facts()
    assert facts.files == {"inbox": 1, "deferred": 0, "dead": 1}
    assert (facts.oldest.drop, facts.oldest.reason) == ("a.txt", "")


def test_a_broken_catalog_is_a_fact_and_no_error(tmp_path, catalog):
    catalog.broken = True
    facts = gathering_of(House(tmp_path), catalog).facts()
    assert (facts.catalog, facts.tally) == ("It does not answer.", None)


def test_cheap_facts_count_nothing_and_load_nothing(tmp_path, catalog):
    facts = gathering_of(House(tmp_path), catalog).facts(cheap=True)
    assert (facts.tally, facts.missing_layers) == (None, {})


def test_who_asks_often_is_told_what_was_found_a_moment_ago(tmp_path, catalog):
    house = House(tmp_path)
    gathering = gathering_of(house, catalog)
    for _ in range(5):
        gathering.lately(timedelta(seconds=10))
    assert catalog.asked == 1
    house.clock.sleep(10)
    gathering.lately(timedelta(seconds=10))
    assert catalog.asked == 2


def test_who_waits_before_a_screen_waits_for_a_short_look_at_the_catalog(tmp_path, catalog):
    gathering = gathering_of(House(tmp_path), catalog)
    gathering.lately(timedelta(seconds=10))
    assert catalog.patience <= 0.5
    gathering.facts()
    assert catalog.patience > 0.5
