"""Homes that are made in bulk are homes: an audit finds nothing, and a bench leaves nothing behind in them."""

import gzip
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from atlas.model.article_file import fields_in
from bench.search import Author
from bench.versus import growth, made

COUNT = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("homes")
    made.kept(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def home(folder):
    return folder / str(COUNT) / "home"


def test_an_audit_of_a_home_that_was_made_finds_nothing(folder):
    assert made.audited(folder / str(COUNT)) == ""


def test_an_audit_of_one_that_lacks_a_snapshot_finds_that(tmp_path):
    made.kept(tmp_path, 2)
    next((tmp_path / "2/home/raw").rglob("*.warc.gz")).unlink()
    assert "not there" in made.audited(tmp_path / "2")


def test_each_record_has_all_that_a_capture_leaves(home):
    assert len(list((home / "raw").rglob("*.warc.gz"))) == COUNT
    assert len(list((home / "processed/drops").rglob("*.url"))) == COUNT
    assert len(list((home / "processed/articles").rglob("*.md"))) == COUNT
    with closing(sqlite3.connect(home / ".atlas/catalog.db")) as database:
        assert database.execute("SELECT count(*) FROM record").fetchone() == (COUNT,)
        assert database.execute("SELECT count(*) FROM article").fetchone() == (COUNT,)
        assert database.execute("SELECT count(*) FROM attempt").fetchone() == (COUNT,)


def test_a_snapshot_has_the_page_that_its_article_was_read_from(home):
    for article in (home / "processed/articles").rglob("*.md"):
        fields, text = fields_in(article.read_bytes())
        assert text in gzip.decompress((home / str(fields["snapshot"])).read_bytes()).decode()


def test_what_a_bench_left_is_removed_before_the_next_one(folder, home):
    before = sorted(one for one in home.rglob("*") if "raw" in one.parts or "drops" in one.parts)
    for place in ("raw/2026/11/24", "processed/drops/2026-11"):
        (home / place).mkdir(parents=True)
        (home / place / "one").write_text("left")
    with closing(sqlite3.connect(home / ".atlas/catalog.db")) as database:
        database.execute("DELETE FROM attempt")
        database.commit()
    made.kept(folder, COUNT)
    assert sorted(one for one in home.rglob("*") if "raw" in one.parts or "drops" in one.parts) == before
    with closing(sqlite3.connect(home / ".atlas/catalog.db")) as database:
        assert database.execute("SELECT count(*) FROM attempt").fetchone() == (COUNT,)


def test_a_chapter_is_the_same_whatever_was_written_before():
    one, other = Author(1), Author(1)
    other.text(3)
    one.begin(500)
    other.begin(500)
    assert one.text(7) == other.text(7)


def test_words_are_as_unevenly_frequent_as_those_of_a_language():
    author = Author(1)
    counted = Counter(author.some(50_000))
    often = [counted[word] for word in author.words[:1000]]
    assert often[0] > 3 * often[10] > 0
    assert sum(often[:100]) > sum(counted.values()) / 4
    assert sum(one == 1 for one in counted.values()) > len(counted) / 4


def test_everything_that_is_asked_of_a_home_is_told(folder):
    told = growth.Home(folder, COUNT).asked(2)
    assert set(told) == {"look_up", "rare", "phrase", "common", "common_late", "first_page"}
    assert all(one > 0 for one in told.values())
