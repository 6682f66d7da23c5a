"""What was backed up comes back, and what is there stays."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from atlas.errors import Damaged, NotFound
from atlas.jobs.backup.gathering import placed
from tests.jobs.backup.homes import (
    GOOD,
    backed_up,
    built,
    contents,
    folders_of,
    opened,
    restored,
    violations,
    write_article,
)


@pytest.fixture
def house(tmp_path):
    return built(tmp_path / "home")


def test_a_restored_home_has_every_file_and_no_violation(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    restored(store, tmp_path / "new")
    assert contents(tmp_path / "new") == contents(house.home)
    assert violations(tmp_path / "new") == []


def test_the_restored_catalog_is_the_one_there_was(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    restored(store, tmp_path / "new")
    one, other = opened(house.folders), opened(folders_of(tmp_path / "new"))
    assert list(one.dump()) == list(other.dump())
    assert list(one.readings()) == list(other.readings())
    assert other.search("chip", 1)
    one.close()
    other.close()


def test_times_of_files_come_back(house, tmp_path):
    restored(backed_up(house, tmp_path / "disk"), tmp_path / "new")
    for one in house.files("processed/drops"):
        old, new = house.home / "processed/drops" / one, tmp_path / "new/processed/drops" / one
        assert old.stat().st_mtime_ns == new.stat().st_mtime_ns


def test_a_restore_twice_is_as_once(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    once = restored(store, tmp_path / "new")
    before = contents(tmp_path / "new")
    twice = restored(store, tmp_path / "new")
    assert (twice.restored, twice.there, twice.differing) == (0, once.restored, [])
    assert contents(tmp_path / "new") == before


def test_a_restored_home_goes_on_with_its_work(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    restored(store, tmp_path / "new")
    again = type(house)(tmp_path / "new", now=house.clock.now())
    again.turns(12)
    assert again.files("inbox") == again.files("failed/deferred") == []
    assert violations_but_for_the_catalog(tmp_path / "new") == []


def violations_but_for_the_catalog(home):
    return [one for one in violations(home) if "catalog" not in one and "open to others" not in one]


def test_a_day_that_is_gone_comes_back(house, tmp_path):
    store, before = backed_up(house, tmp_path / "disk"), contents(house.home)
    shutil.rmtree(house.folders.raw / "2026/11/23")
    restored(store, house.home)
    assert contents(house.home) == before
    assert violations(house.home) == []


def test_what_a_person_changed_since_stays_and_is_told(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    article = next(house.folders.articles.rglob("*.md"))
    article.write_text("My own words.")
    told = restored(store, house.home)
    assert article.read_text() == "My own words."
    assert told.differing == [article.relative_to(house.home).as_posix()]


def test_a_snapshot_that_is_rotten_is_kept_aside_and_replaced(house, tmp_path):
    store, before = backed_up(house, tmp_path / "disk"), contents(house.home, "raw")
    rotten = next(house.folders.raw.rglob("*.gz"))
    rotten.write_bytes(b"rotten")
    restored(store, house.home)
    assert contents(house.home, "raw") == before
    assert (house.folders.state / "rotten" / rotten.name).read_bytes() == b"rotten"


def test_what_was_settled_since_is_not_brought_back_to_where_it_was(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    house.ladder.faults = {}
    house.clock.jump(timedelta(days=1))
    house.turns(20)
    assert house.files("failed/deferred") == house.files("inbox") == []
    settled = contents(house.home, "inbox", "failed", "processed")
    restored(store, house.home)
    assert contents(house.home, "inbox", "failed", "processed") == settled


def test_a_drop_that_moved_while_it_was_copied_is_in_one_place(house, tmp_path):
    """As if the inbox was copied before, and the rest after it was settled."""
    first = backed_up(house, tmp_path / "disk")
    (waiting,) = [one for one in first.set().pieces if one.path == "inbox/new.url"]
    house.turns(20)
    second = backed_up(house, tmp_path / "disk").set()
    both = replace(second, id="20991231T000000Z", begun=first.sets()[-1].begun, pieces=(waiting, *second.pieces))
    first.commit(both)
    restored(first, tmp_path / "new", named=both.id)
    found = [one for one in contents(tmp_path / "new", "inbox", "processed", "failed") if one.endswith("/new.url")]
    assert found == ["processed/drops/2026-11/new.url"]


def test_a_catalog_that_is_broken_is_taken_from_the_set(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    path = house.folders.state / "catalog.db"
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 9] = b"\xff" * 4096 * 8
    path.write_bytes(data)
    restored(store, house.home)
    assert violations(house.home) == []
    assert (house.folders.state / "rotten/catalog.db").read_bytes() == data


def test_without_a_whole_catalog_in_the_set_it_is_made_anew(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    (copy,) = [one.stored.place for one in store.set().pieces if one.path == "state/catalog.db"]
    (store.root / copy).unlink()
    restored(store, tmp_path / "new")
    assert violations(tmp_path / "new") == []


def test_what_came_after_the_catalog_was_copied_is_in_it_again(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    (old,) = [one for one in store.set().pieces if one.path == "state/catalog.db"]
    house.turns(20)
    for one in house.snapshots():
        write_article(house.folders, one)
    later = backed_up(house, tmp_path / "disk").set()
    pieces = (old, *(one for one in later.pieces if one.path != old.path))
    store.commit(replace(later, id="20991231T000000Z", pieces=pieces))
    restored(store, tmp_path / "new")
    assert violations(tmp_path / "new") == []


def test_what_the_store_has_no_more_is_told_and_the_rest_comes(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    gone = next((store.root / "raw").rglob("*.gz"))
    gone.unlink()
    told = restored(store, tmp_path / "new")
    assert told.lost == [gone.relative_to(store.root).as_posix()]
    assert len(contents(tmp_path / "new")) == len(contents(house.home)) - 1


def test_an_older_set_is_restored_by_its_id(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    first, before = store.set().id, contents(house.home)
    house.drop("later.url", f"{GOOD}later")
    backed_up(house, tmp_path / "disk")
    restored(store, tmp_path / "new", named=first)
    assert contents(tmp_path / "new") == before
    with pytest.raises(NotFound):
        store.set("20200101T000000Z")


def test_a_path_that_leads_out_of_the_home_is_refused(house, tmp_path):
    for path in ("raw/../../x", "inbox/./x", "/etc/passwd", "elsewhere/x", "raw", "inbox//x"):
        with pytest.raises(Damaged, match="no path of a home"):
            placed(house.folders, path)
