"""The articles' files read back: the catalog made anew from them knows what it knew."""

from dataclasses import replace

import pytest

from atlas.jobs.articles import articles_in, readings_in
from atlas.jobs.reading.desk import Desk
from atlas.jobs.rebuild import rebuild
from atlas.model.article import Article, Metadata
from tests.fakes import FakeClock
from tests.jobs.reading.fakes import FakeChildren
from tests.vault.samples import sealed

FULL = Article(
    "A fan is loud.",
    Metadata(title="How to cool a Pi", authors=("Ada",), tags=("pi",), genre="article", published="2026-11-20"),
    "trafilatura",
    0.91,
    ("A note.",),
    {"pages": "3"},
    77,
)


@pytest.fixture
def catalog(house, catalog):
    catalog.note(house.vault.keep([sealed(house.vault, verdict="page", layer="direct")]), [])
    return catalog


def read(house, catalog, article=FULL):
    """Reads what is unread; returns the article's file."""
    clock = FakeClock()
    rows = catalog.unread(2, 9)
    children = FakeChildren({one.snapshot: article for one in rows})
    desk = Desk(house.folders, catalog, children, clock.now, clock.monotonic)
    desk.take(rows)
    while desk.left:
        list(desk.turn(1, 1.0))
    return house.folders.articles / catalog.reading(rows[0].snapshot).path


def test_a_catalog_made_anew_knows_the_articles(house, catalog):
    read(house, catalog)
    (before,) = catalog.readings()
    known = list(catalog.dump())
    rebuild(house.folders, house.vault, catalog)
    (after,) = catalog.readings()
    assert replace(after, read_at=before.read_at) == before
    assert list(catalog.dump()) == known
    assert catalog.unread(1, 9) == []
    assert len(catalog.search("loud", 9)) == 1


def test_what_a_person_wrote_in_it_is_known_then(house, catalog):
    path = read(house, catalog)
    path.write_text(path.read_text().replace("A fan is loud.", "A fan is loud, but cheap."))
    rebuild(house.folders, house.vault, catalog)
    assert len(catalog.search("cheap", 9)) == 1


def test_of_a_changed_file_and_a_newer_one_beside_it_the_newer_counts(house, catalog):
    path = read(house, catalog)
    path.write_text(path.read_text().replace("A fan", "My fan"))
    beside = read(house, catalog, replace(FULL, text="A block is silent."))
    assert [one for one, *_ in articles_in(house.folders)] == [path, beside]
    rebuild(house.folders, house.vault, catalog)
    assert next(catalog.readings()).path == beside.relative_to(house.folders.articles).as_posix()


def test_files_of_other_makes_are_left_out(house, catalog):
    path = read(house, catalog)
    (path.parent / "notes.md").write_text("# Notes")
    (path.parent / ".hidden.md").write_bytes(path.read_bytes())
    (path.parent / "link.md").symlink_to(path)
    (path.parent / ".obsidian").mkdir()
    (path.parent / ".obsidian/x.md").write_bytes(path.read_bytes())
    (path.parent / "odd.md").write_text(path.read_text().replace("snapshot: ", "snapshot: x"))
    assert [one.name for one, *_ in articles_in(house.folders)] == [path.name, "odd.md"]
    assert [one.path for one in readings_in(house.folders)] == [path.relative_to(house.folders.articles).as_posix()]


def test_without_a_folder_there_are_none(house):
    house.folders.articles.rmdir()
    assert list(articles_in(house.folders)) == []
