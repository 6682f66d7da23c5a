"""The audit looks at what is there, also while it changes."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from atlas.catalog import Catalog
from atlas.jobs.audit import Audit
from atlas.jobs.rebuild import rebuild
from atlas.model.article import Article, Reading
from tests.house import House


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
