"""The daily letter."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from atlas.model.digest import digest, first_day, is_due
from tests.fakes import NOON
from tests.model.test_health import WELL

EIGHT, TODAY = time(8), NOON.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "last", "due"),
    [(None, YESTERDAY, False), (EIGHT, YESTERDAY, True), (EIGHT, TODAY, False), (time(13), YESTERDAY, False)],
)
def test_it_is_due_once_a_day_from_its_hour_on(at, last, due):
    assert is_due(at, last, NOON) is due


def test_none_is_sent_for_a_day_that_is_half_over():
    assert first_day(EIGHT, NOON) == TODAY
    assert first_day(time(20), NOON) == YESTERDAY


def test_it_tells_what_came_of_the_day_and_what_is_not_in_order():
    assert digest(WELL).body.splitlines()[0] == "In the last day 29 of 30 tries brought a page."
    assert digest(WELL).body.endswith("All is in order.")
    assert "- warn backup: no backup yet" in digest(replace(WELL, backup_at=None)).body
