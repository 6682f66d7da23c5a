"""`import`: what is in an export is told before it is dropped."""

import json
import os

import pytest

from tests.cli.test_articles import filed
from tests.model.exports import samples


def put(home, name, text):
    path = home.path.parent / name
    path.write_text(text)
    return str(path)


def test_a_dry_run_tells_what_is_in_a_file_and_drops_nothing(home):
    told = home.atlas("import", put(home, "instapaper.csv", samples.INSTAPAPER), "--dry-run", "--json")
    assert told.code == 0
    (fields,) = told.lines
    assert fields == {
        "format": 1,
        "file": "instapaper.csv",
        "is": "Instapaper",
        "links": 2,
        "kept": 0,
        "duplicates": 0,
        "unusable": 1,
        "feeds": 0,
        "first": "2020-10-05T12:13:20.000Z",
        "last": "2020-10-05T12:13:21.000Z",
        "page": None,
        "drop": None,
    }
    assert home.files("inbox") == []


def test_an_export_is_dropped_byte_for_byte_under_its_name_and_tags(home):
    told = home.atlas("import", put(home, "bookmarks.html", samples.FIREFOX), "--tag", "old")
    assert told.code == 0
    assert "3 links, 0 kept already, 1 more of the same pages" in told.out
    assert "1 entries that no browser could open, or only its own: javascript:" in told.out
    assert home.files("inbox") == ["old/bookmarks.html"]
    assert (home.path / "inbox/old/bookmarks.html").read_text() == samples.FIREFOX


def test_what_is_kept_already_is_counted_and_not_captured_again(home, site):
    lines = "".join(json.dumps({"url": f"{site}/{one}"}) + "\n" for one in ("a", "b"))
    assert home.atlas("import", put(home, "x.jsonl", lines)).code == 0
    assert home.atlas("drain").code == 0
    snapshots = home.files("raw")
    told = home.atlas("import", put(home, "x.jsonl", lines + json.dumps({"url": f"{site}/c"})), "--json")
    assert [(one["links"], one["kept"]) for one in told.lines] == [(3, 2)]
    assert home.atlas("drain").code == 0
    assert len(home.files("raw")) == len(snapshots) + 1
    assert home.files("inbox") == []
    assert home.atlas("audit", "--strict").code == 0


def test_a_list_of_feeds_is_dropped_only_as_the_pages_they_are_of(home):
    path = put(home, "feeds.opml", samples.OPML.replace(' url="https://b.example/"', ""))
    refused = home.atlas("import", path)
    assert refused.code == os.EX_DATAERR
    assert "--sites" in home.atlas("import", path, "--dry-run").out
    assert home.atlas("import", path, "--sites").code == 0
    (name,) = home.files("inbox")
    assert name == "feeds (sites).jsonl"
    assert json.loads((home.path / "inbox" / name).read_text()) == {"url": "https://a.example/", "title": "A & B"}


def test_a_saved_page_is_told_as_one(home):
    page = "<!-- saved from url=(0019)https://a.example/ -->\n<html><title>One</title></html>"
    told = home.atlas("import", put(home, "one.html", page))
    assert "a page from https://a.example/" in told.out
    assert home.files("inbox") == ["one.html"]


def test_what_a_file_says_of_its_address_is_shown_as_no_more_than_that(home):
    page = "<!-- saved from url=(0023)https://bank.example/pi -->\n<html><title>One</title>"
    home.atlas("import", put(home, "one.html", page))
    assert home.atlas("drain").code == 0
    row = filed(home)
    assert (row.url, row.layer, row.status) == ("https://bank.example/pi", "saved", None)
    assert "the address is the file's own word" in home.atlas("show", row.url).out


def test_a_name_that_no_drop_has_becomes_one(home):
    assert home.atlas("import", put(home, ".hidden.csv", samples.POCKET_CSV)).code == 0
    assert home.files("inbox") == ["export hidden.csv"]


def test_without_a_catalog_an_export_is_told_all_the_same(home):
    (home.path / ".atlas/catalog.db").unlink()
    told = home.atlas("import", put(home, "x.csv", samples.POCKET_CSV), "--dry-run")
    assert told.code == 0
    assert "2 links, unknown kept already" in told.out


@pytest.mark.parametrize("text", ["", "words", "<rss>"])
def test_what_holds_nothing_to_keep_is_refused(home, text):
    assert home.atlas("import", put(home, "x.txt", text)).code == os.EX_DATAERR
    assert home.files("inbox") == []


@pytest.mark.parametrize("form", ["bookmarks", "jsonl", "csv"])
def test_what_is_exported_is_kept_already_when_it_is_imported(captured, form):
    told = captured.atlas("export", "--as", form)
    assert told.code == 0
    again = captured.atlas("import", put(captured, "again", told.out), "--dry-run", "--json")
    assert [(one["links"], one["kept"]) for one in again.lines] == [(1, 1)]
