"""A few lives of a home, the same ones each time, and a few faults that they find."""

import os

import pytest

from tests.torture import bugs
from tests.torture.lives import live

FOUND = 1


def found(plant):
    """Whether lives find a fault, in a process that ends with it."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == FOUND
    code = 0
    try:
        plant()
        live(10, 30, shrink=False)
    except AssertionError:
        code = FOUND
    finally:
        os._exit(code)


def test_whatever_happens_in_a_life_nothing_is_lost_or_doubled_and_all_is_settled():
    lived = live(12, 30)
    assert lived["lives"] >= 12
    assert min(lived["captures"], lived["cuts"], lived["drops"], lived["edits"]) > 0, lived


@pytest.mark.parametrize(
    "plant", [bugs.the_ticket_comes_after_the_move, bugs.notes_are_not_synced, bugs.moves_are_not_synced]
)
def test_a_planted_fault_is_found(plant):
    assert found(plant)
