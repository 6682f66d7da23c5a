"""What a person sees of articles: found again, shown, listed."""

import os

import pytest

from atlas.catalog import Catalog
from atlas.model.article import Article, Metadata, Reading

TEXT = "A [fan](https://shop.example/) *cools* the chip.\n\n\x1b[2JNot \u202ethis.\n"
METADATA = Metadata("How to cool a Pi", ("Ann",), "The site", published="2025-05-01", language="en")


def filed(home, name="pi", text=TEXT, agreement=0.9, metadata=METADATA, **more):
    """Files an article for the one capture of a page, with its file where there is a text."""
    catalog = Catalog(home.path / ".atlas/catalog.db")
    (row,) = [one for one in catalog.records() if one.url.endswith(f"/{name}")]
    article = Article(text, metadata, "trafilatura", agreement) if text else None
    path = f"2026/11/{name}.md" if text else ""
    if text:
        place = home.path / "processed/articles" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f'---\nid: "{row.id}"\ntitle: "x"\n---\n\n{text}')
    catalog.file([Reading(row.snapshot, 1, "2026-11-23T12:00:00.000Z", article, path, "sha256:0", **more)])
    catalog.close()
    return row


@pytest.fixture
def read(captured):
    filed(captured)
    return captured


def test_what_was_read_is_found_by_its_words(read):
    (hit,) = read.atlas("search", "cooling", "chip", "--json").lines
    assert (hit["title"], hit["authors"], hit["published"]) == ("How to cool a Pi", ["Ann"], "2025-05-01")
    assert hit["article"] == "processed/articles/2026/11/pi.md"
    assert [hit["snippet"][begin:end] for begin, end in hit["marks"]] == ["cools", "chip"]
    told = read.atlas("search", "cool")
    assert (told.code, told.out.splitlines()[0]) == (0, "How to cool a Pi")
    assert f"2025-05-01  127.0.0.1  {hit['id']}  1 min" in told.out


def test_what_was_looked_for_stands_out_on_a_terminal_and_nothing_steers_it(read):
    assert "\x1b" not in read.atlas("search", "cools").out
    coloured = read.atlas("search", "cools", FORCE_COLOR="1").out
    assert "\x1b[33m\x1b[1mcools\x1b[0m" in coloured
    assert "\x1b[2J" not in coloured
    assert "\u202e" not in coloured


def test_where_nothing_is_found_it_is_said_and_no_failure(read):
    told = read.atlas("search", "bananas")
    assert (told.code, told.out, told.err) == (0, "", "Nothing found.\n")


def test_words_may_begin_with_a_hyphen(read):
    assert read.atlas("search", "cool", "-heat", "--limit", "1").out.startswith("How to cool")
    assert read.atlas("search", "cool", "-chip").err == "Nothing found.\n"
    assert read.atlas("search", "-j", "--json").code == 0
    assert read.atlas("search").code == 2


def test_hits_come_in_pages(read):
    assert len(read.atlas("search", "cool", "--limit", "1", "--json").lines) == 1
    assert read.atlas("search", "cool", "--offset", "1", "--json").lines == []


def test_without_a_catalog_there_is_none_to_search(home):
    for path in (home.path / ".atlas").glob("catalog.db*"):
        path.unlink()
    assert home.atlas("search", "word").code == os.EX_UNAVAILABLE


def test_an_article_is_shown_with_a_few_facts_above_it(read, site):
    told = read.atlas("show", f"{site}/pi")
    lines = told.out.splitlines()
    assert lines[:2] == ["How to cool a Pi", "Ann · The site · 2025-05-01 · 1 min"]
    assert lines[2] == f"{site}/pi"
    assert lines[3].endswith("processed/articles/2026/11/pi.md")
    assert lines[4:] == ["", "A fan[1] cools the chip.", "", "[2JNot this.", "", "[1] https://shop.example/"]
    assert "tries" not in told.out


def test_an_article_is_given_as_it_is_kept_for_those_who_ask(read, site):
    out = read.atlas("show", "--plain", f"{site}/pi").out
    assert out.splitlines()[1] == "A [fan](https://shop.example/) *cools* the chip."
    assert "\x1b" not in out


def test_all_that_is_known_is_shown_for_those_who_ask(read, site):
    out = read.atlas("show", "--facts", f"{site}/pi").out
    for word in ("snapshot", "try", "extractor", "agreement", "How to cool a Pi"):
        assert word in out
    (told,) = read.atlas("show", "--json", f"{site}/pi").lines
    assert (told["reading"]["extractor"], told["text"].strip()) == ("trafilatura", TEXT.strip())
    assert told["tries"]


