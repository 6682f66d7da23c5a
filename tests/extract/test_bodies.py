"""A text that is told to machines alone."""

import json

import pytest

from atlas.extract.bodies import told_in
from atlas.extract.parsing import tree_of
from tests.extract.articles import PARAGRAPHS

BODY = "\n".join(PARAGRAPHS)


def told(linked: object, *shown: str) -> tuple[str, ...]:
    text = linked if isinstance(linked, str) else json.dumps(linked)
    document = tree_of(f'<p>x<script type="application/ld+json">{text}</script>').document
    assert document is not None
    return told_in(document, shown)


@pytest.mark.parametrize(
    "linked",
    [
        {"@type": "NewsArticle", "articleBody": BODY},
        [{"@type": "Organization"}, {"@graph": [{"@type": "Article", "articleBody": BODY}]}],
        {"@type": "Article", "articleBody": "".join(f"&lt;p&gt;{one}&lt;/p&gt;" for one in PARAGRAPHS)},
    ],
)
def test_a_body_that_holds_what_is_shown_and_far_more_is_told(linked):
    assert told(linked, PARAGRAPHS[0], PARAGRAPHS[1]) == PARAGRAPHS
    assert told(linked) == PARAGRAPHS


def test_a_body_that_is_hardly_longer_is_not_believed():
    assert told({"@type": "Article", "articleBody": BODY}, *PARAGRAPHS[:6]) == ()


def test_a_body_about_something_else_is_not_believed():
    assert (
        told({"@type": "Article", "articleBody": BODY}, "Quite another matter, of which the page goes on to speak.")
        == ()
    )


def test_a_teaser_is_no_body():
    assert told({"@type": "Article", "articleBody": PARAGRAPHS[0]}) == ()


@pytest.mark.parametrize(
    "linked",
    [
        "",
        "articleBody",
        '{"@type": "Article", "articleBody": ',
        '{"@type": "Article", "articleBody": 1}',
        "[" * 100_000 + '"articleBody"',
        '"articleBody"',
    ],
)
def test_what_is_no_json_tells_nothing(linked):
    assert told(linked) == ()


def test_a_line_break_in_a_string_is_forgiven():
    assert told('{"@type": "Article", "articleBody": "' + BODY + '"}') == PARAGRAPHS
