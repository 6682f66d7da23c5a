"""Where a page says what its encoding is."""

import pytest

from atlas.model.declared import WITHIN, header_codec, marked, own_codec, read_as


def test_a_mark_tells_the_encoding_and_its_own_length():
    assert [marked("\ufeffa".encode(one)) for one in ("utf-8", "utf-16-le", "utf-16-be")] == [
        ("utf-8", 3),
        ("utf-16-le", 2),
        ("utf-16-be", 2),
    ]
    assert marked(b"<p>") == ("", 0)


@pytest.mark.parametrize(
    "header", ["text/html; charset=koi8-r", 'text/html;Charset = "KOI8-R"', "text/html;a=b;charset='koi8-r'"]
)
def test_a_header_is_read_as_people_write_it(header):
    assert header_codec(header) == "koi8-r"


@pytest.mark.parametrize(
    "beginning",
    [
        b"<meta charset=koi8-r>",
        b'<META\nCHARSET = "KOI8-R" />',
        b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
        b'<meta content="text/html;charset=koi8-r" http-equiv=content-type>',
        b"<?xml version='1.0' encoding='koi8-r'?><html>",
        b" " * 8000 + b"<meta charset=koi8-r>",
        b"<meta charset=no-such><meta charset=koi8-r>",
    ],
)
def test_a_page_is_asked_where_browsers_ask_it(beginning):
    assert own_codec(beginning) == "koi8-r"


@pytest.mark.parametrize(
    "beginning",
    [
        b"<!-- <meta charset=koi8-r> -->",
        b"<!-- <meta charset=koi8-r>",
        b"<script charset=koi8-r></script>",
        b"<meta name=description content='how to write charset=koi8-r'>",
        b"<p>charset=koi8-r",
        b" " * WITHIN + b"<meta charset=koi8-r>",
    ],
)
def test_what_only_looks_like_a_label_is_none(beginning):
    assert own_codec(beginning) == ""


def test_who_could_read_the_label_is_not_reading_utf_16():
    assert own_codec(b"<meta charset=utf-16>") == "utf-8"


def test_every_byte_has_a_meaning_in_windows_1252():
    assert "\ufffd" not in read_as(bytes(range(256)), "cp1252")


def test_looking_for_a_label_is_linear():
    for hard in (
        b"<meta " * 100_000,
        b"<!--" * 100_000,
        b"<meta charset" + b" " * 100_000,
        b"<?xml " + b"encoding " * 50_000,
    ):
        assert own_codec(hard) == ""
