"""Blocks: headings, lists, quotes and what stands in them."""

import pytest

from tests.extract.marked_up import rendered, told


@pytest.mark.parametrize("level", range(1, 7))
def test_a_heading_has_the_level_it_has_in_the_page(level):
    assert told(f"<h{level}>So</h{level}><p>It is.</p>") == f"{'#' * level} So\n\nIt is."


def test_a_heading_is_one_line_and_not_bold():
    assert told("<h2><strong>One<br>two</strong> <em>three</em></h2>") == "## One two *three*"


def test_a_number_sign_at_the_end_of_a_heading_stays():
    assert rendered(told("<h2>What is #</h2>")).findtext(".//h2") == "What is #"


def test_a_link_to_the_heading_itself_is_left_out():
    assert told("<h2>So<a class='headerlink' href='#so'>¶</a></h2>") == "## So"


def test_lists_nest():
    body = "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>"
    assert told(body) == "- a\n  - b\n    1. c\n- d"


def test_an_ordered_list_begins_where_it_does_in_the_page():
    assert told("<ol start=9><li>a</li><li>b</li></ol>") == "9. a\n10. b"


def test_an_entry_can_have_several_paragraphs():
    assert told("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>") == "1. a\n\n   b\n\n2. c"


def test_an_entry_can_hold_code_and_quotes():
    body = "<ul><li>a<pre>x\n\n  y</pre><blockquote>q</blockquote></li></ul>"
    assert told(body) == "- a\n\n  ```\n  x\n\n    y\n  ```\n\n  > q"


def test_lists_side_by_side_stay_two():
    markdown = told("<ul><li>a</li></ul><ul><li>b</li></ul>")
    assert len(rendered(markdown).findall(".//ul")) == 2


def test_a_list_that_stands_in_a_list_without_an_entry_belongs_to_the_entry_before():
    assert told("<ul><li>a</li><ul><li>b</li></ul></ul>") == "- a\n  - b"


def test_boxes_to_tick_are_kept():
    body = "<ul><li><input type=checkbox checked> done</li><li><input type=checkbox> open</li></ul>"
    assert told(body) == "- [x] done\n- [ ] open"


def test_quotes_nest():
    body = "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"
    assert told(body) == "> a\n>\n> > b"


def test_a_rule_between_paragraphs_is_one():
    assert told("<p>a</p><hr><p>b</p>") == "a\n\n---\n\nb"


def test_a_rule_at_an_end_is_none():
    assert told("<hr><p>a</p><hr>") == "a"


def test_terms_are_entries_with_their_meanings():
    assert told("<dl><dt>one</dt><dd>first</dd><dt>two</dt><dd>second</dd></dl>") == (
        "- **one**\n\n  first\n\n- **two**\n\n  second"
    )


def test_details_are_opened():
    assert told("<details><summary>More</summary><p>It is.</p></details>") == "**More**\n\nIt is."


def test_what_is_nested_deeper_than_anybody_reads_is_flat_and_whole():
    markdown = told("<blockquote>" * 60 + "<p>deep</p>")
    assert markdown == "> " * 20 + "deep"


def test_three_stars_between_paragraphs_stay():
    assert told("<p>one thing</p><p>* * *</p><p>another thing</p>") == "one thing\n\n\\* * *\n\nanother thing"
