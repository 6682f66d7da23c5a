"""What is noted becomes rows, whatever the order."""

import itertools

import pytest

from atlas.catalog import Catalog
from atlas.model.attempt import Try
from atlas.model.fault import Kind
from tests.catalog.test_catalog import snapshot
from tests.fakes import NOON

URL = "https://h1.example/1"
SLOW = Try("direct", NOON, None, Kind.TIMEOUT, "slow", 30_000)
QUICK = Try("direct", NOON, None, Kind.REFUSED, "refused", 0)


def notes():
    """Three tellings of one try, and one of another; only one of them has a snapshot."""
    kept = snapshot(1, url=URL, tries=(Try("direct", NOON, 200, None, "", 12),))
    return [([kept], []), ([], [(URL, (SLOW,))]), ([], [(URL, (QUICK,))]), ([snapshot(2)], [])]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_of_notes_does_not_matter(tmp_path, order):
    catalog, other = Catalog(tmp_path / "a.db"), Catalog(tmp_path / "b.db")
    for one in notes():
        other.note(*one)
    for number in order:
        catalog.note(*notes()[number])
    assert list(catalog.dump()) == list(other.dump())
    catalog.close()
    other.close()


def test_a_try_that_left_a_snapshot_stays_with_it(tmp_path):
    catalog = Catalog(tmp_path / "a.db")
    catalog.note([], [(URL, (SLOW,))])
    catalog.note(*notes()[0])
    catalog.note([], [(URL, (QUICK,))])
    (found,) = catalog.tries(snapshot(1).path)
    assert (found.status, found.milliseconds) == (200, 12)
    catalog.close()


def test_a_text_that_is_no_unicode_is_noted_escaped(tmp_path):
    catalog = Catalog(tmp_path / "a.db")
    bad = snapshot(1, title="\udc80", drop="a\udcff.url", tags=("\udc81",))
    catalog.note([bad], [("https://a.example/\ud800", (Try("direct", NOON, None, Kind.REFUSED, "\udfff", 0),))])
    (row,) = catalog.records()
    assert (row.title, row.drop, row.tags) == ("\\udc80", "a\\udcff.url", ("\udc81",))
    catalog.close()
