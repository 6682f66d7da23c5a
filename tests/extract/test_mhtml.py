"""Pages in parts."""

import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.extract import read
from atlas.extract.mhtml import page_in
from atlas.model.article import Source

PAGE = (
    "<html><body><p>How to cool a Pi, für alle, with a line that is longer than seventy-six characters are.</p></body>"
)
WHERE = "https://a.example/one"


def whole(encoding="quoted-printable", body=None, more="", location=WHERE):
    packed = quopri.encodestring(PAGE.encode()) if body is None else body
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/one\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="b"' + more.encode() + b"\r\n\r\n\r\n"
        b"--b\r\nContent-Type: text/css\r\nContent-Location: cid:css\r\n\r\np { color: red }\r\n"
        b"--b\r\nContent-Type: text/html; charset=UTF-8\r\nContent-ID: <page>\r\nContent-Transfer-Encoding: "
        + encoding.encode()
        + f"\r\nContent-Location: {location}\r\n\r\n".encode()
        + packed
        + b"\r\n--b\r\nContent-Type: text/html\r\nContent-ID: <frame>\r\nContent-Location: https://ads.example/\r\n\r\n"
        b"<p>a frame</p>\r\n--b\r\nContent-Type: image/png\r\n\r\niVBO\r\n--b--\r\n"
    )


def source(data):
    return Source(data, "https://told.example/", "multipart/related")


def test_the_first_page_of_the_parts_is_the_page():
    page = page_in(source(whole()))
    assert page is not None
    assert (page.url, page.media_type, page.charset) == (WHERE, "text/html", "utf-8")
    assert page.body.decode().strip() == PAGE


def test_the_part_a_browser_begins_with_is_the_page():
    page = page_in(source(whole(more=';\r\n\tstart="<frame>"')))
    assert page is not None
    assert page.body == b"<p>a frame</p>"


def test_a_part_that_is_nowhere_on_the_web_has_the_address_of_the_whole():
    page = page_in(source(whole(location="cid:frame-1@mhtml.blink")))
    assert page is not None
    assert page.url == "https://told.example/"


def test_a_body_of_plain_bytes_is_taken_as_it_is():
    page = page_in(source(whole("binary", PAGE.encode())))
    assert page is not None
    assert PAGE.encode() in page.body


@pytest.mark.parametrize("data", [b"", b"words", b"MIME-Version: 1.0\n\nwords", whole()[:250]])
def test_where_no_part_is_a_page_there_is_none(data):
    assert page_in(source(data)) is None


def test_a_page_in_parts_is_read_as_its_page():
    data = whole(body=(PAGE + "<p>The heat sink sits on the processor. </p>" * 40).encode(), encoding="8bit")
    assert "How to cool a Pi" in read(source(data)).text


def test_parts_without_a_page_are_an_article_with_a_note():
    article = read(source(whole().replace(b"text/html", b"text/x-none")))
    assert article.text == ""
    assert "It was saved in parts, and none of them is a page." in article.notes


@given(st.binary(max_size=60), st.integers(0, 900), st.integers(0, 60))
def test_no_damage_raises(piece, at, length):
    data = whole()
    page_in(source(data[:at] + piece + data[at + length :]))


def test_parts_without_end_are_no_page():
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (one, one) for one in range(1500))
    assert page_in(source(b"MIME-Version: 1.0\n" + parts)) is None
