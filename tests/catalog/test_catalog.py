"""The catalog."""

import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from atlas.catalog import Catalog
from atlas.errors import CatalogBroken
from atlas.model.attempt import Try
from atlas.model.fault import Kind
from atlas.model.snapshot import Facts, Snapshot
from tests.fakes import NOON


def tried(seconds=0, kind=None):
    return Try("direct", NOON + timedelta(seconds=seconds), None if kind else 200, kind, "", 12)


def snapshot(number=0, **more):
    at = NOON + timedelta(seconds=number)
    facts = Facts(
        url=f"https://h{number % 3}.example/{number}",
        captured_at=at,
        drop="a.url",
        drop_digest="sha256:00",
        disposition="captured",
        tags=("é",),
        tries=(tried(number),),
    )
    path = f"2026/11/23/20261123T120000Z-a.example-{number:08x}.warc.gz"
    return Snapshot(path, 100, replace(facts, **more))


def test_what_is_noted_is_found(catalog):
    catalog.note([snapshot(1), snapshot(2)], [])
    assert [one.id for one in catalog.records()] == ["00000002", "00000001"]
    (found,) = catalog.find("00000001")
    assert found.tags == ("é",)
    assert found.captured_at == "2026-11-23T12:00:01.000Z"
    assert [one.milliseconds for one in catalog.tries(found.snapshot)] == [12]
    assert catalog.by_url(found.url) == [found]
    assert catalog.count() == 2
    assert catalog.check() == []


def test_noting_twice_is_noting_once(catalog):
    for _ in range(2):
        catalog.note([snapshot(1)], [("https://b.example/", (tried(5, Kind.TIMEOUT),))])
    assert len(list(catalog.dump())) == 3


def test_failed_attempts_are_listed_only_when_asked_for(catalog):
    catalog.note([snapshot(1, disposition="dead")], [])
    assert list(catalog.captures()) == []
    assert len(list(catalog.records())) == 1


def test_hosts_are_told_by_their_tries(catalog):
    catalog.note([snapshot(0), snapshot(3)], [("https://h0.example/x", (tried(9, Kind.TIMEOUT),))])
    (host,) = catalog.hosts()
    assert (host.host, host.tries, host.captured, host.failed) == ("h0.example", 3, 2, 1)
    assert host.last_at == "2026-11-23T12:00:09.000Z"


def test_a_rebuild_gives_what_noting_gave(catalog):
    some = [snapshot(number) for number in range(20)]
    lost = [("https://b.example/", (tried(5, Kind.TIMEOUT), tried(9, Kind.UNREACHABLE)))]
    catalog.note(some[10:], lost)
    catalog.note(some[:10], [])
    before = list(catalog.dump())
    catalog.rebuild(iter(some), iter(lost))
    assert list(catalog.dump()) == before
    assert len(before) == 42


def test_a_rebuild_replaces_whatever_was_there(catalog, tmp_path):
    (tmp_path / "state").mkdir()
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"state/catalog.db{suffix}").write_bytes(b"rubbish" * 1000)
    with pytest.raises(CatalogBroken):
        catalog.note([snapshot(1)], [])
    catalog.rebuild([snapshot(1)], [])
    assert catalog.count() == 1
    catalog.note([snapshot(2)], [])
    assert catalog.count() == 2


def test_a_database_deleted_while_it_is_open_is_made_anew(catalog, tmp_path):
    catalog.note([snapshot(1)], [])
    for path in (tmp_path / "state").glob("catalog.db*"):
        path.unlink()
    catalog.note([snapshot(2)], [])
    assert [one.id for one in catalog.records()] == ["00000002"]


def test_a_database_deleted_without_its_log_is_made_anew(catalog, tmp_path):
    catalog.note([snapshot(number) for number in range(50)], [])
    (tmp_path / "state/catalog.db").unlink()
    catalog.note([snapshot(99)], [])
    assert [one.id for one in catalog.records()] == ["00000063"]
    assert catalog.check() == []


