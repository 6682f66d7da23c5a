"""When to try again, and when to stop."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.backoff import SOON, Backoff, Patience
from atlas.model.fault import Fault, Kind
from tests.fakes import NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BACKOFF = Backoff((MINUTE, 4 * MINUTE, HOUR), 5 * DAY, 15 * MINUTE)


class Longest(Random):
    """Chance that always says almost one."""

    def random(self):
        return 1.0


class Shortest(Random):
    """Chance that always says nought."""

    def random(self):
        return 0.0


def wait(kind, attempts=1, age=timedelta(0), answered=False, chance=None, **fault):
    """Returns the wait after a fault, or None."""
    chance = chance or Longest()
    patience = Patience(BACKOFF, NOON - age, NOON, attempts - kind.counts, answered)
    told = Fault(kind, "x", **fault)
    moment = patience.again(told, chance)
    assert patience.over(told) == (moment is None)
    return None if moment is None else moment - NOON


@pytest.mark.parametrize(("attempts", "longest"), [(1, MINUTE), (2, 4 * MINUTE), (3, HOUR)])
def test_each_attempt_that_counts_waits_up_to_its_place_in_the_schedule(attempts, longest):
    assert wait(Kind.TIMEOUT, attempts) == longest
    assert wait(Kind.TIMEOUT, attempts, chance=Shortest()) == SOON


def test_after_the_schedule_a_page_that_never_answered_is_given_up():
    assert wait(Kind.TIMEOUT, 4) is None


def test_after_the_schedule_a_page_that_once_answered_is_tried_weekly_for_four_weeks():
    assert wait(Kind.OVERLOADED, 4, answered=True) == 7 * DAY
    assert wait(Kind.OVERLOADED, 7, 21 * DAY, answered=True) == 7 * DAY
    assert wait(Kind.OVERLOADED, 7, 21 * DAY + SOON, answered=True) is None


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.waits])
def test_what_waiting_cannot_mend_is_not_tried_again(kind):
    assert wait(kind) is None


def test_an_answer_that_says_it_is_final_is_believed():
    assert wait(Kind.ABSENT) == HOUR
    assert wait(Kind.ABSENT, final=True) is None


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.times])
def test_patience_ends_after_so_many_attempts(kind):
    assert wait(kind, min(kind.times - 1, 3)) is not None
    assert wait(kind, kind.times, answered=True) is None


@pytest.mark.parametrize("kind", [Kind.NO_SUCH_HOST, Kind.INSECURE])
def test_patience_ends_after_two_days_where_the_table_says_so(kind):
    assert wait(kind, 1, 2 * DAY - SOON) == max(HOUR, wait(kind))
    assert wait(kind, 1, 2 * DAY) is None


def test_what_does_not_count_waits_the_lull_until_its_lifetime_is_over():
    assert wait(Kind.UNREACHABLE, 99, 5 * DAY - SOON) == 15 * MINUTE
    assert wait(Kind.UNREACHABLE, 0, 5 * DAY) is None


def test_a_kind_with_a_first_wait_waits_at_least_that():
    assert wait(Kind.BLOCKED, chance=Shortest()) == HOUR


def test_a_host_that_asked_for_rest_gets_it():
    assert wait(Kind.THROTTLED, rest=DAY) == DAY
    assert wait(Kind.THROTTLED, 3, rest=SOON) == HOUR


@given(
    st.sampled_from(Kind), st.integers(0, 99), st.timedeltas(timedelta(0), 60 * DAY), st.booleans(), st.integers(0, 9)
)
def test_patience_always_ends_and_the_next_moment_always_lies_ahead(kind, attempts, age, answered, seed):
    longest = wait(kind, attempts, age, answered, Random(seed))
    assert longest is None or SOON <= longest <= 7 * DAY
    assert wait(kind, max(attempts, 4), age + 28 * DAY, answered) is None


@given(st.integers(0, 9999))
def test_waits_are_spread_evenly_up_to_the_longest(seed):
    assert SOON <= wait(Kind.TIMEOUT, 3, chance=Random(seed)) <= HOUR


def test_full_jitter_uses_the_whole_room():
    chance = Random(7)
    waits = [wait(Kind.TIMEOUT, 3, chance=chance) for _ in range(400)]
    assert min(waits) < HOUR / 20
    assert max(waits) > HOUR * 19 / 20
    assert abs(sum(waits, timedelta(0)) / 400 - HOUR / 2) < HOUR / 10
