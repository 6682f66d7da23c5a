import gzip

import pytest

from atlas.extract.reading import reader_for
from atlas.extract.sniffing import media_type_of
from atlas.model.article import Source
from tests.extract import samples

PAGE = b"<!-- made by hand -->\n<!DOCTYPE html><title>Page</title><p>Words."
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def kind(body: bytes, declared: str = "", url: str = "https://site.example/") -> str:
    return media_type_of(Source(body, url, declared))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pdf", "application/pdf"),
        ("epub", "application/epub+zip"),
        ("docx", DOCUMENT),
        ("odt", "application/vnd.oasis.opendocument.text"),
        ("rtf", "application/rtf"),
        ("rss", "application/rss+xml"),
        ("atom", "application/atom+xml"),
        ("jsonfeed", "application/feed+json"),
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("jpeg", "image/jpeg"),
        ("wav", "audio/wav"),
        ("mp3", "audio/mpeg"),
        ("zip", "application/zip"),
        ("tar.gz", "application/gzip"),
        ("json", "application/json"),
    ],
)
@pytest.mark.parametrize("declared", ["", "text/html", "application/octet-stream", "text/plain"])
def test_a_file_is_what_its_bytes_are_whatever_it_is_declared_as(name, expected, declared):
    assert kind(samples.EVERY[name], declared) == expected


@pytest.mark.parametrize("declared", ["application/octet-stream", "text/plain", "application/pdf", "image/png"])
def test_a_page_is_a_page_whatever_it_is_declared_as(declared):
    assert kind(PAGE, declared) == "text/html"


def test_a_picture_named_as_a_document_is_a_picture():
    assert kind(samples.png(), "application/pdf", "https://site.example/x.pdf") == "image/png"


def test_a_document_may_begin_with_a_few_lines_of_something_else():
    assert kind(b"\r\n\r\n" + samples.EVERY["pdf"]) == "application/pdf"


def test_a_picture_with_a_document_in_it_is_a_picture():
    assert kind(samples.png(Comment="%PDF-1.7")) == "image/png"


def test_what_has_a_mark_is_not_believed_without_it():
    assert kind(b"\x00\x01\x02 no picture", "image/png") == "application/octet-stream"


def test_what_has_no_mark_is_believed():
    assert kind(b"\x00\x01\x02", "audio/aac") == "audio/aac"


def test_binary_data_declared_as_text_is_no_text():
    assert kind(b"\x00\x01\x02\x03", "text/plain") == "application/octet-stream"


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_text_in_utf_16_is_a_text(mark):
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert kind(mark + "Words and more".encode(codec), "text/plain") == "text/plain"


def test_a_page_in_utf_16_is_a_page():
    assert kind("\ufeff<!doctype html><p>x".encode("utf-16-le")) == "text/html"


def test_a_text_that_begins_with_a_tag_is_only_a_page_where_nothing_else_is_said():
    body = b"<p align=center>The readme of a project</p>\n\n# Title"
    told = [kind(body, one) for one in ("", "text/html", "text/plain", "text/markdown")]
    assert told == ["text/html", "text/html", "text/plain", "text/markdown"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.csv", "text/csv"), ("a.md", "text/markdown"), ("a.jsonl", "application/jsonl"), ("a", "text/plain")],
)
def test_a_vague_word_is_made_clear_by_the_name(name, expected):
    assert kind(b"a,b\n1,2\n", "text/plain", f"https://site.example/{name}?x=1#y") == expected


def test_a_clear_word_counts_for_more_than_the_name():
    assert kind(b"a,b\n", "text/markdown", "https://site.example/a.csv") == "text/markdown"


def test_a_text_in_brackets_is_no_json():
    assert kind(b"[Sigh] This is a letter.", "text/plain") == "text/plain"


@pytest.mark.parametrize(
    "declared", ["", "application/octet-stream", "text/plain", "text/xml", "application/x-odd+xml"]
)
def test_xml_is_what_says_so(declared):
    assert kind(samples.EVERY["xml"], declared) == "application/xml"


def test_xhtml_is_read_as_a_page():
    body = b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html xmlns="x"><p>x</p></html>'
    assert kind(body, "application/xhtml+xml") == "text/html"


def test_the_prologue_of_a_file_does_not_hide_its_root():
    body = b'<?xml version="1.0"?><!-- a > b --><?style x?><!DOCTYPE svg [<!ENTITY x "]"> ]><svg:svg xmlns:svg="x"/>'
    assert kind(body) == "image/svg+xml"


@pytest.mark.parametrize("piece", [b"<!-- -->", b"<!--", b"<!DOCTYPE [", b"<?x?>", b" ", b"<", b"["])
def test_a_beginning_made_to_take_forever_does_not(piece):
    assert kind(piece * 40_000, "application/x-odd")


def test_a_zip_without_its_end_is_still_one():
    assert kind(samples.EVERY["epub"][:200]) == "application/zip"


@pytest.mark.parametrize(
    ("media_type", "name"),
    [("text/x-odd", "plaintext"), ("image/x-odd", "picture"), ("video/mp4", "recording"), ("model/obj", "unknown")],
)
def test_a_type_without_a_reader_of_its_own_is_read_by_its_familys(media_type, name):
    assert reader_for(media_type) == name


@pytest.mark.parametrize("declared", ["", "text/plain", "text/html", "multipart/related"])
def test_a_page_that_was_saved_in_parts_is_in_parts(declared):
    head = b"From: <Saved by Blink>\r\nSubject: A page\r\n"
    body = head + b'Content-Type: multipart/related;\r\n\ttype="text/html"\r\n\r\n<html>'
    assert kind(body, declared) == "multipart/related"


def test_a_letter_about_parts_is_a_text():
    assert kind(b"From: all of us\n\nThe plan is here.", "text/plain") == "text/plain"


def test_a_packed_page_is_told_as_packed():
    assert kind(gzip.compress(PAGE), "text/html") == "application/gzip"


@pytest.mark.parametrize("body", [b"<p>One\0two", "<html><p>Ü".encode("utf-16-le"), b"<!doctype html>\x01"])
def test_a_page_with_odd_bytes_in_it_is_a_page_as_in_browsers(body):
    assert media_type_of(Source(body, "https://a.example/", "text/html")) == "text/html"
