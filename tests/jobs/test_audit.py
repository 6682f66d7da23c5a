"""The audit looks at what is there, also while it changes."""

import gzip
import hashlib
import shutil
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace

import pytest

from atlas import files
from atlas.catalog import Catalog
from atlas.jobs.audit import Audit
from atlas.jobs.rebuild import rebuild
from atlas.model.article import Article, Reading
from atlas.model.fault import Kind
from atlas.spool.folders import ticket_of
from tests.house import House, fault


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path / "home")
    made.drop("a.url", "http://a.example/")
    made.turns(8)
    assert len(list(made.snapshots())) == 1
    for path in (made.folders.raw, *made.folders.raw.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return made


def violations(house, catalog=None):
    return list(Audit(house.folders, house.vault, catalog, strict=catalog is not None).run())


def test_a_house_in_order_has_none(house):
    assert violations(house) == []


def test_an_inbox_that_is_gone_is_one(house):
    shutil.rmtree(house.folders.inbox)
    assert violations(house) == ["not there: inbox"]


def test_a_record_of_a_snapshot_that_is_gone_is_one(house):
    catalog = Catalog(house.folders.state / "catalog.db")
    rebuild(house.folders, house.vault, catalog)
    catalog.close()
    assert violations(house, catalog) == []
    shutil.rmtree(house.folders.raw / "2026")
    shutil.rmtree(next(house.folders.drops.iterdir()))
    (told,) = violations(house, catalog)
    assert told.startswith("the catalog has a record of what is not there: 2026/")


@pytest.fixture
def read(house):
    """A house with a catalog, and an article with its file."""
    catalog = Catalog(house.folders.state / "catalog.db")
    (one,) = house.snapshots()
    reading = Reading(one.path, 1, "2026-11-23T12:00:00.000Z", Article("It is here."), "a.md", "sha256:00")
    rebuild(house.folders, house.vault, catalog)
    catalog.file([reading])
    catalog.close()
    (house.folders.articles / "a.md").write_text("It is here.")
    return house, catalog, reading


def strict(house, catalog, *readings):
    return list(Audit(house.folders, house.vault, catalog, lambda: readings, strict=True).run())


def test_an_article_with_its_file_is_none(read):
    assert strict(*read) == []


def test_an_article_whose_file_a_person_removed_is_only_counted(read):
    house, catalog, reading = read
    audit = Audit(house.folders, house.vault, catalog, lambda: [reading], strict=True)
    assert (list(audit.run()), audit.counted["articles"], audit.counted["removed"]) == ([], 1, 0)
    (house.folders.articles / "a.md").unlink()
    audit = Audit(house.folders, house.vault, catalog, tuple, strict=True)
    assert (list(audit.run()), audit.counted["articles"], audit.counted["removed"]) == ([], 1, 1)


def test_an_article_without_a_row_is_one(read):
    house, catalog, reading = read
    catalog.file([replace(reading, article=None, path="")])
    catalog.close()
    assert strict(house, catalog, reading) == ["the catalog lacks an article that is there: a.md"]


def test_a_reading_that_failed_is_only_a_note(read):
    house, catalog, reading = read
    catalog.file([replace(reading, article=None, path="")])
    catalog.close()
    assert strict(house, catalog) == []


def test_an_index_that_does_not_agree_is_one(read):
    house, catalog, reading = read
    with closing(sqlite3.connect(house.folders.state / "catalog.db")) as database:
        database.execute("UPDATE article SET heading = 'Another'")
        database.commit()
    (told,) = strict(house, catalog, reading)
    assert told.startswith("the index of words does not agree")


@pytest.fixture
def kept(house):
    """A house with a page that is kept, one that needs a person, one that waits, and the catalog of it all."""
    house.ladder.faults |= {
        "http://gone.example/": [fault(Kind.LEGAL)],
        "http://slow.example/": [fault(Kind.OVERLOADED)],
    }
    house.drop("gone.url", "http://gone.example/")
    house.drop("slow.url", "http://slow.example/")
    house.turns(8)
    for path in (house.folders.raw, *house.folders.raw.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    catalog = Catalog(house.folders.state / "catalog.db")
    rebuild(house.folders, house.vault, catalog)
    catalog.close()
    assert strict(house, catalog) == []
    return house, catalog


def filed(house):
    return next(house.folders.drops.iterdir()) / "a.url"


def page(house):
    return house.folders.raw / next(one.path for one in house.snapshots() if one.facts.url == "http://a.example/")


def copied_with_its_ticket(house):
    for path in (filed(house), ticket_of(filed(house))):
        shutil.copy(path, house.folders.dead)


def refiled(house):
    for path in (filed(house), ticket_of(filed(house))):
        path.rename(house.folders.dead / path.name)


@pytest.mark.parametrize(
    ("breach", "words"),
    [
        (lambda house: (house.folders.inbox / "b.url").hardlink_to(filed(house)), "in two places: b.url in the inbox"),
        (lambda house: (house.folders.dead / "b.url").hardlink_to(filed(house)), "in two places: failed/dead/b.url"),
        (copied_with_its_ticket, "filed twice: a.url"),
        (refiled, "in the wrong folder: failed/dead/a.url.atlas.json is captured"),
        (lambda house: filed(house).unlink(), "beside nothing: processed/"),
        (lambda house: (house.folders.dead / "gone.url").unlink(), "beside nothing: failed/dead/"),
        (lambda house: (house.folders.deferred / "slow.url").unlink(), "beside nothing: failed/deferred/"),
        (lambda house: ticket_of(house.folders.dead / "gone.url").unlink(), "without a ticket: failed/dead/gone.url"),
        (lambda house: files.draft(house.folders.dead, b"half"), "left over: failed/dead/"),
    ],
)
def test_a_drop_that_is_not_in_exactly_one_place_is_one(kept, breach, words):
    house, catalog = kept
    breach(house)
    assert [one for one in strict(house, catalog) if one.startswith(words)]


def turned(house):
    """Another byte in the middle of a page."""
    data = bytearray(page(house).read_bytes())
    data[len(data) // 2] ^= 1
    page(house).write_bytes(data)


def forged(house):
    """A page with other words, under the name that its bytes ask for."""
    data, members = page(house).read_bytes(), []
    while data:
        member = zlib.decompressobj(31)
        members.append(member.decompress(data).replace(b"\r\n\r\nhello", b"\r\n\r\njello"))
        data = member.unused_data
    data = b"".join(map(gzip.compress, members))
    name = page(house).name.rpartition("-")[0] + f"-{hashlib.sha256(data).hexdigest()[:8]}.warc.gz"
    page(house).with_name(name).write_bytes(data)
    page(house).with_name(name).chmod(0o600)


def swapped(house):
    """A ticket that tells another page's snapshot as its own."""
    other = next(one.path for one in house.snapshots() if one.facts.url == "http://gone.example/")
    ticket = house.ticket(filed(house).relative_to(house.home).as_posix())
    told = tuple(replace(one, snapshot=f"raw/{other}") for one in ticket.targets)
    ticket_of(filed(house)).write_bytes(replace(ticket, targets=told).dumps())


@pytest.mark.parametrize(
    ("breach", "words"),
    [
        (turned, "has other bytes than it was written with"),
        (lambda house: page(house).write_bytes(page(house).read_bytes()[:-9]), "damaged: "),
        (lambda house: page(house).write_bytes(b""), "does not end with"),
        (forged, "digest"),
        (lambda house: page(house).unlink(), "told as captured and not there: http://a.example/"),
        (swapped, "another page's snapshot: "),
    ],
)
def test_a_told_capture_that_is_not_whole_and_true_is_one(kept, breach, words):
    house, catalog = kept
    breach(house)
    assert [one for one in strict(house, catalog) if words in one]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM record WHERE url = 'http://a.example/'", "the catalog lacks 2 rows that the folders have"),
        ("DELETE FROM attempt WHERE url = 'http://slow.example/'", "the catalog lacks 1 rows that the folders have"),
        ("UPDATE record SET title = 'Another', status = 500", "the catalog lacks"),
        ("UPDATE attempt SET milliseconds = 4 WHERE url = 'http://a.example/'", "the catalog lacks 1 rows"),
        ("UPDATE record SET snapshot = 'gone' WHERE url = 'http://a.example/'", "a record of what is not there: gone"),
        ("DELETE FROM record", "the catalog lacks"),
    ],
)
def test_a_catalog_that_is_not_what_the_folders_make_is_one_until_it_is_rebuilt(kept, statement, words):
    house, catalog = kept
    with closing(sqlite3.connect(house.folders.state / "catalog.db")) as database:
        database.execute(statement)
        database.commit()
    assert [one for one in strict(house, catalog) if words in one]
    rebuild(house.folders, house.vault, catalog)
    catalog.close()
    assert strict(house, catalog) == []
