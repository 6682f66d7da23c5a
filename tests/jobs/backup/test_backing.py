"""A backup has everything, and is one only when all of it is there."""

import os
import sqlite3
from contextlib import closing

import pytest

from atlas.errors import Busy, Misconfigured, NotFound, Unkept
from atlas.jobs import notes
from atlas.jobs.backup.store import Store
from atlas.model.event import Backed, Warned
from tests.jobs.backup.homes import GOOD, backed_up, built, contents, keeping


@pytest.fixture
def house(tmp_path):
    return built(tmp_path / "home")


def test_a_set_names_every_file_of_the_home(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    paths = {one.path for one in store.set().pieces}
    assert set(contents(house.home)) <= paths
    assert {"config.toml", "state/hosts.json", "state/catalog.db"} <= paths
    assert store.set().counts["raw"] == len(list(house.snapshots()))


def test_the_archive_lies_in_the_store_as_in_the_vault(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    assert contents(store.root, "raw") == contents(house.home, "raw")


def test_the_copy_of_the_catalog_is_a_database_by_itself(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    (copy,) = [one.stored.place for one in store.set().pieces if one.path == "state/catalog.db"]
    with closing(sqlite3.connect(f"file:{store.root / copy}?mode=ro", uri=True)) as copied:
        assert copied.execute("SELECT count(*) FROM record").fetchone() == (len(list(house.snapshots())),)


def test_a_store_is_for_its_owner_alone(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    modes = {one.stat().st_mode & 0o777 for one in (store.root, *store.root.rglob("*"))}
    assert modes == {0o700, 0o600}


def test_what_is_there_is_not_copied_again(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    times = {one: one.stat().st_mtime_ns for one in (store.root / "raw").rglob("*.gz")}
    inodes = {one: one.stat().st_ino for one in times}
    (event,) = [
        one for one in keeping(house.folders, house.clock, str(store.root)).back_up() if isinstance(one, Backed)
    ]
    assert event.copied == 1, "the catalog alone"
    assert {one: one.stat().st_ino for one in times} == inodes


def test_sets_share_their_snapshots(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    before = contents(store.root, "raw")
    house.turns(8)
    backed_up(house, store.root)
    after = contents(store.root, "raw")
    assert len(after) > len(before)
    assert [one.counts["raw"] for one in store.sets()] == [len(after), len(before)]


def test_a_log_that_is_lost_costs_no_copy_of_the_archive(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    for one in (house.folders.state / "backup").iterdir():
        one.unlink()
    (event,) = [
        one for one in keeping(house.folders, house.clock, str(store.root)).back_up() if isinstance(one, Backed)
    ]
    assert event.copied == 1


def test_without_a_place_the_archive_is_left_out_and_that_is_told(house):
    told = list(keeping(house.folders, house.clock).back_up())
    assert any("The archive itself is not backed up" in one.sentence() for one in told)
    manifest = Store(house.folders.state / "backups").set()
    assert (manifest.whole, "raw" in manifest.counts) == (False, False)
    assert manifest.counts["processed"] > 0


def test_a_home_without_a_catalog_is_backed_up_all_the_same(house, tmp_path):
    (house.folders.state / "catalog.db").unlink()
    store = backed_up(house, tmp_path / "disk")
    assert "catalog.db" not in str([one.path for one in store.set().pieces])
    assert store.set().counts["raw"] > 0


def test_a_rotten_snapshot_is_told_and_the_good_copy_stays(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    kept = contents(store.root, "raw")
    rotten = next((house.home / "raw").rglob("*.gz"))
    rotten.write_bytes(rotten.read_bytes()[:-1] + b"?")
    told = list(keeping(house.folders, house.clock, str(store.root)).back_up())
    assert [one.subject for one in told if isinstance(one, Warned)] == [rotten.relative_to(house.home).as_posix()]
    assert contents(store.root, "raw") == kept
    note = notes.read(house.folders.state / "backup.json")
    assert (note["ok"], note["left_out"]) == (False, [rotten.relative_to(house.home).as_posix()])


def test_a_disk_that_is_not_there_is_told_and_nothing_is_written_in_its_place(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    store.root.rename(tmp_path / "unplugged")
    store.root.mkdir()
    with pytest.raises(Unkept, match="Is its disk there"):
        backed_up(house, store.root)
    assert list(store.root.iterdir()) == []
    note = notes.read(house.folders.state / "backup.json")
    assert (note["ok"], note["set"]) == (False, Store(tmp_path / "unplugged").set().id)
    assert "Is its disk there" in note["why"]


def test_a_backup_into_what_is_backed_up_is_refused(house):
    with pytest.raises(Misconfigured, match="lies in raw"):
        list(keeping(house.folders, house.clock, str(house.folders.raw / "copy")).back_up())


def test_a_manifest_that_was_changed_is_no_set(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    (path,) = (store.root / "sets").iterdir()
    path.write_text(path.read_text().replace('"host": "here"', '"host": "there"'))
    damaged: list[str] = []
    assert store.sets(damaged) == []
    assert "changed after it was written" in damaged[0]
    with pytest.raises(NotFound):
        store.set()


def test_a_manifest_without_its_end_is_no_set(house, tmp_path):
    store = backed_up(house, tmp_path / "disk")
    (path,) = (store.root / "sets").iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    assert store.sets() == []


def test_names_that_are_no_text_are_in_a_set(house, tmp_path):
    (house.home / "inbox").joinpath("caf\udce9.url").write_text(f"{GOOD}cafe\n")
    store = backed_up(house, tmp_path / "disk")
    assert "inbox/caf\udce9.url" in {one.path for one in store.set().pieces}


def test_a_link_in_the_inbox_is_not_followed(house, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (house.home / "inbox/link.url").symlink_to(tmp_path / "secret")
    store = backed_up(house, tmp_path / "disk")
    assert not any(b"secret" in data for data in contents(store.root, "objects").values())


def test_two_backups_at_once_are_refused(house):
    first = keeping(house.folders, house.clock).back_up()
    next(first)
    with pytest.raises(Busy):
        list(keeping(house.folders, house.clock).back_up())
    assert len(list(first)) == 1
    assert len(Store(house.folders.state / "backups").sets()) == 1


def test_a_folder_that_does_not_open_is_told_and_not_passed_over(house, tmp_path):
    shut = house.folders.inbox / "shut"
    shut.mkdir(mode=0o000)
    (house.folders.raw / "lost+found").mkdir(mode=0o000)
    if os.access(shut, os.R_OK):
        pytest.skip("to root no folder is closed")
    kept = keeping(house.folders, house.clock, str(tmp_path / "disk"))
    told = [one for one in kept.back_up() if isinstance(one, Warned)]
    assert [one.subject for one in told] == ["inbox/shut"]
    assert notes.read(house.folders.state / "backup.json")["left_out"] == ["inbox/shut"]
