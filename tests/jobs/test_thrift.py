"""How often free memory is given back."""

import pytest

from atlas.jobs.thrift import EVERY, Thrift
from tests.fakes import FakeClock


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def given():
    return []


@pytest.fixture
def thrift(clock, given):
    return Thrift(lambda: given.append(clock.monotonic()), clock.monotonic)


def test_at_the_start_there_is_nothing_to_give_back(thrift, given):
    assert list(thrift.tend()) == []
    assert given == []


def test_it_gives_back_every_half_minute_at_most(thrift, clock, given):
    began = clock.monotonic()
    for _ in range(int(4 * EVERY)):
        clock.sleep(1)
        assert list(thrift.tend()) == []
    assert given == [began + EVERY * one for one in (1, 2, 3, 4)]


def test_after_a_long_turn_it_gives_back_once(thrift, clock, given):
    clock.sleep(10 * EVERY)
    list(thrift.tend())
    list(thrift.tend())
    assert len(given) == 1
