"""How words are spelt in the index."""

import pytest

from atlas.catalog.spelling import LONGEST, PART, deflated, inflated, parted, pieces, spelt


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("cafe\u0301", "café"),
        ("ｗｉｆｉ２", "wifi2"),
        ("ﾗｽﾞﾍﾞﾘｰ", "ラズベリー"),
        ("ﬁgure ﬂow", "figure flow"),
        ("كَتَبَ ـــ", "كتب "),
        ("שָׁלוֹם", "שלום"),
        ("한", "한"),
        ("x² ½ … “q” ，", "x² ½ … “q” ，"),
        ("plain", "plain"),
    ],
)
def test_letters_take_their_usual_form(text, written):
    assert spelt(text) == written


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Pi 树莓派.", ["Pi ", "树", "莓", "派", "."]),
        ("iPhone15を", ["iPhone15", "を"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("한국 a", ["한", "국", " a"]),
        ("हिन्दी", ["हिन्दी"]),
        ("𠀋あ゙", ["𠀋", "あ゙"]),
        ("plain words", ["plain words"]),
    ],
)
def test_scripts_without_blanks_are_parted_into_their_characters(text, parts):
    assert [one for one in parted(text).split(PART) if one] == parts


def test_what_was_kept_comes_back_parted():
    assert inflated(deflated("热 x")) == parted("热 x")


def test_of_a_book_the_beginning_is_indexed():
    assert len(spelt("é" * LONGEST * 2)) == LONGEST


def test_marks_become_pieces():
    assert pieces("a \x02b\x03 \x1f\x02热\x1f\x03\x1f\x02派\x03") == (
        ("a ", False),
        ("b", True),
        (" ", False),
        ("热派", True),
    )
    assert pieces("") == ()
