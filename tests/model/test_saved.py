"""Pages that a person's own program saved."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.drop import Saved, contents_of

A = "https://a.example/one?x=1&y=2"
CHROME = f"<!DOCTYPE html>\n<!-- saved from url=(0029){A} -->\n<html><head><title>One</title></head><body></html>"
SINGLE_FILE = f"""<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile
 url: {A}
 saved date: Mon Oct 05 2020 14:13:20 GMT+0200 (Central European Summer Time)
--><head><meta charset=utf-8><title>One</title><link rel=canonical href=https://elsewhere.example/></head>"""
MHTML = f"""From: <Saved by Blink>
Snapshot-Content-Location: {A}
Subject: =?utf-8?Q?Caf=C3=A9?=
Date: Mon, 05 Oct 2020 14:13:20 +0200
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----MultipartBoundary--x----"


------MultipartBoundary--x----
Content-Type: text/html
Content-Location: {A}

<html></html>
------MultipartBoundary--x------
"""
DAY = datetime(2020, 10, 5, 12, 13, 20, tzinfo=UTC)


def page_in(text, name="x.html"):
    found = contents_of(text.encode() if isinstance(text, str) else text, name)
    assert found.links == ()
    return found.page


def test_what_a_browser_saved_says_where_it_is_from():
    assert page_in(CHROME) == Saved("text/html", A, "One")


def test_what_singlefile_saved_says_where_it_is_from_and_when():
    assert page_in(SINGLE_FILE) == Saved("text/html", A, "One", DAY)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_page_is_known_in_any_encoding_and_under_any_name(encoding):
    assert page_in(SINGLE_FILE.encode(encoding), "x").url == A


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f'<link rel="canonical" href="{A.replace("&", "&amp;")}">', A),
        (f"<LINK HREF='{A}' REL='alternate CANONICAL'>", A),
        (f'<meta property="og:url" content="{A}">', A),
        (f'<meta property="og:url" content="https://b.example/"><link rel=canonical href="{A}">', A),
        ('<link rel="canonical" href="/one">', ""),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
        (f'<script>"<link rel=canonical href={A}>"</script>', ""),
        (f'<!-- <link rel=canonical href="{A}"> -->', ""),
        ("<title>One</title>", ""),
    ],
)
def test_else_a_page_is_asked_for_its_own_address(head, url):
    assert page_in(f"<html><head>{head}</head><body><link rel=canonical href=https://late.example/>").url == url


def test_a_page_saved_from_a_file_is_from_nowhere():
    assert page_in("<!-- saved from url=(0014)about:internet -->\n<html></html>").url == ""


def test_a_page_in_parts_says_where_it_is_from_and_when():
    assert page_in(MHTML, "x") == Saved("multipart/related", A, "Café", DAY)


def test_an_older_page_in_parts_is_asked_for_its_first_part():
    old = MHTML.replace("Snapshot-Content-Location", "X-Nothing")
    assert page_in(old, "x").url == A
    assert page_in(old.replace("From: <Saved by Blink>", "From: someone"), "x.mht").url == A


def test_a_mail_is_no_page():
    assert contents_of(MHTML.replace("<Saved by Blink>", "me").replace("Snapshot-", "X-").encode(), "x").page is None


def test_a_pdf_and_a_book_are_pages_from_nowhere():
    assert page_in(b"%PDF-1.7\n/URI (https://a.example/)", "x.pdf") == Saved("application/pdf")
    book = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zipPK\x03\x04"
    assert page_in(book, "x.epub") == Saved("application/epub+zip")


def test_a_note_in_html_is_kept_as_the_page_it_is():
    assert page_in("<p>see <a href='https://a.example/'>this</a></p>", "note.html") == Saved("text/html")


@given(st.binary(max_size=200), st.sampled_from([CHROME.encode(), SINGLE_FILE.encode(), MHTML.encode()]), st.data())
def test_no_damage_to_a_page_raises(piece, whole, data):
    at = data.draw(st.integers(0, len(whole)))
    found = contents_of(whole[:at] + piece + whole[at:], "x").page
    if found:
        found.url.encode()
        assert found.url == "" or found.url.lower().startswith(("http:", "https:"))
