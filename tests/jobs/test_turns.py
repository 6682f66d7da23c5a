"""Whose turn it is at a host."""

import threading

import pytest

from atlas.jobs.turns import MANY, Turns

HOST, OTHER = "a.example", "b.example"


@pytest.fixture
def turns(clock):
    return Turns(lambda host: 2.0, clock.monotonic)


def never():
    return False


def at_once():
    return True


def test_a_host_is_held_by_one_at_a_time(turns):
    with turns.taken(HOST, True, never) as mine, turns.taken(HOST, True, at_once) as also_mine:
        assert (mine, also_mine) == (True, False)


def test_another_host_is_nobodys_concern(turns):
    with turns.taken(HOST, True, never), turns.taken(OTHER, True, at_once) as mine:
        assert mine


def test_the_next_visit_waits_for_the_gap_and_the_same_visit_does_not(turns, clock):
    with turns.taken(HOST, True, never):
        pass
    with turns.taken(HOST, True, at_once) as mine:
        assert not mine
    with turns.taken(HOST, False, at_once) as mine:
        assert mine
    clock.sleep(2)
    with turns.taken(HOST, True, at_once) as mine:
        assert mine


def test_the_gap_begins_where_the_last_connection_ended(turns, clock):
    with turns.taken(HOST, True, never):
        clock.sleep(5)
    assert turns.free_at(HOST) == clock.monotonic() + 2
    assert turns.free_at(OTHER) == 0


def test_a_short_rest_is_a_longer_gap(turns, clock):
    turns.rest(HOST, 7)
    with turns.taken(HOST, False, never):
        pass
    assert turns.free_at(HOST) == clock.monotonic() + 7


def test_who_waits_goes_on_when_the_host_is_left(clock):
    turns, order = Turns(lambda host: 0.0, clock.monotonic), []

    def visit():
        with turns.taken(HOST, True, never):
            order.append("second")

    with turns.taken(HOST, True, never):
        second = threading.Thread(target=visit)
        second.start()
        order.append("first")
    second.join(5)
    assert order == ["first", "second"]


def test_hosts_whose_gap_is_over_are_forgotten(turns, clock):
    for number in range(MANY):
        with turns.taken(f"{number}.example", True, never):
            pass
    clock.sleep(10)
    with turns.taken(HOST, True, never):
        pass
    assert (turns.free_at("1.example"), turns.free_at(HOST)) == (0, clock.monotonic() + 2)


def test_a_visit_that_breaks_leaves_the_host_to_the_next(turns, clock):
    with pytest.raises(OSError, match="no"), turns.taken(HOST, True, never):
        raise OSError("no")
    clock.sleep(2)
    with turns.taken(HOST, True, at_once) as mine:
        assert mine
