"""How fast Atlas works with what the machine has left."""

from dataclasses import replace
from datetime import date

import pytest

from atlas.model.vitals import CARD, Limits, Pace, Vitals, Wear, endurance_of, pace_of

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
    wear = Wear(MONDAY, 100).counted(150, MONDAY).counted(170, MONDAY)
    assert (wear.counter, wear.written) == (170, 70)


def test_a_counter_that_began_anew_with_the_machine_counts_from_nothing():
    wear = Wear(MONDAY, 100, 70).counted(30, MONDAY)
    assert (wear.counter, wear.written) == (30, 100)


def test_a_new_day_begins_with_what_grew_and_remembers_the_day_before():
    wear = Wear(MONDAY, 100, 70).counted(110, TUESDAY)
    assert (wear.day, wear.written, wear.before) == (TUESDAY, 10, 70)


def test_a_disk_lasts_as_long_as_the_pace_so_far_leaves_of_its_endurance():
    wear = Wear(MONDAY, 0).counted(100, MONDAY).counted(300, TUESDAY)
    assert (wear.since, wear.total) == (MONDAY, 300)
    assert wear.days_left(1200) == 3.0
    assert wear.days_left(200) == 0.0


def test_how_long_a_disk_lasts_is_not_known_before_a_day_was_counted():
    assert Wear(MONDAY, 0).counted(100, MONDAY).days_left(1200) is None
    assert Wear(MONDAY, 0).counted(0, TUESDAY).days_left(1200) is None


@pytest.mark.parametrize(
    ("device", "told", "endurance"),
    [("mmcblk0", None, CARD), ("nvme0n1", None, 0), ("sda", 5, 5), ("mmcblk0", 5, 5), ("mmcblk0", 0, 0)],
)
def test_a_card_is_taken_to_last_as_cards_do_and_any_other_disk_as_the_settings_say(device, told, endurance):
    assert endurance_of(replace(WELL, device=device), replace(LIMITS, endurance=told)) == endurance
