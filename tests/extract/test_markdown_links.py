"""Links and pictures: absolute, safe, the best there is."""

import pytest

from atlas.extract.markdown import markdown_of
from tests.extract.marked_up import document_of, rendered, told


@pytest.mark.parametrize(
    ("href", "there"),
    [
        ("/x", "https://good.example/x"),
        ("two?a=1&amp;b=2", "https://good.example/articles/two?a=1&b=2"),
        ("//other.example/y", "https://other.example/y"),
        ("#part", "https://good.example/articles/one#part"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("/a (b)", "https://good.example/a%20%28b%29"),
        ("/a&lt;b&gt;\\", "https://good.example/a%3Cb%3E%5C"),
        ("/straße", "https://good.example/straße"),
    ],
)
def test_a_link_is_absolute_and_safe(href, there):
    assert told(f'<p><a href="{href}">so</a></p>') == f"[so]({there})"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JaVa\tScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "",
        "file:///etc/x",
        "http://[x",
    ],
)
def test_a_link_that_would_run_something_is_text(href):
    assert told(f'<p><a href="{href}">so</a> it is</p>') == "so it is"


def test_the_base_that_a_page_names_counts():
    document = document_of("<html><head><base href='/other/'></head><body><p><a href='x'>so</a></p></body></html>")
    assert markdown_of(document, ["so"], "https://good.example/a/b") == "[so](https://good.example/other/x)\n"


def test_an_address_that_is_its_own_text_is_written_once():
    assert told("<p><a href='https://x.example/'>https://x.example/</a></p>") == "<https://x.example/>"


def test_brackets_in_a_link_stay_text():
    page = rendered(told("<p><a href='/x'>a ] b [c]</a></p>"))
    assert page.find(".//a").text_content() == "a ] b [c]"


def around(picture: str) -> str:
    """Returns the line of Markdown of a picture between two paragraphs, or ""."""
    lines = told(f"<p>Some text before.</p>{picture}<p>Some text after.</p>", "Some text before.", "Some text after.")
    return lines.removeprefix("Some text before.").removesuffix("Some text after.").strip()


@pytest.mark.parametrize(
    "picture",
    [
        "<img src='/a.jpg' alt='so'>",
        "<img src='data:image/gif;base64,x' data-src='/a.jpg' alt='so'>",
        "<img src='/blank.gif' data-lazy-src='/a.jpg' alt='so'>",
        "<img src='/small.jpg' srcset='/small.jpg 300w, /a.jpg 1200w' alt='so'>",
        "<img src='/small.jpg' srcset='/small.jpg 1x, /a.jpg 2x' alt='so'>",
        "<img src='/small.jpg' srcset='/small.jpg 1x,/a.jpg 2x' alt='so'>",
        "<img srcset='/a.jpg, /small.jpg 0.5x' alt='so'>",
        "<picture><source srcset='/a.jpg 2x'><img alt='so'></picture>",
        "<noscript><img src='/a.jpg' alt='so'></noscript>",
        "<a href='/large'><img src='/a.jpg' alt='so'></a>",
    ],
)
def test_a_picture_between_chosen_paragraphs_is_kept_at_its_best(picture):
    assert around(picture) == "![so](https://good.example/a.jpg)"


@pytest.mark.parametrize(
    "picture",
    [
        "<img src='/t.gif' width=1 height=1>",
        "<img src='data:image/png;base64,x'>",
        "<img alt='nothing'>",
        "<aside><p>Read this instead, please.</p><img src='/ad.jpg'></aside>",
    ],
)
def test_a_picture_that_counts_visitors_or_belongs_to_something_else_is_left_out(picture):
    assert around(picture) == ""


def test_a_picture_is_kept_once():
    twice = "<img src='/x.gif' data-src='/a.jpg'><noscript><img src='/a.jpg'></noscript>"
    assert around(twice) == "![](https://good.example/a.jpg)"


def test_a_figure_has_its_caption_and_says_it_once():
    figure = "<figure><img src='/a.jpg' alt='A pier'><figcaption>A pier at noon</figcaption></figure>"
    assert around(figure) == "![](https://good.example/a.jpg)\n\n*A pier at noon*"


def test_a_picture_at_the_edge_of_a_paragraph_stands_by_itself():
    assert told("<p><img src='/a.jpg' alt='so'>Text.</p>") == "![so](https://good.example/a.jpg)\n\nText."


def test_pictures_outside_the_chosen_text_are_left_out():
    body = "<img src='/logo.png'><p>Some text here.</p><img src='/end.png'>"
    assert told(body, "Some text here.") == "Some text here."
