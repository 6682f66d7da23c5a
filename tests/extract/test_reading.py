from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.extract.reading import READERS, reader_for
from atlas.extract.tidying import MOST_TEXT
from atlas.model.article import Article
from tests.extract import samples
from tests.extract.samples import EVERY, article

KINDS = sorted(set(READERS) - {"text/html"}) + ["text/plain", "image/x-odd", "audio/aac", "video/x-odd", "model/odd"]


def whole(read: Article) -> bool:
    """Whether an article is one that may be kept: bounded, and without what misleads."""
    lines = (*read.notes, *read.facts.values(), read.metadata.title, *read.metadata.authors, read.metadata.description)
    hidden = set(map(chr, range(32))) | {"\u202e", "\u2066", "\ud800"}
    return (
        len(read.text) <= MOST_TEXT
        and bool(read.metadata.genre)
        and not hidden & set("".join(lines))
        and not (hidden - {"\n", "\t"}) & set(read.text)
    )


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_gives_an_article_that_may_be_kept(name):
    read = article(EVERY[name])
    assert whole(read)
    assert read.text or read.facts


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=40)
@given(data=st.data())
def test_a_file_cut_anywhere_or_overwritten_is_an_article_with_or_without_a_note(name, data):
    body = bytearray(EVERY[name])
    at = data.draw(st.integers(0, len(body)))
    if data.draw(st.booleans()):
        del body[at:]
    body[at : at + 8] = data.draw(st.binary(max_size=8))
    assert whole(article(bytes(body)))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(body=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_bytes_that_are_nothing_are_an_article_whatever_they_are_declared_as(kind, body):
    assert whole(article(body, kind))


@pytest.mark.parametrize(
    "mark",
    [
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"{\\rtf1 ",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"II*\0",
        b"ID3\x03\0\0",
        b"fLaC",
        b"OggS",
        b"RIFF\0\0\0\0WAVE",
        b"\0\0\0\x18ftypM4A ",
        b"\x1f\x8b\x08\0",
        b"BZh9",
        b"<svg>",
        b"<rss>",
        b"<feed>",
        b"BM",
        b"8BPS",
        b"\0\0\1\0",
    ],
)
@settings(max_examples=25)
@given(rest=st.binary(max_size=300))
def test_a_mark_with_anything_behind_it_is_an_article(mark, rest):
    assert whole(article(mark + rest))


def test_type_and_size_are_told_of_every_file():
    read = article(bytes(2_500_000))
    assert (read.facts["type"], read.facts["size"]) == ("application/octet-stream", "2.5 MB")
    assert read.notes == ("There is no text to read in it: it is binary data of a kind Atlas does not know.",)


def test_a_lie_about_the_type_is_noted():
    assert article(samples.png(), "application/pdf").notes == ("It was declared as application/pdf and is image/png.",)


def test_a_page_tells_its_type_and_size_and_what_it_was_declared_as():
    page = b"<!doctype html><html><title>T</title><body><p>" + b"One word and another. " * 40
    read = article(page, "application/pdf")
    assert (read.facts["type"], read.facts["size"]) == ("text/html", "926 bytes")
    assert "It was declared as application/pdf and is text/html." in read.notes
    assert article(page, "application/xhtml+xml").notes == article(page, "text/html").notes == ()


@pytest.mark.parametrize(
    ("name", "declared"), [("rss", "text/xml"), ("png", ""), ("json", "text/plain"), ("svg", "text/xml")]
)
def test_a_word_that_is_only_vague_is_no_lie(name, declared):
    assert article(EVERY[name], declared).notes == ()


def test_a_text_without_end_is_cut_at_a_line_and_says_so():
    read = article((b"word " * 1000 + b"end.\n") * 900, "text/plain")
    assert len(read.text) <= MOST_TEXT
    assert read.text.endswith("end.")
    assert read.notes == ("Only the beginning of the text is here: it goes on.",)


def test_every_kind_of_the_table_has_a_reader():
    names = {reader_for(kind) for kind in KINDS}
    assert all(hasattr(import_module(f"atlas.extract.{name}"), "article_of") for name in names)


GERMAN = "Wer seine Seiten behalten will, der legt sie in einen Ordner, und dann liegen sie dort, solange er will. " * 5


def test_the_language_of_a_text_is_heard():
    found = article(GERMAN.encode(), "text/plain").metadata
    assert (found.language, found.sources["language"]) == ("de", "detected")


def test_a_declared_language_that_agrees_keeps_its_region():
    found = article(f"---\nlang: de_AT\n---\n{GERMAN}".encode(), "text/markdown").metadata
    assert (found.language, found.sources["language"]) == ("de-AT", "file")


def test_a_declared_language_that_is_wrong_is_not_believed():
    found = article(f"---\nlang: en\n---\n{GERMAN}".encode(), "text/markdown").metadata
    assert (found.language, found.sources["language"]) == ("de", "detected")
