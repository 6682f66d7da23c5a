"""What was chosen is kept, all of it, and nothing else."""

import pytest

from atlas.extract.junk import words_of
from tests.extract.marked_up import told
from tests.extract.unmarking import text_of_markdown

NAV = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul></nav>"
FOOT = "<footer><p>All rights reserved by us.</p></footer>"


def test_what_was_not_chosen_is_left_out():
    body = f"{NAV}<h1>Title</h1><p>One thing is this.</p><div>Share on all networks</div><p>Another is that.</p>{FOOT}"
    assert told(body, "One thing is this.", "Another is that.") == "One thing is this.\n\nAnother is that."


def test_a_line_that_the_page_does_not_have_stands_in_its_place():
    body = "<p>One thing is this.</p><p>Another is that.</p>"
    markdown = told(body, "One thing is this.", "Nobody wrote these words.", "Another is that.")
    assert markdown == "One thing is this.\n\nNobody wrote these words.\n\nAnother is that."


LONG = [" ".join(f"{word}{number}" for number in range(20)) for word in ("one", "two", "three", "four")]


def test_what_is_between_two_long_lines_is_found_between_them_though_it_stands_elsewhere_too():
    body = f"<p>One, two.</p><p>{LONG[0]}</p><h2>One, two.</h2><p>{LONG[1]}</p>"
    assert told(body, LONG[0], "One, two.", LONG[1]) == f"{LONG[0]}\n\n## One, two.\n\n{LONG[1]}"


def test_long_lines_in_another_order_than_the_pages_are_all_kept():
    body = "".join(f"<p>{one}</p>" for one in LONG)
    markdown = told(body, *reversed(LONG))
    assert all(markdown.count(one) >= 1 for one in LONG)


def test_a_text_that_is_told_as_one_line_is_found_though_its_caption_is_told_after_it():
    body = f"<p>{LONG[0]}</p><figure><figcaption>{LONG[3]}</figcaption></figure><p>{LONG[1]}</p><p>{LONG[2]}</p>"
    markdown = told(body, " ".join(LONG[:3]), LONG[3])
    assert f"{LONG[0]}\n\n" in markdown
    assert f"{LONG[1]}\n\n{LONG[2]}" in markdown


def test_a_text_that_the_page_does_not_have_at_all_is_kept():
    assert (
        told(NAV, "First of all.", "- one", "- two", "Last of all.") == "First of all.\n\n- one\n- two\n\nLast of all."
    )


def test_words_that_a_block_lacks_are_kept():
    assert told("<p>One thing is this.</p>", "One thing is this. And more.") == "One thing is this.\n\nAnd more."


def test_a_block_of_which_little_was_chosen_is_left_out_and_its_words_are_kept():
    body = f"<p>One thing is this.</p><div>Chosen words {'and others ' * 30}</div>"
    assert told(body, "One thing is this.", "Chosen words") == "One thing is this.\n\nChosen words"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("<p>It is a <b>glued</b><i>word</i> here.</p>", "It is a glued word here."),
        ("<p>It is a glued<br>word here.</p>", "It is a gluedword here."),
        ("<p>It’s “ﬁne” – so\u00adft.</p>", 'It\'s "fine" - soft.'),
        ("<p>Cafe\u0301\u00a0noir is here.</p>", "Café noir is here."),
        ("<p>So it is.<sup>[3]</sup> And so is that.</p>", "So it is. And so is that."),
    ],
)
def test_small_differences_are_none(body, line):
    words = words_of(text_of_markdown(told(body, line)))
    assert "\n\n" not in told(body, line)
    assert "".join(words).replace("3", "") == "".join(words_of(line))


def test_a_long_piece_that_was_not_chosen_is_taken_out_of_its_line():
    body = (
        "<p>It begins here <span>subscribe now to our very good letter</span> and it ends here, after many words.</p>"
    )
    assert told(body, "It begins here and it ends here, after many words.") == (
        "It begins here and it ends here, after many words."
    )


def test_the_article_is_taken_and_not_its_teaser():
    body = (
        "<div class=teaser><p>It was a bright cold day in April</p></div><p>Something else entirely stands here.</p>"
        "<p>It was a bright cold day in April, and the clocks were striking <b>thirteen</b>.</p><p>So they were.</p>"
    )
    chosen = ("It was a bright cold day in April, and the clocks were striking thirteen.", "So they were.")
    assert told(body, *chosen) == (
        "It was a bright cold day in April, and the clocks were striking **thirteen**.\n\nSo they were."
    )


def test_lines_that_say_the_same_again_are_kept():
    body = "<p>This is how it begins.</p><p>Row, row.</p><p>Row, row.</p><p>Row, row.</p><p>This is how it ends.</p>"
    chosen = ("This is how it begins.", "Row, row.", "This is how it ends.")
    assert told(body, *chosen).count("Row, row.") == 3


def test_a_text_in_another_order_than_the_page_is_whole_and_formatted():
    body = "<p>First <i>of</i> the page this is.</p><p>Then comes the second one.</p><p>And at last the third.</p>"
    chosen = ("Then comes the second one.", "And at last the third.", "First of the page this is.")
    assert told(body, *chosen) == (
        "Then comes the second one.\n\nAnd at last the third.\n\nFirst *of* the page this is."
    )


def test_a_short_heading_is_found_next_to_its_text():
    body = f"{NAV}<ul><li>News</li></ul><h2>News</h2><p>It is a text of some length here.</p>"
    assert told(body, "News", "It is a text of some length here.") == "## News\n\nIt is a text of some length here."


def test_the_line_that_extractors_draw_under_a_head_is_none():
    body = "<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ada</td><td>36</td></tr></table>"
    assert told(body, "| Name | Age |", "|---|---|", "| Ada | 36 |") == "| Name | Age |\n| --- | --- |\n| Ada | 36 |"


def test_links_to_edit_a_part_are_left_out_even_where_they_were_chosen():
    body = "<h2>The part<span class='mw-editsection'>[edit]</span></h2><p>It is a text of some length here.</p>"
    assert told(body, "The part[edit]", "It is a text of some length here.").startswith("## The part\n\n")


def test_no_text_is_no_markdown():
    assert told("<p></p>") == ""


def test_an_empty_choice_keeps_nothing():
    assert told("<p>Some text.</p>", "  ") == ""


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 1_000 + "some deep text",
        "<b><i>" * 900 + "some deep text",
        "<ul><li>" * 900 + "some deep text",
        "<table><tr><td>" * 600 + "some deep text",
        "<pre>" + "<span>" * 1_000 + "some deep text",
    ],
    ids=["boxes", "emphasis", "lists", "tables", "code"],
)
def test_no_depth_of_nesting_stops_it(body):
    assert "some deep text" in told(body)
