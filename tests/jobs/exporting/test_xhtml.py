"""An article's Markdown becomes XHTML that is well-formed and asks for nothing, whatever is in it."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.jobs.exporting.xhtml import is_link, xhtml_of

PIECES = st.sampled_from([
    *("[", "](", ")", "![", "<script>", "<b>", "</b>", "&amp;", "&#0;", "&#xFFFF;", "&nbsp;", "`", "```\n", "*", "**"),
    *("| a | b |\n|---|:-:|\n", "# ", "- ", "1. ", "> ", "\n", "\n\n", "https://a.example/", "javascript:x", "<!--"),
    *("]]>", "\x00", "\x0b", "\ufffe", "\u202e", "é", "漢", "[^1]: ", "[a]: https://b.example\n", '"', "'", "\\", "~~"),
])  # fmt: skip


def parsed(markdown):
    return ElementTree.fromstring(f"<body>{xhtml_of(markdown)}</body>")


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_whatever_is_in_a_text_it_is_well_formed(markdown):
    for one in parsed(markdown).iter():
        assert set(one.attrib) <= {"href", "start"}
        assert is_link(one.get("href", "https://a.example/"))
        assert one.tag not in {"img", "script", "b"}


def test_html_in_a_text_is_text():
    assert "".join(parsed("a <script>alert(1)</script>").itertext()).strip() == "a <script>alert(1)</script>"


def test_a_picture_is_told_by_its_words():
    assert xhtml_of("![a fan](https://a.example/fan.png)") == "<p>[a fan]</p>\n"
    assert xhtml_of("[![a fan](https://a.example/fan.png)](https://a.example/)") == (
        '<p><a href="https://a.example/">[a fan]</a></p>\n'
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "#top", "other.html", "https://", "//x"])
def test_what_does_not_lead_to_the_web_is_text(url):
    told = parsed(f"[here]({url})")
    assert list(told.iter("a")) == []
    assert "here" in "".join(told.itertext())


def test_links_lead_where_they_led_in_any_script():
    (link,) = parsed("[hier](<https://bücher.example/é?q=ü&a=1> 'said')").iter("a")
    assert link.attrib == {"href": "https://xn--bcher-kva.example/%C3%A9?q=%C3%BC&a=1"}


def test_the_only_first_heading_is_the_chapters():
    assert xhtml_of("# One\n\n### Three") == "<h2>One</h2>\n<h3>Three</h3>\n"


def test_tables_code_and_lists_keep_their_form():
    markdown = "| a | b |\n|---|--:|\n| 1 | 2 |\n\n```python\na < b\n```\n\n3. x\n\n~~gone~~"
    tags = [one.tag for one in parsed(markdown).iter()]
    assert {"table", "th", "td", "pre", "code", "ol", "li", "s"} <= set(tags)
    assert "class=" not in xhtml_of(markdown)


def test_a_footnote_is_text():
    assert "[^1]: See there." in "".join(parsed("Word[^1].\n\n[^1]: See there.").itertext())


def test_links_may_bear_more_than_their_address():
    assert xhtml_of("[x](https://a.example/)", {"rel": "nofollow"}) == (
        '<p><a href="https://a.example/" rel="nofollow">x</a></p>\n'
    )


def test_pictures_may_lead_to_where_they_are():
    told = xhtml_of("![a sink](https://a.example/p.png)", picture={"class": "picture"})
    assert told == '<p><a href="https://a.example/p.png" class="picture">[a sink]</a></p>\n'


@pytest.mark.parametrize("markdown", ["![x](ftp://a.example/p.png)", "![x](data:image/png;base64,AA)", "![x](p.png)"])
def test_a_picture_that_is_nowhere_on_the_web_is_its_words(markdown):
    assert xhtml_of(markdown, picture={"class": "picture"}) == "<p>[x]</p>\n"


def test_a_picture_within_a_link_leads_where_the_link_does():
    told = xhtml_of("[![x](https://a.example/p.png)](https://b.example/)", picture={"class": "picture"})
    assert told == '<p><a href="https://b.example/">[x]</a></p>\n'


@given(st.lists(PIECES, max_size=40).map("".join))
def test_with_links_and_pictures_it_is_well_formed_too(markdown):
    made = ElementTree.fromstring(f"<body>{xhtml_of(markdown, {'rel': 'x'}, {'class': 'y'})}</body>")
    assert not made.findall(".//a//a")
    assert not made.findall(".//img")
