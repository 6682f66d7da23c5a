"""When to look through the spool."""

import pytest

from atlas.jobs.sweeps import SHARE, Sweeps

EVERY = 5.0


@pytest.fixture
def sweeps(clock):
    made = Sweeps(EVERY, clock.monotonic)
    with made.swept():
        pass
    return made


def test_the_first_sweep_is_due_at_once(clock):
    assert Sweeps(EVERY, clock.monotonic).due(None)


def test_without_a_bell_it_is_due_every_so_often(sweeps, clock):
    assert not sweeps.due(None)
    assert sweeps.next_at(None) == clock.monotonic() + EVERY
    clock.sleep(EVERY)
    assert sweeps.due(None)


def test_the_bell_makes_it_due_once_and_is_told_once(sweeps):
    assert (sweeps.ring(), sweeps.ring()) == (True, False)
    assert sweeps.due(None)
    with sweeps.swept():
        pass
    assert not sweeps.due(None)


def test_what_rings_during_a_sweep_is_looked_for_again(sweeps):
    with sweeps.swept():
        sweeps.ring()
    assert sweeps.due(None)


def test_what_comes_to_rest_is_looked_for_then(sweeps, clock):
    look = clock.monotonic() + 2
    assert (sweeps.due(look), sweeps.next_at(look)) == (False, look)
    clock.sleep(2)
    assert sweeps.due(look)


def test_a_sweep_that_takes_long_leaves_time_for_other_things(sweeps, clock):
    with sweeps.swept():
        clock.sleep(1)
    sweeps.ring()
    assert not sweeps.due(clock.monotonic())
    clock.sleep(SHARE)
    assert sweeps.due(None)
