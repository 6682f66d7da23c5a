"""The small pieces that readers share."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from atlas.extract.broken import Broken
from atlas.extract.chapters import chapter_of, plain_of
from atlas.extract.marking import code, heading, link, table, verbatim
from atlas.extract.pack import Pack
from atlas.extract.stamps import stamp
from atlas.extract.tidying import amount, bounded, one_line, several
from atlas.extract.trees import tree_of
from tests.extract.samples import zipped

WORDS = st.text(st.sampled_from("ab 12.)(#*_-+=~`[]<>!&;|\\:/"), max_size=30)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24T10:20:30", "2026-11-24"),
        ("2026-11-24T10:20:30Z", "2026-11-24T10:20:30Z"),
        ("2026-11-24T10:20:30.5+01:00", "2026-11-24T10:20:30+01:00"),
        ("D:20261124102030+01'00'", "2026-11-24T10:20:30+01:00"),
        ("D:20261124102030Z", "2026-11-24T10:20:30Z"),
        ("D:20261124", "2026-11-24"),
        ("2026:11:24 10:20:30", "2026-11-24"),
        ("2026:11:24 10:20:30-05:00", "2026-11-24T10:20:30-05:00"),
        ("Tue, 24 Nov 2026 10:20:30 GMT", "2026-11-24T10:20:30Z"),
    ],
)
def test_moments_are_told_with_their_zone_or_as_a_day(written, told):
    assert stamp(written) == told


@pytest.mark.parametrize(
    "written", ["", "soon", "2026", "0000:00:00 00:00:00", "2026-13-40", "0001-01-01", "9" * 500, None, 7]
)
def test_what_is_no_day_is_none(written):
    assert stamp(written) == ""


@given(st.text(max_size=60))
def test_no_text_is_a_moment_that_hurts(text):
    assert stamp(text) == "" or stamp(text)[4] == "-"


def test_a_line_is_one_line_without_what_misleads():
    assert one_line("  a\u202e\tb\n\x1b[31mc\ufeff\ud800  d ") == "a b [31mc d"


def test_a_long_line_is_cut_and_shows_it():
    assert one_line("word " * 100, 20) == "word word word…"


def test_what_is_no_string_tells_nothing():
    assert several([None, 7, "a", " a ", ["b"], "c"]) == ("a", "c")


def test_a_text_is_cut_between_lines():
    assert bounded("one two\nthree four\nfive", 20) == "one two\nthree four"


@pytest.mark.parametrize(
    ("size", "told"), [(7, "7 bytes"), (1500, "1.5 kB"), (2_500_000, "2.5 MB"), (10**10, "10.0 GB")]
)
def test_sizes_are_told_as_people_tell_them(size, told):
    assert amount(size) == told


def shown(markdown: str) -> str:
    """Returns the words that a reader of Markdown sees, where it is one paragraph of words alone."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    assert [one.type for one in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"]), markdown
    children = tokens[1].children if tokens else []
    assert {one.type for one in children} <= {"text", "softbreak", "text_special"}, markdown
    return "".join(one.content for one in children)


@given(WORDS)
def test_words_are_shown_as_they_are(words):
    text = " ".join(words.split())
    assert shown(verbatim(text)) == text


@given(WORDS.filter(lambda one: one.strip("# ")))
def test_a_heading_shows_its_words_as_they_are(words):
    text = " ".join(words.split())
    opening, inner, _ = MarkdownIt("commonmark").parse(heading(1, text))
    assert opening.tag == "h2"
    assert "".join(one.content for one in inner.children) == text


@given(st.lists(st.lists(WORDS, min_size=2, max_size=2), min_size=2, max_size=4))
def test_a_table_has_the_cells_it_was_given(rows):
    tokens = MarkdownIt("commonmark").enable("table").parse(table(rows))
    cells = ["".join(part.content for part in one.children) for one in tokens if one.type == "inline"]
    assert cells == [" ".join(cell.split()) for row in rows for cell in row]


@given(st.text(st.sampled_from("a`\n~ "), max_size=30))
def test_nothing_breaks_out_of_a_block_of_code(text):
    (token,) = MarkdownIt("commonmark").parse(code(text))
    assert token.content.rstrip() == text.rstrip()


@given(WORDS, WORDS)
def test_a_link_leads_where_it_says(words, rest):
    url = "https://site.example/" + rest.strip().replace(" ", "")
    (_, inner, _) = MarkdownIt("commonmark").parse(link(words, url))
    assert [one.type for one in inner.children].count("link_open") == 1
    assert inner.children[0].type == "link_open"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", "//site.example"])
def test_what_is_no_address_of_the_web_is_no_link(url):
    assert "](" not in link("words", url)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Look!<a href='https://a.example/'>here</a></p>", "Look\\![here](https://a.example/)"),
        ("<p>&lt;<span>iframe src=//a.example&gt;</span></p>", "\\<iframe src=//a.example>"),
        ("<p>[<span>[secret]]</span> #tag</p>", "\\[\\[secret\\]\\] \\#tag"),
        ("<p>So <code>= this.file.name</code></p>", "So \\= this.file.name"),
        ("<p><span>- </span>no list</p>", "\\- no list"),
    ],
)
def test_the_parts_of_a_chapter_make_no_mark_together(html, markdown):
    assert chapter_of(html) == markdown


def test_a_chapter_keeps_its_blocks():
    html = """<h2>Head</h2><p>One <a href="https://a.example/">link</a>,<br>two <code>x*y</code>.</p>
      <ol><li>a<ul><li>b</ul><li>c</ol><blockquote>said<p>so</blockquote><pre>  kept\n  so</pre>
      <table><tr><th>a<th>b<tr><td>1<td>2</table><script>no</script><hr>"""
    assert chapter_of(html) == (
        "### Head\n\nOne [link](https://a.example/),\\\ntwo `x*y`.\n\n1. a\n\n   - b\n2. c\n\n> said\n>\n> so\n\n"
        "```\n  kept\n  so\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n---"
    )


@pytest.mark.parametrize("piece", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<!--", "<a href=x>"])
def test_a_chapter_nested_without_end_is_read_all_the_same(piece):
    assert "words" in chapter_of("words" + piece * 5000 + "more")


@pytest.mark.parametrize("html", ["", " ", "<!-- x -->", "<?xml version='1.0'?>", "<script>x</script>"])
def test_an_empty_chapter_is_nothing(html):
    assert chapter_of(html) == ""


def test_words_of_markup_are_on_one_line():
    assert plain_of("<p>One &amp; <b>two</b></p>\n<p>three") == "One & two three"


def test_what_a_pack_unpacks_to_is_bounded_in_all():
    pack = Pack(zipped({str(name): bytes(19_000_000) for name in range(6)}))
    assert [len(pack.read(str(name))) for name in range(5)] == [19_000_000] * 5
    with pytest.raises(Broken, match="larger than Atlas unpacks"):
        pack.read("5")


def test_a_member_that_is_not_there_is_told():
    with pytest.raises(Broken, match="no is missing"):
        Pack(zipped({"yes": "x"})).read("no")


def test_a_pack_of_too_many_files_is_refused():
    with pytest.raises(Broken, match="over 20000 files"):
        Pack(zipped(dict.fromkeys(map(str, range(20_001)), ""), zipfile.ZIP_STORED))


def test_xml_of_too_many_bytes_is_refused():
    with pytest.raises(Broken, match="more than Atlas reads"):
        tree_of(b"<a>" + bytes(20_000_000))
