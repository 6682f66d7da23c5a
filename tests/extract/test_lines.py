"""Lines, words, and how alike texts are."""

from atlas.extract.lines import Words, likeness, lines_of, trigrams_of, words_of
from atlas.extract.parsing import tree_of


def lines(markup: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    document = tree_of(markup).document
    assert document is not None
    return lines_of(document, without)


def test_each_block_is_a_line_of_its_own():
    assert lines("<h1>a</h1>b<p>c <b>d</b>e</p><ul><li>f<li>g</ul>h<br>i") == ("a", "b", "c de", "f", "g", "h", "i")


def test_line_breaks_count_where_they_are_shown():
    assert lines("<p>a\nb</p><pre>c\n <i>d\n</i>e</pre>f\ng") == ("a b", "c", "d", "e", "f g")


def test_what_is_not_shown_is_left_out_and_what_follows_it_is_not():
    page = "<head><title>no</title></head>a<script>no</script> b<noscript>no</noscript> c<svg><text>no</text></svg> d"
    assert lines(page) == ("a b c d",)


def test_some_elements_may_be_left_out():
    assert lines("<nav><p>no</p></nav>a<aside>no</aside>b", frozenset({"nav", "aside"})) == ("a", "b")


def test_words_are_alike_in_any_writing():
    assert words_of("The «Pi», 4!") == ("the", "pi", "4")
    assert words_of("東京はTokyo") == ("東", "京", "は", "tokyo")


def test_likeness_is_the_share_of_runs_of_three_words():
    one, other = trigrams_of(["a b c d"]), trigrams_of(["a b c", "e"])
    assert (likeness(one, one), likeness(one, other), likeness(one, trigrams_of(["x y z"]))) == (1.0, 0.5, 0.0)


def test_lines_that_were_looked_at_before_have_the_same_words():
    words, told = Words(), ["a b c d", "A b.", "a b c d"]
    assert trigrams_of(told, words) == trigrams_of(told, words) == trigrams_of(told)
    assert words == {"a b c d": ("a", "b", "c", "d"), "A b.": ("a", "b")}


def test_nothing_agrees_with_nothing_in_nothing():
    assert likeness(trigrams_of([]), trigrams_of([])) == 0.0


def test_a_text_of_a_word_or_two_can_be_compared():
    assert likeness(trigrams_of(["two words"]), trigrams_of(["Two", "words."])) == 1.0


def test_likeness_counts_repetitions_and_has_no_direction():
    one, other = trigrams_of(["a b c"] * 3), trigrams_of(["a b c"])
    assert likeness(one, other) == likeness(other, one) < 0.5
