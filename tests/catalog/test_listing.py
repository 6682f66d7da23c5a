"""Records page by page, by what they are."""

import pytest

from atlas.catalog import Wanted
from tests.catalog.test_catalog import snapshot


@pytest.fixture
def catalog(catalog):
    catalog.note([snapshot(number, verdict="page") for number in range(6)], [])
    return catalog


def numbers(catalog, **wanted):
    return [int(one.url.rpartition("/")[2]) for one in catalog.page(Wanted(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [5, 4, 3, 2, 1, 0]),
        ({"limit": 2}, [5, 4]),
        ({"limit": 2, "offset": 5}, [0]),
        ({"host": "h1.example"}, [4, 1]),
        ({"host": "example", "limit": 1}, [5]),
        ({"host": "1.example"}, []),
        ({"host": "%"}, []),
        ({"url": "https://h2.example/5"}, [5]),
        ({"verdict": "page", "every": True}, [5, 4, 3, 2, 1, 0]),
        ({"verdict": "challenge"}, []),
        ({"after": "2026-11-23T12:00:04"}, [5, 4]),
        ({"before": "2026-11-23T12:00:02"}, [1, 0]),
        ({"after": "2026-11-23T12:00:01", "before": "2026-11-23T12:00:03", "host": "h2.example"}, [2]),
    ],
)
def test_records_are_found_by_what_they_are(catalog, wanted, found):
    assert numbers(catalog, **wanted) == found


def test_only_the_best_of_an_address_is_told_unless_every_one_is_wanted(catalog):
    catalog.note([snapshot(9, url="https://h0.example/0", verdict="page")], [])
    assert numbers(catalog, host="h0.example") == [0, 3]
    assert numbers(catalog, host="h0.example", every=True) == [0, 3, 0]
