"""A page as a reader sees it."""

import pytest

from atlas.fetch.bare import bare
from atlas.fetch.outline import MOST_TAGS, MOST_TEXT, outline

LONG = "word " * 30


def shown(page):
    return outline(bare(page).markup)


def test_what_is_seen_is_counted_and_what_is_hidden_is_not():
    page = shown("<title>no</title><p>one two<p hidden>three<p style='Display : none'>four<datalist>five</datalist>")
    assert (page.words, page.text) == (2, "one two")


def test_what_a_script_will_show_is_seen():
    assert shown("<body style='display:none'><p>One two").words == 2


def test_menus_and_links_are_not_its_own():
    page = shown("<nav>menu</nav><p>own <a href=x>link</a></p><div role=banner>top</div><footer>foot</footer>")
    assert (page.words, page.own) == (5, 1)


def test_a_paragraph_is_long_and_not_mostly_links():
    links = '<a href="x">word word</a> ' * 15
    assert shown(f"<p>{LONG}</p><p>short</p><p>{links}</p><footer><p>{LONG}</p></footer>").paragraphs == 1
    assert shown(f"<table><tr><td>{LONG}<br>{LONG}<td>{LONG}</table>").paragraphs == 2
    assert shown(f"<p>{LONG} <a href=x>a link</a> <b>bold</b></p>").paragraphs == 1


def test_a_field_for_a_password_is_found_however_it_is_written():
    assert shown("<input TYPE = 'Password' name=p>").password
    assert shown("<input type=password>").password
    assert not shown("<p>Your password: <input type=text>").password


def test_the_element_that_scripts_fill_is_found_with_its_words():
    assert shown("<p>one</p><div id='root'><p>two <b>three</b></p></div>").root == ("root", 2)
    assert shown("<div id=rooted>one</div>").root is None


def test_frames_and_forms_tell_where_they_lead():
    page = shown('<iframe src="//a.example/x"></iframe><form action="/go"></form><frame src=b.html>')
    assert page.sources == ("//a.example/x", "/go", "b.html")


def test_no_page_is_parsed_that_would_take_long():
    assert shown("<b>" * MOST_TAGS) is not None
    assert shown("<b>" * (MOST_TAGS + 1)) is None
    assert shown("x" * (MOST_TEXT + 1)) is None


@pytest.mark.parametrize(
    "hurtful",
    [
        *("<![\0\0N", "<a" * 50_000, '<a b="' * 50_000, "<![CDATA[<?php " * 20_000, "&#" * 50_000, "<" * 100_000),
        *("<a " + "a=1 " * 50_000 + ">", "<a b='>" * 9_000, "&#xD800;" * 9_000, "<" + "a" * 100_000),
    ],
    ids=lambda page: page[:8].encode("unicode_escape").decode(),
)
def test_what_hurts_a_parser_does_not_reach_it(hurtful):
    page = shown(f"<p>one</p>{hurtful}")
    assert page is None or "one" in page.text
