"""The marks of Markdown come off again."""

import pytest

from tests.extract.unmarking import text_of_markdown


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# So *it* is", "So it is"),
        ("- [x] done\n  1. **two**", "done\ntwo"),
        ("> > quoted", "quoted"),
        ("a  \nb\n\n---\n\nc", "a\nb\nc"),
        ("| a | b\\|c |\n| --- | --- |\n| `x` |  |", "a b|c\nx"),
        ("```py\n# no heading\n  *x*\n```", "# no heading\n  *x*"),
        ("- a\n\n  ```\n  x\n    y\n  ```", "a\nx\n  y"),
        ("[a *b* \\[c\\]](https://x.example/%28) and <https://y.example>", "a b [c] and https://y.example"),
        ("![a pier](https://x.example/a.jpg)", "a pier"),
        ("so.[^1]\n\n[^1]: because", "so.[1]\n[1] because"),
        ("``a `b` c`` ~~d~~ ==e==", "a `b` c d e"),
        ("$x^2$ costs $5 and $6", "x^2 costs $5 and $6"),
        ("2 * 3, snake_case, \\*, \\# and [1]", "2 * 3, snake_case, *, # and [1]"),
        ("", ""),
    ],
)
def test_the_text_is_what_a_reader_sees(markdown, text):
    assert text_of_markdown(markdown) == text
