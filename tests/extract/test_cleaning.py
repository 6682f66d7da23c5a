"""What is no part of an article is taken out, and what is stays in."""

import pytest

from atlas.extract.cleaning import Surroundings, cleaned, surroundings_of
from atlas.extract.lines import words_of
from atlas.extract.parsing import tree_of
from tests.extract.articles import PARAGRAPHS

TITLE = "How the harbour was measured again"
FIRST, SECOND, THIRD = PARAGRAPHS[:3]
LINK, OTHER = "Ten bridges that nobody has crossed yet", "What the committee thinks of copper"
AROUND = Surroundings((words_of(TITLE),), frozenset({words_of(LINK), words_of(OTHER)}))


def clean(*lines: str) -> tuple[str, ...]:
    return cleaned(lines, AROUND)


def surroundings(markup: str) -> Surroundings:
    document = tree_of(markup).document
    assert document is not None
    return surroundings_of(document)


@pytest.mark.parametrize(
    "before", [(TITLE,), ("Science", TITLE), ("By A. Writer", "3 May 2021", TITLE.upper()), (f"{TITLE}!",)]
)
def test_a_repeated_title_goes_with_what_stands_over_it(before):
    assert clean(*before, FIRST, SECOND) == (FIRST, SECOND)


def test_a_title_further_down_is_a_part_of_the_text():
    lines = (FIRST, SECOND, THIRD, FIRST, TITLE)
    assert clean(*lines) == lines


def test_a_paragraph_before_the_title_is_kept_and_the_title_too():
    assert clean(FIRST, TITLE, SECOND) == (FIRST, TITLE, SECOND)


@pytest.mark.parametrize(
    "line",
    [
        *(
            f"Read more: {LINK}",
            "READ MORE: something that is no link",
            f"Related: {LINK}",
            "Don't miss",
            "Advertisement",
        ),
        *(
            "Most read in world news",
            "Sign up for our newsletter",
            "Story continues below",
            "Lesen Sie auch",
            "Comments",
        ),
        *(f"Leia também: {LINK}", f"Читайте также: {LINK}", "- Follow us on Twitter", f"See also {LINK}", "関連記事"),
    ],
)
def test_invitations_to_read_on_are_no_part_of_an_article(line):
    assert clean(FIRST, line, SECOND) == (FIRST, SECOND)


@pytest.mark.parametrize(
    "line",
    [
        *("Related work", "Recommended dosage", "More than ten years later", "Read more books, he said to everybody."),
        *("Comments on the draft", "Subscribers left in droves", "Share prices", "Most popular was the tea.", "More"),
    ],
)
def test_what_only_begins_like_an_invitation_is_kept(line):
    assert clean(FIRST, line, SECOND) == (FIRST, line, SECOND)


def test_a_list_of_links_is_taken_out():
    assert clean(FIRST, SECOND, f"- {LINK}", f"- {OTHER}", THIRD) == (FIRST, SECOND, THIRD)
    assert clean(FIRST, SECOND, LINK) == (FIRST, SECOND)


def test_a_link_among_prose_is_kept():
    assert clean(FIRST, LINK, SECOND) == (FIRST, LINK, SECOND)


def test_where_most_is_links_they_are_the_text():
    assert clean(LINK, OTHER, LINK, "And that is all") == (LINK, OTHER, LINK, "And that is all")


def test_a_text_is_never_cleaned_to_nothing():
    assert clean("Sign up now", "Read more") == ("Sign up now", "Read more")


def test_a_title_is_known_with_and_without_the_sites_name():
    found = surroundings(
        "<title>Cooling a small Pi | The Gazette</title><meta property=og:title content='Cooling a tiny Pi'>"
        "<h1>Cooling <b>it</b> all</h1>"
    )
    for title in ("Cooling a small Pi", "Cooling a tiny Pi", "Cooling it all", "Cooling a small Pi The Gazette"):
        assert words_of(title) in found.titles


def test_links_within_the_page_in_headings_tables_and_code_are_no_lists():
    text = "a link of five words"
    inside = (f"<a href=#a>{text}</a>", f"<h2><a href=/b>{text}</a></h2>", f"<table><td><a href=/c>{text}</a></table>")
    assert surroundings("".join(inside)).links == frozenset()
    assert surroundings(f"<p><a href=/d>{text}</a>").links == {words_of(text)}


def test_a_link_of_a_word_or_two_is_a_name():
    assert surroundings("<p><a href=/a>The Gazette</a>").links == frozenset()
