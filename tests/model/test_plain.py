"""What is left of Markdown."""

import pytest

from atlas.model.plain import legible, plain


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("# A title\n\nSome *words* and **more**, `code` too.", "A title Some words and more, code too."),
        ('[link](https://a.example/b_(c) "d") here', "link here"),
        ("[link](<a b.html>) here", "link here"),
        ("![a picture](https://a.example/p.png)", "a picture"),
        ("> quoted\n>\n> > twice", "quoted twice"),
        ("- one\n- two\n  - three\n1. four", "one two three 1. four"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "a b 1 2"),
        ("```py\nx = 1\n```", "x = 1"),
        ("A note[^1].\n\n[^1]: Told here.", "A note. Told here."),
        (r"2\*3 \[x\] snake_case _so_", "2*3 [x] snake_case so"),
        ("a\n\n***\n\nb", "a b"),
        ("1 < 2 | 3", "1 < 2 3"),
        ("a - b: c\n: d\n  - e\nf\n", "a - b: c : d e f"),
        ("-- | --\n\n#no #tag\n+ a+b", "#no #tag a+b"),
        ("", ""),
    ],
)
def test_the_words_are_left(markdown, words):
    assert plain(markdown) == words


def test_what_would_steer_or_turn_is_left_out_and_what_joins_letters_stays():
    assert legible("a\x1b[2J\u202eb\x00\ud800") == "a[2Jb"
    assert legible("می\u200cخواهم 👨\u200d👩") == "می\u200cخواهم 👨\u200d👩"
    assert plain("co\xadoperation\x07") == "cooperation"


@pytest.mark.parametrize(
    "piece", ["](", "[", "](<", '](a "', "[^", "> ", "*_`", "|", " ", "\\", "](a(b", "\n>", "<", "&", "~~", "![](a)"]
)
def test_a_text_that_was_made_to_hurt_is_made_plain_to_its_end(piece):
    assert plain(piece * 20_000 + "\n\nthe end").endswith("the end")
