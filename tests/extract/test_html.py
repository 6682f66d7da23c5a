"""A page in HTML becomes an article."""

import json
import sys
from subprocess import run

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.extract import read
from atlas.extract.candidates import TOO_MANY
from atlas.extract.html import BEHIND, NO_ARTICLE, NOTHING, TOLD
from atlas.extract.parsing import FLAT
from atlas.model.article import Article, Source
from tests.extract.articles import MENU, PARAGRAPHS, article

URL = "https://a.example/news/1"


def reading(body: bytes, charset: str = "") -> Article:
    return read(Source(body, URL, "text/html", charset))


def test_an_article_has_its_text_and_nothing_of_the_page_around_it():
    found = reading(article())
    assert all(one in found.text for one in PARAGRAPHS)
    assert "Section number" not in found.text
    assert "All rights" not in found.text
    assert (found.agreement, found.notes, found.doubtful) == (1.0, (), False)


def test_the_title_is_told_once():
    found = reading(article())
    assert "How the harbour was measured" in found.metadata.title
    assert "How the harbour was measured" not in found.text


def test_the_headers_charset_reaches_the_text():
    page = article("Ängstliche Überraschung. " + PARAGRAPHS[0], *PARAGRAPHS).replace(b'<meta charset="utf-8">', b"")
    assert "Ängstliche Überraschung." in reading(page.decode().encode("utf-16-le"), "utf-16le").text


@pytest.mark.parametrize("nothing", [b"", b" \n", b"<p>" + b"\0" * 100, b"<!-- -->", b"<p></p>"])
def test_of_nothing_there_is_nothing_to_read(nothing):
    found = reading(nothing)
    assert (found.text, found.notes, found.fingerprint, found.agreement) == ("", (NOTHING,), 0, None)


def test_a_page_without_an_article_is_read_all_the_same():
    found = reading(f"<title>Index</title><body><ul>{MENU}</ul><p>Eleven things for sale.</p>".encode())
    assert "Eleven things for sale." in found.text
    assert found.notes == (NO_ARTICLE,)


def test_a_text_told_to_machines_alone_is_read_and_the_reader_told():
    linked = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(PARAGRAPHS)})
    head = f'<script type="application/ld+json">{linked}</script>'
    found = reading(article(PARAGRAPHS[0], PARAGRAPHS[1], head=head))
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert (found.extractor, found.notes) == (TOLD, (BEHIND,))


def test_a_page_that_is_too_deep_is_read_and_the_reader_told():
    found = reading(b"<div>" * 3000 + article())
    assert all(one in found.text for one in PARAGRAPHS)
    assert FLAT in found.notes


def test_an_article_below_the_depth_parsers_stop_at_is_read_whole():
    blocks = "<div>" * 400 + "".join(f"<p>{one}</p>" for one in PARAGRAPHS) + "</div>" * 400
    found = reading(article(blocks))
    assert all(one in found.text for one in PARAGRAPHS)
    assert found.notes == ()


def test_near_duplicates_have_near_fingerprints():
    one, other = reading(article()), reading(article(*PARAGRAPHS[:-1], PARAGRAPHS[-1] + " Updated."))
    assert one.fingerprint
    assert (one.fingerprint ^ other.fingerprint).bit_count() <= 3


def test_the_same_page_is_read_the_same_again_and_again():
    assert len({reading(article()).text for _ in range(5)}) == 1


def test_a_base_that_is_no_address_breaks_no_page():
    found = reading(article(head="<base href='http://['>"))
    assert all(one in found.text for one in PARAGRAPHS)


def test_a_very_long_page_is_read_as_paragraphs():
    found = reading(article(*PARAGRAPHS * 2, "# *no* heading", "<i></i>" * TOO_MANY))
    assert found.text == "\n\n".join((*PARAGRAPHS * 2, r"\# \*no\* heading"))


def test_a_surrogate_breaks_no_page():
    found = reading(article(*PARAGRAPHS, "The end &#xD83D; is &#55357; near, and it is told in a sentence of its own."))
    found.text.encode()
    assert PARAGRAPHS[-1] in found.text


def test_reading_says_nothing_but_what_it_returns():
    code = (
        "from atlas.extract import read; from atlas.model.article import Source\n"
        "for body in (b'', b'<p>', b'plain', b'<p>' * 50): read(Source(body, 'https://a.example/'))"
    )
    done = run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<div>", "<table><tr><td>", "<a href='//['>", "<base href='http://['>", "<h1>", "<svg>"]
        )
        | st.text(max_size=30),
        max_size=30,
    )
)
def test_whatever_a_page_is_it_is_read(parts):
    reading("".join(parts).encode(errors="replace")).text.encode()
