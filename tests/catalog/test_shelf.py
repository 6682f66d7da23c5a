"""What is unread, what was read, and what is like it."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from atlas.catalog import Catalog
from atlas.catalog.shelf import SAME_BAND
from atlas.errors import CatalogBroken
from atlas.model.article import Article, Reading
from tests.catalog.samples import failed, make_old, reading
from tests.catalog.test_catalog import snapshot, tried


def page(number=0, **more):
    return snapshot(number, **{"verdict": "page", **more})


def ids(rows):
    return [int(one.id, 16) for one in rows]


def test_pages_that_were_not_read_are_unread_the_newest_first(catalog):
    catalog.note([page(1), page(2), page(3)], [])
    assert ids(catalog.unread(1, 2)) == [3, 2]
    catalog.file([reading(3), failed(2)])
    assert ids(catalog.unread(1, 9)) == [1]


@pytest.mark.parametrize("verdict", ["page", "other-type", "paywall", "consent", "hollow"])
def test_what_has_something_of_the_page_is_worth_reading(catalog, verdict):
    catalog.note([page(1, verdict=verdict, disposition="dead")], [])
    assert ids(catalog.unread(1, 9)) == [1]


@pytest.mark.parametrize("verdict", ["challenge", "login", "parked", "soft-404", "nothing", ""])
def test_what_has_nothing_of_the_page_is_not(catalog, verdict):
    catalog.note([page(1, verdict=verdict, disposition="dead")], [])
    assert catalog.unread(1, 9) == []


def test_a_newer_reader_reads_everything_again_and_an_older_one_nothing(catalog):
    catalog.note([page(1)], [])
    catalog.file([reading(1, reader=2)])
    assert ids(catalog.unread(3, 9)) == [1]
    assert catalog.unread(1, 9) == []


def test_what_refers_to_another_shares_its_article(catalog):
    catalog.note([page(1), page(2, refers_to=page(1).path)], [])
    assert ids(catalog.unread(1, 9)) == [1]
    catalog.file([reading(1, "It is here.", "Title")])
    assert catalog.reading(page(2).path) == catalog.reading(page(1).path)
    assert catalog.reading(page(1).path).title == "Title"
    assert [(one.title, one.article) for one in catalog.records()] == [("Title", "2026/11/00000001.md")] * 2


def test_a_reading_of_what_refers_is_filed_with_what_it_refers_to(catalog):
    catalog.note([page(1), page(2, refers_to=page(1).path)], [])
    catalog.file([reading(2, "It is here.", "Title")])
    assert catalog.reading(page(1).path).snapshot == page(1).path


def test_what_was_read_is_told_in_full(catalog):
    catalog.note([page(1)], [])
    told = {
        "authors": ("Ann", "Bo"),
        "site": "A site",
        "published": "2025-05-01",
        "modified": "2025-06-01",
        "language": "en",
        "description": "About it.",
        "canonical": "https://a.example/",
        "image": "https://a.example/i.png",
        "tags": ("pi",),
        "licence": "CC0",
        "genre": "article",
    }
    one = reading(1, "Some words here.", "Title", agreement=0.9, fingerprint=2**64 - 1, **told)
    one = replace(one, article=replace(one.article, notes=("Note.",), facts={"pages": "3"}))
    catalog.file([one])
    found = catalog.reading(one.snapshot)
    assert {name: getattr(found, name) for name in told} == told
    assert (found.words, found.minutes, found.extractor, found.agreement) == (3, 1, "trafilatura", 0.9)
    assert (found.notes, found.facts, found.fingerprint) == (("Note.",), {"pages": "3"}, 2**64 - 1)
    assert (found.path, found.reader, found.read_at, found.digest) == (one.path, 1, one.read_at, one.digest)


def test_a_reading_that_failed_has_its_reason_and_no_file(catalog):
    catalog.note([page(1, title="By the drop")], [])
    catalog.file([failed(1)])
    found = catalog.reading(page(1).path)
    assert (found.path, found.reason, found.title) == ("", "The page has no text.", "By the drop")
    assert [hit.row.id for hit in catalog.search("drop", 9)] == ["00000001"]


def test_a_picture_is_found_by_its_camera(catalog):
    catalog.note([page(1)], [])
    picture = Article("", extractor="picture", facts={"camera": "Canon EOS 5D", "size": "5.5 kB"})
    catalog.file([replace(failed(1), article=picture)])
    assert [hit.row.id for hit in catalog.search("canon", 9)] == ["00000001"]
    assert catalog.search("kB", 9) == []


def test_what_could_not_be_read_is_told_and_what_has_no_text_is_not(catalog):
    catalog.note([page(1), page(2), page(3)], [])
    catalog.file([failed(1), reading(2), replace(failed(3), article=Article("", extractor="picture"))])
    assert [(row.id, reason) for row, reason in catalog.unreadable()] == [("00000001", "The page has no text.")]


def test_a_later_reading_takes_the_place_of_an_earlier_one(catalog, tmp_path):
    catalog.note([page(1)], [])
    catalog.file([reading(1, "apples")])
    catalog.file([reading(1, "pears", reader=2)])
    assert catalog.search("apples", 9) == []
    assert len(catalog.search("pears", 9)) == 1
    assert [one.reader for one in catalog.readings()] == [2]
    assert catalog.check_words(tmp_path) == []


def test_a_reading_of_an_unknown_snapshot_is_left_out(catalog):
    catalog.note([page(1)], [])
    catalog.file([reading(7, "apples"), reading(1, "pears")])
    assert [one.snapshot for one in catalog.readings()] == [page(1).path]


def test_readings_are_filed_together_or_not_at_all(catalog, tmp_path):
    catalog.note([page(1), page(2)], [])
    broken = Reading(page(2).path, 1, "2026-11-23T12:30:00.000Z", replace(reading().article, agreement="much"), "x.md")
    with pytest.raises(CatalogBroken):
        catalog.file([reading(1, "apples"), broken])
    assert ids(catalog.unread(1, 9)) == [2, 1]
    assert catalog.search("apples", 9) == []
    assert catalog.check_words(tmp_path) == []


def test_text_that_is_no_unicode_is_filed_all_the_same(catalog):
    catalog.note([page(1)], [])
    catalog.file([reading(1, "an \udcff apple", "a \ud800 title", authors=("\udcfe",))])
    assert len(catalog.search("apple", 9)) == 1


def test_the_doubtful_are_listed_the_worst_first(catalog):
    catalog.note([page(1), page(2), page(3), page(4)], [])
    catalog.file([reading(1, agreement=0.5), reading(2, agreement=0.1), reading(3, agreement=0.6), reading(4)])
    assert ids(catalog.doubtful()) == [2, 1]
    assert ids(catalog.doubtful(1)) == [2]


def test_the_title_of_the_drop_goes_before_that_of_the_article(catalog):
    catalog.note([page(1, title="Mine"), page(2), page(3)], [])
    catalog.file([reading(1, title="Theirs"), reading(2, title="Theirs")])
    assert [one.title for one in catalog.captures()] == ["", "Theirs", "Mine"]


NEAR = 0x0123_4567_89AB_CDEF


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (NEAR, True),
        (NEAR ^ 0b111, True),
        (NEAR ^ (1 << 63 | 1 << 40 | 1), True),
        (NEAR ^ (1 << 50 | 1 << 40 | 1), True),
        (NEAR ^ 0b1111, False),
        (NEAR ^ 2**64 - 1, False),
        (0, False),
    ],
)
def test_near_duplicates_differ_in_three_bits_at_most(catalog, other, found):
    catalog.note([page(1), page(2)], [])
    catalog.file([reading(1, fingerprint=NEAR), reading(2, fingerprint=other)])
    assert ids(catalog.alike(page(1).path)) == ([2] if found else [])
    assert ids(catalog.alike(page(2).path)) == ([1] if found else [])


def test_the_closest_of_near_duplicates_comes_first_and_other_captures_of_the_address_are_none(catalog):
    catalog.note([page(1), page(2), page(3), page(4, url=page(1).facts.url)], [])
    some = [(1, NEAR), (2, NEAR ^ 7), (3, NEAR ^ 1), (4, NEAR)]
    catalog.file([reading(number, fingerprint=bits) for number, bits in some])
    assert ids(catalog.alike(page(1).path)) == [3, 2]


def test_near_duplicates_are_looked_up_and_not_searched_for(catalog):
    catalog.note([], [])
    with catalog._reader() as database:
        plan = [row[3] for row in database.execute_sql(f"EXPLAIN QUERY PLAN {SAME_BAND}", (1, 2, 3, 4))]
    for band in range(4):
        assert any(f"SEARCH article USING INDEX article_band_{band}" in step for step in plan)


def test_texts_too_short_for_a_fingerprint_are_like_nothing(catalog):
    catalog.note([page(1), page(2)], [])
    catalog.file([reading(1), reading(2)])
    assert catalog.alike(page(1).path) == []
    assert catalog.alike("2026/11/23/unknown.warc.gz") == []


def test_a_rebuild_gives_what_filing_gave(catalog):
    kept = [page(number) for number in range(9)]
    read = [reading(number, f"word{number} apples", f"Title {number}") for number in range(8)]
    catalog.note(kept, [("https://b.example/", (tried(5),))])
    catalog.file([*read, failed(8)])
    before, rows = list(catalog.dump()), list(catalog.readings())[:8]
    catalog.rebuild(kept, [("https://b.example/", (tried(5),))], iter(read))
    assert list(catalog.dump()) == before
    assert list(catalog.readings()) == rows
    assert len(catalog.search("apples", 99)) == 8
    assert ids(catalog.unread(1, 99)) == [8]


def test_a_rebuild_without_records_takes_no_readings(catalog):
    catalog.rebuild([], [], [reading(1)])
    assert list(catalog.readings()) == []


def test_the_check_finds_an_index_that_does_not_agree(catalog, tmp_path):
    catalog.note([page(1)], [])
    catalog.file([reading(1, "apples", "Title")])
    catalog.close()
    assert catalog.check_words(tmp_path) == []
    with closing(sqlite3.connect(tmp_path / "state/catalog.db")) as database:
        database.execute("UPDATE article SET heading = 'Another'")
        database.commit()
    (told,) = catalog.check_words(tmp_path)
    assert "does not agree" in told
    assert catalog.check() == []


@pytest.mark.parametrize("layout", [1, 2, 3])
def test_a_catalog_of_before_takes_readings(tmp_path, layout):
    make_old(tmp_path / "catalog.db", layout, [page(1)])
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.note([], [])
    assert ids(catalog.unread(1, 9)) == [1]
    catalog.file([reading(1, "apples")])
    assert len(catalog.search("apples", 9)) == 1
    catalog.close()
