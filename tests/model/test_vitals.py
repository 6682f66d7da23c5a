"""How fast Atlas works with what the machine has left."""

from dataclasses import replace
from datetime import date

import pytest

from atlas.model.vitals import Limits, Pace, Vitals, Wear, pace_of

WELL = Vitals(free_bytes=10**10, free_inodes=10**6, memory=10**9, load=0.1, temperature=50.0)
LIMITS = Limits(free_bytes=10**9, temperature=75.0, memory=10**8)
FULL, SLOW, REST = Pace.FULL, Pace.SLOW, Pace.REST


@pytest.mark.parametrize(
    ("temperature", "memory", "before", "pace"),
    [
        (50.0, 10**9, FULL, FULL),
        (None, 10**9, FULL, FULL),
        (74.9, 10**9, FULL, FULL),
        (75.0, 10**9, FULL, SLOW),
        (81.9, 10**9, FULL, SLOW),
        (82.0, 10**9, FULL, REST),
        (79.1, 10**9, REST, REST),
        (78.9, 10**9, REST, SLOW),
        (72.1, 10**9, SLOW, SLOW),
        (71.9, 10**9, SLOW, FULL),
        (50.0, 2 * 10**8 - 1, FULL, SLOW),
        (50.0, 10**8 - 1, FULL, REST),
        (None, 0, FULL, REST),
    ],
)
def test_heat_and_want_of_memory_slow_down_and_then_pause_and_do_not_flutter(temperature, memory, before, pace):
    vitals = replace(WELL, temperature=temperature, memory=memory)
    assert pace_of(vitals, LIMITS, before) is pace


@pytest.mark.parametrize(
    ("bits", "told"),
    [
        (None, ()),
        (0x0, ()),
        (0x1, ("under-voltage",)),
        (0x50005, ("under-voltage", "throttled")),
        (0x50000, ()),
    ],
)
def test_what_a_pi_says_of_its_power_is_told_of_now_and_not_of_once(bits, told):
    assert replace(WELL, throttled=bits).power == told


MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def test_bytes_of_a_day_are_counted_look_by_look():
    assert Wear(MONDAY, 100).counted(150, MONDAY).counted(170, MONDAY) == Wear(MONDAY, 170, 70)


def test_a_counter_that_began_anew_with_the_machine_counts_from_nothing():
    assert Wear(MONDAY, 100, 70).counted(30, MONDAY) == Wear(MONDAY, 30, 100)


def test_a_new_day_begins_with_what_grew_and_remembers_the_day_before():
    assert Wear(MONDAY, 100, 70).counted(110, TUESDAY) == Wear(TUESDAY, 110, 10, before=70)
