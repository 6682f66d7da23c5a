"""How the bench scores texts."""

import pytest

from bench.extraction.scoring import Score, interval, mean_score, page_score, plain


def test_precision_and_recall_are_those_of_four_words_in_a_row():
    assert page_score("a b c d e", "a b c d e") == Score(1.0, 1.0)
    assert page_score("a b c d e", "a b c d") == Score(1.0, 0.5)
    assert page_score("a b c d", "a b c d e") == Score(0.5, 1.0)
    assert page_score("a b c d", "") == Score(0.0, 0.0)


def test_what_is_told_twice_is_wrong_once():
    assert page_score("a b c d", "a b c d. a b c d").precision == pytest.approx(0.2)


def test_the_f1_is_that_of_the_averages():
    mean = mean_score([Score(1.0, 0.5), Score(0.5, 1.0)])
    assert (mean.precision, mean.recall, mean.f1) == (0.75, 0.75, 0.75)


def test_the_interval_holds_the_score_and_is_the_same_each_time():
    scores = [Score(one / 40, 1.0) for one in range(20, 41)]
    low, high = interval(scores)
    assert low < mean_score(scores).f1 < high
    assert interval(scores) == (low, high)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("## A *small* **Pi**", "A small Pi"),
        ('see [the site](https://a.example/b_(c) "title") now', "see [the site] now"),
        ("![alt](https://a.example/x.png) text", "  text"),
        ("1. one\n2. two\n> three", "one\ntwo\nthree"),
        ("in**side** a snake\\_case and 2 \\* 3", "inside a snake_case and 2 * 3"),
        ("```python\ncode\n```", "\ncode\n"),
        ("a &amp; b[^1]\n\n[^1]: note", "a & b\n\nnote"),
    ],
)
def test_marks_addresses_and_pictures_are_no_words(markdown, words):
    assert plain(markdown) == words