def test_the_log_of_a_replaced_database_is_not_played_into_the_new_one(catalog, tmp_path):
    other = Catalog(tmp_path / "other.db")
    other.note([snapshot(7)], [])
    other.close()
    catalog.note([snapshot(number) for number in range(50)], [])
    (tmp_path / "other.db").replace(tmp_path / "state/catalog.db")
    catalog.note([snapshot(99)], [])
    assert [one.id for one in catalog.records()] == ["00000063", "00000007"]
    assert catalog.check() == []


def test_a_rebuild_elsewhere_is_noticed_while_the_database_is_open(catalog, tmp_path):
    catalog.note([snapshot(1)], [])
    elsewhere = Catalog(tmp_path / "state/catalog.db")
    elsewhere.rebuild([snapshot(1), snapshot(2)], [])
    elsewhere.note([snapshot(3)], [])
    catalog.note([snapshot(4)], [])
    assert [one.id for one in catalog.records()] == ["00000004", "00000003", "00000002", "00000001"]
    elsewhere.close()


def test_a_rebuild_that_fails_leaves_what_there_was(catalog, tmp_path):
    def torn():
        yield snapshot(2)
        raise RuntimeError("cut")

    catalog.note([snapshot(1)], [])
    with pytest.raises(RuntimeError, match="cut"):
        catalog.rebuild(torn(), [])
    assert [one.id for one in catalog.records()] == ["00000001"]
    assert list((tmp_path / "state").glob(".*")) == []


def test_a_damaged_database_is_told_and_left_as_it_is(catalog, tmp_path):
    path = tmp_path / "state/catalog.db"
    path.parent.mkdir()
    path.write_bytes(b"a person's own notes, not a database" * 300)
    for _ in range(2):
        with pytest.raises(CatalogBroken, match="not a database"):
            catalog.note([snapshot(1)], [])
    assert path.read_bytes().startswith(b"a person's own")


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "state").write_text("a file, not a folder")
    with pytest.raises(CatalogBroken):
        Catalog(tmp_path / "state/catalog.db").note([], [])


def test_it_does_not_open_on_a_network_file_system(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db", lambda path: "cifs")
    with pytest.raises(CatalogBroken, match="network file system"):
        catalog.note([], [])
    assert list(tmp_path.iterdir()) == []


def test_any_thread_may_note(catalog):
    catalog.note([snapshot(0)], [])
    threads = [threading.Thread(target=catalog.note, args=([snapshot(number)], [])) for number in range(1, 9)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert catalog.count() == 9


def test_a_locked_database_is_told_and_answers_again(catalog, tmp_path):
    catalog.note([], [])
    catalog._writer().execute_sql("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(tmp_path / "state/catalog.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CatalogBroken, match="locked"):
        catalog.note([snapshot(1)], [])
    other.execute("ROLLBACK")
    other.close()
    catalog.note([snapshot(1)], [])
    assert catalog.count() == 1


def test_without_a_database_reading_says_so(tmp_path):
    with pytest.raises(CatalogBroken, match="no catalog yet"):
        list(Catalog(tmp_path / "catalog.db").records())


def test_readers_read_while_the_writer_writes(catalog):
    catalog.note([snapshot(0)], [])
    counted = []
    reader = threading.Thread(target=lambda: counted.extend(catalog.count() for _ in range(20)))
    reader.start()
    for number in range(1, 20):
        catalog.note([snapshot(number)], [])
    reader.join()
    assert sorted(counted) == counted


def test_two_that_open_at_once_both_find_the_tables(tmp_path):
    failed = []

    def note(number):
        try:
            made = Catalog(tmp_path / "catalog.db")
            made.note([snapshot(number)], [])
            made.close()
        except CatalogBroken as error:
            failed.append(error)

    threads = [threading.Thread(target=note, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert Catalog(tmp_path / "catalog.db").count() == 4


def test_its_files_are_private(catalog, tmp_path):
    catalog.note([snapshot(1)], [])
    for path in (tmp_path / "state").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


def test_commits_survive_a_power_cut(catalog):
    catalog.note([], [])
    ask = catalog._writer().execute_sql
    assert ask("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert ask("PRAGMA synchronous").fetchone()[0] == 2
    assert ask("PRAGMA foreign_keys").fetchone()[0] == 1


def test_the_migrations_are_shipped():
    assert (Path(__import__("atlas.catalog").catalog.__file__).parent / "migrations/0001_records.py").is_file()
