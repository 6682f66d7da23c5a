"""So many at once."""

from itertools import count, islice

from atlas.model.grouping import groups


def test_all_come_in_their_order_and_the_last_list_is_shorter():
    assert list(groups("abcde", 2)) == [["a", "b"], ["c", "d"], ["e"]]


def test_of_nothing_there_is_no_list():
    assert list(groups([], 2)) == []


def test_what_has_no_end_is_taken_only_as_far_as_it_is_asked_for():
    assert list(islice(groups(count(), 3), 2)) == [[0, 1, 2], [3, 4, 5]]
