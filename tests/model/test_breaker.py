"""The fuse of one host."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.breaker import FUSE, LONGEST, NO_VISIT, NOTHING, SICK, Breaker, Fuse, Manner, manner_of
from atlas.model.fault import Fault, Kind
from tests.fakes import NOON

SECOND = timedelta(seconds=1)
LIMIT, SHORTEST = FUSE.threshold, FUSE.cooldown


def after(count, manner=None, kind=Kind.TIMEOUT, now=NOON, **more):
    manner = manner or Manner()
    for _ in range(count):
        manner = manner.told(Fault(kind, "No.", **more), now, FUSE)
    return manner


def test_four_faults_in_a_row_are_bad_luck_and_five_are_a_sick_host():
    assert after(LIMIT - 1).left(NOON) == NOTHING
    assert after(LIMIT).left(NOON) == SHORTEST


@pytest.mark.parametrize("kind", Kind)
def test_only_what_says_something_of_the_host_counts(kind):
    assert bool(after(LIMIT, kind=kind).left(NOON)) == (kind in SICK)


def test_after_its_cooldown_one_visit_decides():
    opened = after(LIMIT)
    later = NOON + SHORTEST
    assert opened.left(later) == NOTHING
    assert after(1, opened, now=later).left(later) == 2 * SHORTEST
    assert opened.told(None, later, FUSE) == Manner()


def test_the_cooldown_doubles_up_to_a_cap():
    manner, now, waits = after(LIMIT - 1), NOON, []
    for _ in range(10):
        manner = after(1, manner, now=now)
        waits.append(manner.left(now))
        now += waits[-1]
    assert waits[:3] == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST]
    assert waits[-1] == waits[-2] == LONGEST


def test_the_settings_say_when_it_opens_and_for_how_long():
    impatient = Fuse(threshold=2, cooldown=timedelta(days=1))
    once = Manner().told(Fault(Kind.TIMEOUT, "No."), NOON, impatient)
    assert once.left(NOON) == NOTHING
    assert once.told(Fault(Kind.TIMEOUT, "No."), NOON, impatient).left(NOON) == LONGEST


@pytest.mark.parametrize("kind", [Kind.ABSENT, Kind.BLOCKED, Kind.LEGAL, None])
def test_any_answer_of_the_host_itself_closes_the_breaker(kind):
    fault = Fault(kind, "x") if kind else None
    assert after(LIMIT).told(fault, NOON, FUSE).left(NOON) == NOTHING


@pytest.mark.parametrize("kind", NO_VISIT)
def test_what_was_no_visit_changes_nothing(kind):
    assert after(LIMIT).told(Fault(kind, "x"), NOON, FUSE) == after(LIMIT)


def test_a_host_rests_as_long_as_it_asked_for():
    manner = after(1, kind=Kind.THROTTLED, rest=timedelta(hours=3))
    assert manner.left(NOON) == timedelta(hours=3)
    assert manner.left(NOON + timedelta(hours=3)) == NOTHING


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-365)])
def test_a_clock_that_jumps_a_year_leaves_no_host_alone_for_it(jump):
    assert after(LIMIT, kind=Kind.THROTTLED, rest=timedelta(hours=24)).left(NOON + jump) == NOTHING


@given(st.integers(0, 12), st.sampled_from(["", "firefox-windows"]), st.one_of(st.none(), st.integers(11, 86_400)))
def test_a_manner_reads_back_as_it_was_written(count, agent, rest):
    manner = Manner(agent=agent)
    for _ in range(count):
        manner = manner.told(Fault(Kind.THROTTLED, "x", rest=SECOND * rest if rest else None), NOON, FUSE)
    assert manner_of(manner.dumps()) == manner


def test_an_untouched_breaker_is_written_as_nothing():
    assert Manner().dumps() == {}
    assert manner_of({}).breaker == Breaker()
