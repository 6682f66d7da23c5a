"""A short load: how its figures are made, and what a home of little looks like afterwards."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.load.burst import DEAD_HOSTS, FATES, contents
from tests.load.flatness import MOST, Sample, slope_of
from tests.load.hour import Moved

ROOT = Path(__file__).parents[2]


def samples(*memories):
    return [Sample(1000 * number, memory + 9, 99 - number, memory, number) for number, memory in enumerate(memories)]


def test_what_grows_with_each_thousand_is_told():
    slope = slope_of(samples(*(20 + 0.5 * number for number in range(20))))
    assert slope.per_thousand == pytest.approx(0.5)
    assert not slope.is_flat


def test_what_goes_up_and_down_is_flat():
    slope = slope_of(samples(*(30 + number % 2 for number in range(41))))
    assert abs(slope.per_thousand) < MOST
    assert slope.is_flat


def test_what_is_made_once_is_not_growth():
    assert slope_of(samples(5, 12, *[30] * 18)).per_thousand == pytest.approx(0)


def test_what_shrinks_is_flat():
    assert slope_of(samples(*range(40, 20, -1))).is_flat


def test_too_few_looks_say_nothing():
    with pytest.raises(ValueError, match="too few"):
        slope_of(samples(20, 20))
    with pytest.raises(ValueError, match="too few"):
        slope_of([])


def test_drops_are_of_every_fate():
    some = [contents(number, 80, 81) for number in range(FATES * DEAD_HOSTS)]
    assert len({one for one in some if ":81/" in one}) == DEAD_HOSTS
    assert sum("http" not in one for one in some) == DEAD_HOSTS
    assert sum(":80/" in one for one in some) == len(some) - 2 * DEAD_HOSTS


def test_a_burst_loses_nothing():
    words = [sys.executable, "-m", "tests.load", "--drops", "400", "--look", "0.2"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert "0 violations" in done.stdout, done.stdout + done.stderr
    # Four hundred are too few to say of memory anything but that it was looked at.
    assert re.search(r"[+-]\d\.\d+ MB for a thousand", done.stdout)
    counted = {name: int(count) for name, count in re.findall(r"'(\w+)': (\d+)", done.stdout)}
    assert (counted["in_inbox"], counted["processed"], counted["deferred"] + counted["dead"]) == (0, 396, 4)


def test_a_clock_that_is_moved_on_goes_on_by_itself_in_nothing():
    clock = Moved()
    wall, ticks = clock.now(), clock.monotonic()
    clock.sleep(90)
    assert (clock.now() - wall, clock.monotonic() - ticks) == (timedelta(seconds=90), 90)
    assert clock.elapsed() == clock.monotonic()
    assert not clock.doubtful()


def test_minutes_by_a_clock_that_is_moved_on_lose_nothing():
    words = [sys.executable, "-m", "tests.load", "--hour", "--span", "3", "--pace", "20"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert "0 violations" in done.stdout, done.stdout + done.stderr
    counted = {name: int(count) for name, count in re.findall(r"'(\w+)': (\d+)", done.stdout)}
    assert (counted["drops"], counted["in_inbox"], counted["processed"]) == (60, 0, 60)
