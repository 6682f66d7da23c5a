"""Which capture of an address the catalog answers with."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from atlas.catalog import Catalog
from atlas.errors import CatalogBroken
from tests.catalog.samples import make_old
from tests.catalog.test_catalog import snapshot
from tests.fakes import NOON

URL = "https://a.example/"


@pytest.fixture
def catalog(tmp_path):
    made = Catalog(tmp_path / "catalog.db")
    yield made
    made.close()


def capture(number, verdict="page", layer="direct", disposition="captured", **more):
    return snapshot(number, **{"url": URL, "verdict": verdict, "layer": layer, "disposition": disposition, **more})


WORSE_LATER = [
    capture(0, "page"),
    capture(1, "other-type"),
    capture(2, "page", "wayback"),
    capture(3, "paywall", disposition="dead"),
    capture(4, "hollow", disposition="dead"),
    capture(5, "soft-404", disposition="deferred"),
    capture(6, "nothing", disposition="dead"),
    capture(7, "", "", disposition="dead"),
]


def test_the_best_capture_comes_first_and_the_newest_among_equals(catalog):
    catalog.note(WORSE_LATER, [])
    assert [int(one.id, 16) for one in catalog.by_url(URL)] == [1, 0, 2, 3, 4, 5, 6, 7]
    assert [int(one.id, 16) for one in catalog.find("0000000")] == [1, 0, 2, 3, 4, 5, 6, 7]


def test_one_capture_of_an_address_is_listed_and_it_is_the_best(catalog):
    catalog.note([*WORSE_LATER, capture(8, url="https://b.example/", layer="memento")], [])
    assert [int(one.id, 16) for one in catalog.captures()] == [8, 1]
    assert [int(one.id, 16) for one in catalog.captures(1)] == [8]
    assert len(list(catalog.records())) == 9


def test_a_later_capture_that_is_as_good_is_the_one_listed(catalog):
    catalog.note([capture(0), capture(1, refers_to=capture(0).path)], [])
    (row,) = catalog.captures()
    assert (int(row.id, 16), row.refers_to) == (1, capture(0).path)


def test_the_latest_page_is_one_the_site_sent_itself(catalog):
    assert_latest = [capture(0, "page"), capture(1, "page", "agents"), capture(2, "page", "wayback")]
    catalog.note([*assert_latest, *WORSE_LATER[3:], capture(9, "page", disposition="dead")], [])
    assert catalog.latest_page(URL) == capture(1).path
    assert catalog.latest_page("https://b.example/") == ""


def test_a_catalog_of_before_takes_references(catalog, tmp_path):
    make_old(tmp_path / "catalog.db", 2, [capture(0)])
    catalog.note([capture(1, refers_to=capture(0).path)], [])
    assert [one.refers_to for one in catalog.by_url(URL)] == [capture(0).path, ""]


def test_pages_are_recalled_under_any_of_their_addresses_the_best_capture_first(catalog):
    catalog.note([capture(0, "page"), *WORSE_LATER, capture(9, "page", disposition="dead")], [])
    asked = [URL, f"{URL}#part", f"{URL}?utm_source=x", "https://b.example/", "no address"]
    assert catalog.recalled(asked) == dict.fromkeys(asked[:3], capture(1).path)


def test_thousands_of_pages_are_recalled_at_once(catalog):
    catalog.note([capture(0)], [])
    assert list(catalog.recalled([*(f"https://x.example/{one}" for one in range(3000)), URL])) == [URL]


def test_a_catalog_of_before_learns_the_keys_of_its_records(catalog, tmp_path):
    catalog.note([capture(0)], [])
    catalog.close()
    with sqlite3.connect(tmp_path / "catalog.db") as database:
        database.execute("DROP INDEX record_key")
        for column in ("key", "added", "note"):
            database.execute(f"ALTER TABLE record DROP COLUMN {column}")
        database.execute("DELETE FROM schema_migration WHERE name LIKE '0006%'")
        database.execute("PRAGMA user_version = 1")
    database.close()
    catalog.note([], [])
    assert catalog.recalled([f"{URL}#part"]) == {f"{URL}#part": capture(0).path}


def test_a_record_tells_what_a_person_told_of_its_link(catalog):
    catalog.note([capture(0, added=NOON, note="mine", title="A", tags=("pi",))], [])
    (row,) = catalog.records()
    assert (row.added, row.note, row.title, row.tags) == ("2026-11-23T12:00:00.000Z", "mine", "A", ("pi",))


def test_a_body_is_found_in_the_newest_good_page_that_has_it_itself(catalog):
    same = {"digest": "sha256:07", "url": "https://b.example/"}
    first = capture(0, digest="sha256:07")
    catalog.note([first, capture(1, layer="wayback", **same), capture(2, refers_to=first.path, **same)], [])
    catalog.note([capture(3, "consent", **same), capture(4, disposition="dead", **same)], [])
    assert catalog.page_with("sha256:07") == capture(1).path
    assert catalog.page_with("sha256:08") == ""


def test_the_latest_page_is_that_of_the_catalog_that_lies_there_now(catalog, tmp_path):
    catalog.note([capture(1)], [])
    assert catalog.latest_page(URL) == capture(1).path
    catalog.rebuild([capture(2)], [])
    assert catalog.latest_page(URL) == capture(2).path
    catalog.close()
    (tmp_path / "catalog.db").unlink()
    with pytest.raises(CatalogBroken):
        catalog.latest_page(URL)


def test_who_asked_for_a_page_holds_up_no_checkpoint(catalog, tmp_path):
    catalog.note([capture(1)], [])
    assert catalog.latest_page(URL) == capture(1).path
    catalog.note([capture(2)], [])
    with sqlite3.connect(tmp_path / "catalog.db") as other:
        ((busy, *_),) = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert busy == 0


def test_threads_ask_for_pages_all_at_once(catalog):
    catalog.note([capture(number, url=f"https://{number}.example/") for number in range(50)], [])
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(catalog.latest_page, (f"https://{number}.example/" for number in range(50))))
    assert found == [capture(number).path for number in range(50)]
