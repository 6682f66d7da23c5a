"""What the catalog counts, and a look at its pages."""

from datetime import timedelta

import pytest

from atlas.errors import CatalogBroken
from atlas.model.facts import Rate
from atlas.model.fault import Kind
from tests.catalog.samples import failed
from tests.catalog.test_catalog import snapshot, tried
from tests.fakes import NOON

DAY = 86_400


def test_an_empty_catalog_counts_nothing(catalog):
    catalog.note([], [])
    told = catalog.tally(NOON)
    assert (told.captured, told.failed, told.last_at, told.day, told.unread) == (0, 0, None, (), 0)
    assert {count for _, count in told.durations} == {0}


def test_captures_and_failures_are_told_apart(catalog):
    catalog.note([snapshot(1), snapshot(2), snapshot(3, disposition="dead", tries=())], [])
    told = catalog.tally(NOON)
    assert (told.captured, told.failed, told.last_at) == (2, 1, NOON + timedelta(seconds=2))


def test_tries_are_counted_by_layer_and_host_within_their_day(catalog):
    catalog.note(
        [snapshot(0)],
        [
            ("https://sick.example/", (tried(0, Kind.TIMEOUT),)),
            ("https://sick.example/old", (tried(-2 * DAY, Kind.TIMEOUT),)),
            ("https://sick.example/older", (tried(-8 * DAY, Kind.TIMEOUT),)),
        ],
    )
    told = catalog.tally(NOON)
    assert told.day == (Rate("direct", 2, 1),)
    assert told.week == (Rate("direct", 3, 1),)
    assert told.hosts[0] == Rate("sick.example", 1, 0)


def test_durations_are_cumulative_and_end_with_all(catalog):
    catalog.note([snapshot(1), snapshot(2)], [])
    told = catalog.tally(NOON)
    assert told.durations[0] == (0.1, 2)
    assert told.durations[-1] == (float("inf"), 2)
    assert told.seconds == pytest.approx(0.024)


def test_what_is_unread_and_what_could_not_be_read_is_counted(catalog):
    catalog.note([snapshot(1), snapshot(2)], [])
    catalog.file([failed(1)])
    told = catalog.tally(NOON)
    assert (told.unread, told.unreadable) == (1, 1)


def test_whole_pages_pass_a_quick_check(catalog):
    catalog.note([snapshot(1)], [])
    assert catalog.quick_check(5.0) == []


def test_a_quick_check_ends_when_its_time_is_over_and_the_connection_serves_on(catalog):
    catalog.note([snapshot(one) for one in range(300)], [])
    assert catalog.quick_check(0.0) == []
    assert catalog.tally(NOON).captured == 300


def test_a_catalog_that_is_not_there_does_not_answer(catalog):
    with pytest.raises(CatalogBroken):
        catalog.tally(NOON)
