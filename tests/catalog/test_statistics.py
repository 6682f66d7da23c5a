"""What the catalog counts for the page of statistics."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from atlas.catalog import statistics as counted
from atlas.catalog.statistics import Day
from atlas.model.facts import Rate
from atlas.model.fault import Kind
from tests.catalog.samples import failed, make_old, reading
from tests.catalog.test_catalog import snapshot, tried
from tests.fakes import NOON

DAY = 86_400
WEEK = timedelta(days=7)
LATER = NOON + timedelta(days=1)


def days_ago(number, days, **more):
    return snapshot(number, captured_at=NOON - timedelta(days=days), **more)


def test_an_empty_catalog_has_nothing_to_show(catalog):
    catalog.note([], [])
    told = catalog.statistics(NOON - WEEK, LATER)
    assert (told.days, told.layers, told.hosts, told.unreadable, sum(told.agreement)) == ((), (), (), (), 0)
    assert told.bytes_before == 0


def test_each_day_tells_what_it_brought(catalog):
    catalog.note([days_ago(1, 1), days_ago(2, 0), days_ago(3, 0), days_ago(4, 0, disposition="dead")], [])
    told = catalog.statistics(NOON - WEEK, LATER)
    assert told.days == (Day("2026-11-22", 1, 0, 100), Day("2026-11-23", 2, 1, 300))


def test_what_was_there_before_is_a_sum(catalog):
    catalog.note([days_ago(1, 9), days_ago(2, 8), days_ago(3, 0)], [])
    told = catalog.statistics(NOON - WEEK, LATER)
    assert (told.bytes_before, len(told.days)) == (200, 1)


def test_tries_are_told_by_layer_and_host_the_most_first(catalog):
    tries = (tried(1, Kind.TIMEOUT), tried(2, Kind.TIMEOUT), tried(-9 * DAY))
    catalog.note([snapshot(0)], [("https://sick.example/", tries)])
    told = catalog.statistics(NOON - WEEK, LATER)
    assert told.layers == (Rate("direct", 3, 1),)
    assert told.hosts == (Rate("sick.example", 2, 0), Rate("h0.example", 1, 1))


def test_agreement_is_told_in_tenths_and_what_was_not_read_by_its_reason(catalog):
    catalog.note([snapshot(one) for one in range(6)], [])
    agreeing = [reading(one, "words", agreement=share) for one, share in enumerate((0.0, 0.55, 0.99, 1.0))]
    catalog.file([*agreeing, failed(4), failed(5)])
    told = catalog.statistics(NOON - WEEK, LATER)
    assert told.agreement == (1, 0, 0, 0, 0, 1, 0, 0, 0, 2)
    assert told.unreadable == (("The page has no text.", 2),)


@pytest.mark.parametrize("statement", ["DAYS", "BEFORE", "LAYERS", "BUSIEST", "AGREEMENT", "UNREADABLE"])
def test_all_of_it_is_told_from_indexes_alone(catalog, tmp_path, statement):
    catalog.note([snapshot(1)], [])
    text = getattr(counted, statement)
    with closing(sqlite3.connect(tmp_path / "state/catalog.db")) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {text}", ["2026"] * text.count("?")).fetchall()
    looked = [row[3] for row in plan if row[3].startswith(("SCAN", "SEARCH"))]
    assert looked
    assert all("COVERING INDEX" in one for one in looked)


def test_a_catalog_of_an_older_atlas_gets_its_indexes(catalog, tmp_path):
    path = tmp_path / "state/catalog.db"
    path.parent.mkdir()
    make_old(path, 3, [snapshot(1)])
    catalog.note([snapshot(2)], [])
    assert catalog.statistics(NOON - WEEK, LATER).days == (Day("2026-11-23", 2, 0, 200),)
