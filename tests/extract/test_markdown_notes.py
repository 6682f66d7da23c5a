"""Footnotes: marks and texts find each other."""

from tests.extract.marked_up import told

BODY = (
    "<p id='p1'>It is so.<sup><a href='#fn1' id='ref1'>1</a></sup> And so.<sup><a href='#fn2' id='ref2'>2</a></sup></p>"
    "<ol><li id='fn1'>First. <a href='#ref1'>↩</a></li>"
    "<li id='fn2'><p>Second.</p><p>More. <a href='#ref2'>↩</a></p></li></ol>"
)


def test_marks_and_notes_are_joined():
    assert told(BODY) == "It is so.[^1] And so.[^2]\n\n[^1]: First.\n\n[^2]: Second.\n\n    More."


def test_a_number_in_a_note_that_leads_back_is_left_out():
    body = (
        "<p>It is so.<a id='m7' class='footnote' href='#n7'>7</a></p>"
        "<p id='n7'><sup><a href='#m7'>7</a></sup> Because it is.</p>"
    )
    assert told(body) == "It is so.[^7]\n\n[^7]: Because it is."


def test_a_mark_whose_note_was_not_chosen_is_text():
    assert told(BODY, "It is so.1 And so.2") == "It is so.¹ And so.²"


def test_a_mark_that_the_chosen_text_lacks_stays():
    assert told(BODY, "It is so. And so.", "First.", "Second.", "More.").startswith("It is so.[^1] And so.[^2]")


def test_a_link_to_a_part_of_the_page_is_no_footnote():
    assert told("<p>See <a href='#part'>2</a> there.</p><div id='part'>So it is.</div>").startswith("See [2](")
