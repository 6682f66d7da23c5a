"""Answers that lie about themselves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.fetch.oddities import oddities

HTML = "text/html"
UNKNOWN = ("It names a character set that browsers do not know.",)


@pytest.mark.parametrize(
    ("declared", "beginning"),
    [
        (HTML, b"\xef\xbb\xbf  <!DOCTYPE html>"),
        (HTML, b"words"),
        (HTML, b""),
        ("", b"%PDF-1.7"),
        ("application/octet-stream", b"PK\x03\x04"),
        ("application/epub+zip", b"PK\x03\x04"),
        ("application/xhtml+xml", b"<html"),
        ("image/png", b"\xff\xd8\xff\xe0"),
        ("IMAGE/PNG", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_what_may_well_be_so_is_not_odd(declared, beginning):
    assert oddities(declared, beginning) == ()


@pytest.mark.parametrize(
    ("declared", "beginning", "family", "like"),
    [
        (HTML, b"%PDF-1.7", "text", "a PDF"),
        (" Text/Plain", b"\x89PNG\r\n\x1a\n", "text", "a PNG picture"),
        ("image/jpeg", b"\n<HTML lang=en>", "image", "an HTML page"),
        ("video/mp4", b"<!doctype html>", "video", "an HTML page"),
        ("font/woff2", b"PK\x03\x04", "font", "a ZIP file"),
    ],
)
def test_a_type_the_bytes_deny_is_odd(declared, beginning, family, like):
    assert oddities(declared, beginning) == (f"It is declared as {family} and begins like {like}.",)


@pytest.mark.parametrize(
    "label",
    [
        *("utf-8", "UTF8", "latin1", "iso-8859-15", "windows-1252", "Shift_JIS", "x-sjis", "gb2312", "x-gbk", "big5"),
        *("euc-kr", "ks_c_5601-1987", "koi8-r", "macintosh", "iso-8859-8-i", "utf-16le", "us-ascii", "windows-31j"),
        *("dos-874", "x-euc-jp", "unicode-1-1-utf-8"),
    ],
)
def test_a_label_browsers_know_is_not_odd(label):
    assert oddities(f"text/html; charset={label}", b"words") == ()
    assert oddities(f'text/html;a=b; CHARSET = "{label}"', b"words") == ()


@pytest.mark.parametrize(
    "label",
    ["", "rot13", "base64_codec", "hex", "idna", "punycode", "undefined", "unicode_escape", "mbcs", "zip", "utf-7"]
    + ["no-such", "../../etc", "x" * 100_000, "\xff"],
)
def test_a_label_no_browser_knows_is_odd(label):
    assert oddities(f"text/html; charset={label}", b"words") == UNKNOWN


def test_bytes_that_are_not_the_utf_8_they_are_said_to_be_are_odd():
    declared = "text/html; charset=utf-8"
    assert oddities(declared, "café".encode("latin-1") + b" ") == ("It is declared as UTF-8 and is not.",)
    assert oddities(declared, "café".encode()) == ()
    assert oddities(declared, "café".encode()[:-1]) == ()
    assert oddities("text/html; charset=latin1", "café".encode("latin-1")) == ()


@settings(deadline=None)
@given(st.text(max_size=200), st.binary(max_size=200))
def test_no_header_and_no_bytes_do_harm(declared, beginning):
    assert all(one.startswith("It ") and one.isprintable() for one in oddities(declared, beginning))
