"""How many errands are in flight."""

import pytest

from atlas.jobs.seats import LONG, STRETCH, Seats


@pytest.fixture
def seats(clock):
    return Seats(2, clock.monotonic)


def test_no_more_than_the_seats_are_sent_at_once(seats):
    seats.take("a")
    assert seats.free
    seats.take("b")
    assert not seats.free
    seats.leave("a")
    assert seats.free


def test_a_visit_that_takes_long_leaves_its_seat_to_another(seats, clock):
    seats.take("a")
    clock.sleep(LONG / 2)
    seats.take("b")
    assert seats.free_at == clock.monotonic() + LONG / 2
    clock.sleep(LONG / 2)
    assert (seats.free, len(seats)) == (True, 2)


def test_very_many_that_take_long_are_bounded_all_the_same(seats, clock):
    for number in range(2 * STRETCH):
        seats.take(number)
        clock.sleep(LONG)
    assert (seats.free, seats.free_at) == (False, float("inf"))


def test_with_a_seat_free_one_may_go_at_once(seats, clock):
    seats.take("a")
    assert seats.free_at == clock.monotonic()
