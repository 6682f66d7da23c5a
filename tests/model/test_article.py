from atlas.model.article import DOUBTFUL, Article
from atlas.model.words import words_in


def test_words_are_counted_as_people_count_them():
    assert words_in("It's the Pi 4, isn't it? A well-kept one.") == 9


def test_in_scripts_without_blanks_two_characters_are_a_word():
    assert words_in("東京は大きい Tokyo") == 4


def test_the_time_to_read_is_a_minute_at_least_and_nothing_for_nothing():
    assert (Article("one").minutes, Article("").minutes, Article("word " * 1150).minutes) == (1, 0, 5)


def test_an_article_is_doubtful_where_extractors_disagree():
    assert [Article("x", agreement=one).doubtful for one in (None, DOUBTFUL, DOUBTFUL - 0.1)] == [False, False, True]