def test_a_capture_without_an_article_is_shown_by_its_facts_and_why(captured, site):
    assert "It is unread." in captured.atlas("show", f"{site}/pi").out
    filed(captured, text="", reason="The page has no text.")
    told = captured.atlas("show", f"{site}/pi")
    assert "The page has no text." in told.out
    assert "snapshot" in told.out


def test_an_article_whose_file_is_gone_is_told(read, site):
    (read.path / "processed/articles/2026/11/pi.md").unlink()
    told = read.atlas("show", f"{site}/pi")
    assert (told.code, "was removed or moved" in told.err) == (0, True)
    assert "snapshot" in told.out
    told = read.atlas("open", "--article", f"{site}/pi")
    assert (told.code, told.out) == (os.EX_NOINPUT, "")
    assert "`atlas read --again" in told.err


def test_what_is_known_of_a_file_without_text_is_shown(captured, site):
    filed(captured, text="", reason="There is no text in it.")
    article = Article("", Metadata("Sea"), "picture", notes=("It is damaged.",), facts={"camera": "EOS"})
    catalog = Catalog(captured.path / ".atlas/catalog.db")
    (row,) = [one for one in catalog.records() if one.url.endswith("/pi")]
    catalog.file([Reading(row.snapshot, 1, "2026-11-23T12:00:00.000Z", article, reason="There is no text in it.")])
    catalog.close()
    lines = captured.atlas("show", f"{site}/pi").out.splitlines()
    for line in ("reading       There is no text in it.", "notes         It is damaged.", "camera        EOS"):
        assert line in lines
    assert not [line for line in lines if not line[12:].strip()]


def test_what_could_not_be_read_is_listed_with_the_reason(captured, site):
    row = filed(captured, text="", reason="The reader crashed over it (SIGSEGV).")
    (told,) = captured.atlas("list", "--unreadable", "--json").lines
    assert (told["id"], told["unreadable"]) == (row.id, "The reader crashed over it (SIGSEGV).")
    assert captured.atlas("list", "--unreadable").out.endswith(": The reader crashed over it (SIGSEGV).\n")
    told = captured.atlas("read", row.id).err
    assert told.endswith("(--again reads them once more). 1 in all cannot be read: `atlas list --unreadable`.\n")
    filed(captured)
    assert captured.atlas("list", "--unreadable").out == ""


def test_what_a_page_is_instead_of_an_article_is_told_above_it(read, site):
    (read.path / "processed/articles/2026/11/pi.md").write_text(
        '---\nid: x\nnotes: ["It is cut."]\n---\n> [!note] It is cut.\n\nA fan.\n'
    )
    assert read.atlas("show", f"{site}/pi").out.endswith("pi.md\n\nA fan.\n")
    assert "[!note] It is cut." in read.atlas("show", "--plain", f"{site}/pi").out


def test_the_doubtful_are_listed_and_marked(captured, site):
    row = filed(captured, agreement=0.3)
    assert [one["id"] for one in captured.atlas("list", "--doubtful", "--json").lines] == [row.id]
    assert "doubtful" in captured.atlas("search", "cool").out
    assert "Doubtful" in captured.atlas("show", row.id).out
    filed(captured, agreement=0.9)
    assert captured.atlas("list", "--doubtful").out == ""


def test_a_record_is_listed_by_the_title_of_its_article(read):
    (row,) = read.atlas("list", "--json").lines
    assert (row["title"], row["article"]) == ("How to cool a Pi", "processed/articles/2026/11/pi.md")
    assert "How to cool a Pi" in read.atlas("list").out


def test_where_an_article_lies_is_told(read, site):
    told = read.atlas("open", "--article", f"{site}/pi")
    assert told.out.strip() == str(read.path / "processed/articles/2026/11/pi.md")


def test_where_no_article_lies_is_told_with_the_reason(captured, site):
    told = captured.atlas("open", "--article", f"{site}/pi")
    assert (told.code, "It is unread." in told.err) == (os.EX_NOINPUT, True)


def test_a_hit_without_words_of_its_own_is_told_by_its_address_and_reason(captured, site):
    filed(captured, text="", reason="The page has no text.")
    first, _, third, _ = captured.atlas("search", "pi").out.splitlines()
    assert (first, third) == (f"{site}/pi", "    The page has no text.")
