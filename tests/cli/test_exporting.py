"""`export`: the way out again, and back in."""

import csv
import io
import json
import zipfile

import pytest
import yaml

from tests.cli.conftest import Home
from tests.cli.test_articles import filed

LINKS = [
    {"url": "{0}/pi?a=1&b=2", "title": "Cool <it> & \"be\" 'happy'", "tags": ["pi", "two words"], "note": "mine, é"},
    {"url": "{0}/b", "title": "=HYPERLINK(1)", "tags": ["漢字"], "note": "a\tb\nc"},
    {"url": "{0}/c", "title": "", "tags": [], "note": ""},
]


@pytest.fixture
def imported(home, site):
    """A home with three captures that an export brought, each with a day of its own."""
    lines = [
        {**one, "url": one["url"].format(site), "added": f"2020-10-0{at + 1}T12:00:00Z"} for at, one in enumerate(LINKS)
    ]
    home.drop("x.jsonl", "".join(f"{json.dumps(one)}\n" for one in lines))
    assert home.atlas("drain").code == 0
    return home


def put(home, name, told):
    path = home.path.parent / name
    path.write_text(told)
    return str(path)


@pytest.mark.parametrize("form", ["bookmarks", "jsonl"])
def test_what_is_exported_and_imported_into_an_empty_home_is_the_same(imported, tmp_path, form):
    told = imported.atlas("export", "--as", form)
    other = Home(tmp_path / "other")
    assert other.atlas("init").code == 0
    assert other.atlas("import", put(imported, "export", told.out)).code == 0
    assert other.atlas("drain").code == 0
    fields = ("url", "title", "tags", "note", "added")
    # A browser's bookmarks have no tabs or line breaks of their own in a note, and take the address for a title.
    kept = [{name: one[name] for name in fields} for one in imported.atlas("list", "--json").lines]
    again = [{name: one[name] for name in fields} for one in other.atlas("list", "--json").lines]
    assert len(kept) == 3
    assert sorted(map(str, again)) == sorted(map(str, kept))


def test_a_table_is_read_by_a_spreadsheet_and_holds_no_formula(imported):
    rows = list(csv.DictReader(io.StringIO(imported.atlas("export", "--as", "csv").out, newline="")))
    assert len(rows) == 3
    assert not [value for one in rows for value in one.values() if value.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_search_chooses_what_is_given_out(imported, site):
    filed(imported, name="b")
    assert imported.atlas("export", "--as", "jsonl", "cooling chip").out.count("\n") == 1
    assert f"{site}/b" in imported.atlas("export", "--as", "jsonl", "tag:漢字", "after:2025").out
    assert imported.atlas("export", "--as", "jsonl", "bananas").out == ""
    assert imported.atlas("export", "--as", "jsonl", "cool", "-chip").out == ""


def test_ids_and_addresses_choose_what_is_given_out(imported, site):
    ids = [one["id"] for one in imported.atlas("list", "--json").lines]
    told = imported.atlas("export", "--as", "jsonl", ids[0], ids[1], ids[0])
    assert told.out.count("\n") == 2
    (one,) = imported.atlas("export", "--as", "jsonl", f"{site}/c").lines
    assert one["url"] == f"{site}/c"
    assert imported.atlas("export", "00000000").code == 66


def test_a_list_is_written_to_a_file_and_replaces_none_unasked(imported, tmp_path):
    path = tmp_path / "x.csv"
    assert imported.atlas("export", "--as", "csv", "--to", str(path)).code == 0
    before = path.read_bytes()
    assert before.decode() == imported.atlas("export", "--as", "csv").out
    path.write_text("own")
    told = imported.atlas("export", "--as", "csv", "--to", str(path))
    assert (told.code, "--force" in told.err, path.read_text()) == (2, True, "own")
    assert imported.atlas("export", "--as", "csv", "--to", str(path), "--force").code == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("form", ["markdown", "epub", "wacz"])
def test_what_is_no_list_is_told_where_to(imported, form):
    told = imported.atlas("export", "--as", form)
    assert (told.code, "--to PATH" in told.err) == (2, True)


def test_a_folder_that_is_not_there_is_told(imported, tmp_path):
    told = imported.atlas("export", "--as", "csv", "--to", str(tmp_path / "none/x.csv"))
    assert (told.code, f"There is no folder {tmp_path}/none" in told.err) == (2, True)


def test_articles_are_given_out_as_a_folder(imported, tmp_path):
    filed(imported, name="b")
    told = imported.atlas("export", "--as", "markdown", "--to", str(tmp_path / "out"))
    assert (told.code, told.err) == (0, f"1 articles in {tmp_path}/out. 2 captures have no article of their own.\n")
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["b.md", "index.md"]
    head = (tmp_path / "out/b.md").read_text().split("---")[1]
    assert yaml.safe_load(head)["title"] == "x"
    again = imported.atlas("export", "--as", "markdown", "--to", str(tmp_path / "out"))
    assert (again.code, "--force" in again.err) == (2, True)


def test_articles_are_given_out_as_a_book(imported, tmp_path):
    filed(imported, name="b")
    path = tmp_path / "x.epub"
    assert imported.atlas("export", "--as", "epub", "--to", str(path), "cool").code == 0
    with zipfile.ZipFile(path) as book:
        assert b"<em>cools</em>" in book.read("EPUB/article-00001.xhtml")
        assert b"Atlas: cool" in book.read("EPUB/book.opf")
    told = imported.atlas("export", "--as", "epub", "--to", str(tmp_path / "y.epub"), "bananas")
    assert (told.code, (tmp_path / "y.epub").exists()) == (66, False)


def test_captures_are_given_out_as_a_web_archive(imported, tmp_path):
    path = tmp_path / "x.wacz"
    told = imported.atlas("export", "--as", "wacz", "--to", str(path))
    assert (told.code, told.err) == (0, f"3 captures in {path}.\n")
    with zipfile.ZipFile(path) as archive:
        assert sum(one.startswith("archive/") for one in archive.namelist()) == 3


def test_a_snapshot_that_does_not_read_is_left_out_and_needs_a_person(imported, tmp_path):
    (first, *_) = [one for one in imported.files("raw") if one.endswith(".gz")]
    place = imported.path / "raw" / first
    place.write_bytes(place.read_bytes()[:-100])
    told = imported.atlas("export", "--as", "wacz", "--to", str(tmp_path / "x.wacz"))
    assert (told.code, told.err.startswith("Left out: ")) == (1, True)
