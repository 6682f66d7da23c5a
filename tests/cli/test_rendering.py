"""Articles on a terminal."""

import unicodedata

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.cli.rendering import rendered
from atlas.cli.wrapping import Run, Style, cells, wrapped

CHINESE = "树莓派需要散热，否则会降频。中文没有空格。"


def lines(markdown, width=40):
    return [click.unstyle(line).rstrip() for line in rendered(markdown, width)]


@pytest.mark.parametrize(
    ("markdown", "laid_out"),
    [
        ("# A *title*\n\nText.", ["A title", "", "Text."]),
        ("one\ntwo  \nthree", ["one two", "three"]),
        ("> a\n> - b\n> - c", ["│ a", "│", "│ • b", "│ • c"]),
        ("3. a\n\n   b\n4. c", ["3. a", "", "   b", "", "4. c"]),
        ("- a\n  - b\n-\n- c", ["• a", "  • b", "•", "• c"]),
        ("```py\nx = 1\n\n\ty\n```", ["    x = 1", "", "        y"]),
        ("| a | b |\n|---|---|\n| 树莓 | c |", ["a    │ b", "树莓 │ c"]),
        ("[a](https://a.example/) [b](https://a.example/)", ["a[1] b[1]", "", "[1] https://a.example/"]),
        ("![cat](https://a.example/c.png)", ["[image: cat][1]", "", "[1] https://a.example/c.png"]),
        ("[a](#part)", ["a"]),
        ("A note[^1].\n\n[^1]: Smith", ["A note[^1].", "", "[^1]: Smith"]),
        ("a <b>c</b>", ["a <b>c</b>"]),
        ("2\\*3 &amp; `a  b`", ["2*3 & a b"]),
        ("a\n\n---\n\nb", ["a", "", "─" * 40, "", "b"]),
        ("", []),
    ],
)
def test_markdown_is_laid_out(markdown, laid_out):
    assert lines(markdown) == laid_out


def test_a_table_too_wide_is_told_row_by_row():
    assert lines(f"| {'word ' * 6}| b |\n|---|---|\n| c | d |", 20) == ["word word word word", "word word │ b", "c │ d"]


def test_paragraphs_are_wrapped_at_blanks_and_chinese_nearly_anywhere():
    assert lines("aaa bbb ccc", 8)[0] == "aaa bbb ccc"
    assert lines("aaaa bbbb cccc dddd eeee", 20) == ["aaaa bbbb cccc dddd", "eeee"]
    assert lines(CHINESE, 20) == ["树莓派需要散热，否则", "会降频。中文没有空", "格。"]


def test_a_word_wider_than_the_line_stays_whole():
    assert lines("https://a.example/a-rather-long-address x", 20) == ["https://a.example/a-rather-long-address", "x"]


def test_emphasis_and_links_are_styled():
    styled = "\n".join(rendered("*a* **b** `c` ~~d~~ [e](https://f.example/)", 40))
    for code in ("\x1b[3ma", "\x1b[1mb", "\x1b[36mc", "\x1b[9md", "\x1b[4me", "\x1b[2m[1]"):
        assert code in styled


def test_nothing_in_an_article_steers_the_terminal():
    hurtful = 'a\x1b]52;c;x\x07 \u202eb [\x9bc](https://d.example/\x1b[2J "\x1b") `\x1b[0m` &#27;[2J &#x202e;'
    for line in (*lines(hurtful), *lines(f"```\n{hurtful}\n```"), *lines(f"| {hurtful} |\n|---|\n| {hurtful} |")):
        assert not any(unicodedata.category(one) in ("Cc", "Cf") for one in line), line


@given(st.text(max_size=80), st.integers(1, 60))
def test_any_text_can_be_shown(markdown, width):
    for line in rendered(markdown, width):
        assert not {"\n", "\r", "\x07", "\x9b", "\u202e"} & set(line)
        click.unstyle(line).encode()


@pytest.mark.parametrize("piece", ["> ", "- ", "[", "*a ", "![", "|a"])
def test_a_text_that_was_made_to_hurt_is_laid_out_to_its_end(piece):
    assert "the end" in "".join(rendered(piece * 3000 + "\n\nthe end", 80))


@given(st.lists(st.text(alphabet="ab 树，\u0301ー", max_size=12), max_size=5), st.integers(4, 20))
def test_no_line_is_wider_than_asked_unless_one_word_is(texts, width):
    told = list(wrapped([Run(one, Style(bold=bool(number % 2))) for number, one in enumerate(texts)], width))
    for line in map(click.unstyle, told):
        assert cells(line) <= width or " " not in line.strip()
    assert "".join(map(click.unstyle, told)).replace(" ", "") == "".join(texts).replace(" ", "")
