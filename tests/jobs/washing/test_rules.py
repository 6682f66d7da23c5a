"""What of a stranger's page is left: the browser's own word on it is in the tests of the door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.jobs.washing.rules import framed, washed
from tests.doors.web.hostile import ROWS

LEADS = (
    "<script",
    "<iframe",
    "<object",
    "<embed",
    '<link rel="s',
    "http-equiv",
    "<base",
    "<form",
    "<svg",
    "<math",
    "<input",
)

PIECES = (
    *("<style>", "</style>", "<svg>", "<math>", "<mtext>", "<p>", "<!--", "-->", "<noscript>", "<table>", "<select>"),
    *("<title>", "</title>", "<xmp>", "<a href=//x>", "<meta http-equiv=refresh content=0>", "x"),
)


def body(text: str) -> str:
    return washed(text, "").partition("<body>\n")[2].rpartition("\n</body>")[0]


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("<h1>A</h1><p>b <em>c</em>", "<h1>A</h1><p>b <em>c</em></p>"),
        ("<p onclick=x()>a", "<p>a</p>"),
        ("<style>p{color:red}</style>x", "<style>p{color:red}</style>x"),
        ("<p style='color:red' class=a id=b>x", '<p style="color:red" class="a" id="b">x</p>'),
        ("<a href='#b'>a</a>", '<a href="#b">a</a>'),
        ("<a href='http://x/'>a</a><a href='/x'>b</a><a href='javascript:x'>c</a>", "<a>a</a><a>b</a><a>c</a>"),
        ("<img src='http://x/' alt=A>", '<img alt="A">'),
        ("<img src='data:image/png;base64,AA=='>", '<img src="data:image/png;base64,AA==">'),
        ("<img src='data:text/html,x' srcset='http://x/ 1x'>", "<img>"),
        ("<noscript><p>a</noscript><p>b", "<p>b</p>"),
        ("<!-- a --><p>b", "<p>b</p>"),
        ("<table><tr><td colspan=2>a", '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
    ],
)  # fmt: skip
def test_of_a_page_its_words_styles_and_own_pictures_are_left(page, left):
    assert body(page) == left


def test_its_title_is_words():
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in washed("x", "</title><script>")


@pytest.mark.parametrize("row", [one for one in ROWS if isinstance(one.body, str)], ids=lambda one: one.name)
def test_of_a_hostile_page_nothing_is_left_that_could_lead(row):
    left = body(row.body).lower()
    assert not [one for one in LEADS if one in left.partition("</style>")[2] or one in left.partition("<style>")[0]]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_was_washed_is_clean(pieces):
    once = body("".join(pieces))
    assert body(once) == once


def test_a_picture_is_framed_as_nothing_else():
    page = framed(b"<svg><script>", "image/svg+xml")
    assert 'src="data:image/svg+xml;base64,PHN2Zz48c2NyaXB0Pg=="' in page
    assert "<script" not in page
