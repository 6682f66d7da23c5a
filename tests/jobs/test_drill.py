"""A drill finds out whether a restore would do, and leaves nothing behind."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from atlas.jobs import notes
from tests.jobs.backup.homes import backed_up, built, contents, keeping

ALL = 10**9


@pytest.fixture
def house(tmp_path):
    return built(tmp_path / "home")


@pytest.fixture
def store(house, tmp_path):
    return backed_up(house, tmp_path / "disk")


def drill(house, store, most=ALL):
    return keeping(house.folders, house.clock, str(store.root)).drill(most, None)


def test_a_good_set_passes(house, store):
    found = drill(house, store)
    assert (found.ok, found.why, found.set) == (True, (), store.set().id)
    told = found.compared
    assert (told["snapshots"], told["archive"], told["word"]) == (len(list(house.snapshots())), True, "Cooling")
    assert told["articles"] > 0
    assert told["records"] == told["snapshots"]


def test_what_it_came_to_is_written_down_and_the_scratch_is_gone(house, store):
    before = contents(house.home)
    found = drill(house, store)
    note = notes.read(house.folders.state / "drill.json")
    assert (note["ok"], note["set"], note["at"]) == (True, found.set, found.at)
    assert not (house.folders.state / "drill").exists()
    assert contents(house.home) == before


def test_of_a_large_archive_the_newest_is_restored(house, store):
    newest = max((one for one in store.set().pieces if one.in_archive), key=lambda piece: piece.path)
    found = drill(house, store, newest.size)
    assert (found.ok, found.compared["snapshots"], found.compared["archive"]) == (True, 1, False)


def test_without_an_archive_the_small_things_are_rehearsed(house):
    kept = keeping(house.folders, house.clock)
    list(kept.back_up())
    found = kept.drill(ALL, None)
    assert (found.ok, found.compared["snapshots"]) == (True, 0), found.why


def test_a_set_that_lacks_a_snapshot_fails(house, store):
    next((store.root / "raw").rglob("*.gz")).unlink()
    found = drill(house, store)
    assert not found.ok
    assert found.why[0].startswith("not restored: raw/")


def test_a_home_that_lacks_a_snapshot_of_the_set_fails(house, store):
    next(house.folders.raw.rglob("*.gz")).unlink()
    found = drill(house, store)
    assert found.why[0].startswith("the home lacks 1 snapshots of the set")


def test_a_home_with_other_bytes_fails(house, store):
    one = next(house.folders.raw.rglob("*.gz"))
    one.write_bytes(b"?" * one.stat().st_size)
    assert drill(house, store).why[0].startswith("the home has other bytes: raw/")


def test_a_set_without_a_catalog_fails(house, store):
    (copy,) = [one.stored.place for one in store.set().pieces if one.path == "state/catalog.db"]
    (store.root / copy).unlink()
    assert "the set has no catalog" in drill(house, store).why


def test_a_catalog_that_says_other_things_than_the_folders_fails(house, tmp_path):
    with closing(sqlite3.connect(house.folders.state / "catalog.db")) as database:
        database.execute("UPDATE record SET url = 'https://other.example/'")
        database.commit()
    store = backed_up(house, tmp_path / "disk")
    assert any("lacks" in one and "rows" in one for one in drill(house, store).why)


def test_counts_that_are_not_the_manifests_fail(house, store):
    manifest = store.set()
    store.commit(replace(manifest, id="20991231T000000Z", counts={**manifest.counts, "raw": 99}))
    assert any("the manifest counts" in one for one in drill(house, store).why)


def test_where_there_is_no_set_it_fails_and_says_so(house, tmp_path):
    found = keeping(house.folders, house.clock, str(tmp_path / "nothing")).drill(ALL, None)
    assert (found.ok, found.set) == (False, "")
    assert "There is no set" in found.why[0]
