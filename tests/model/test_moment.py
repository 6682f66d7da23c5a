"""Moments as text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model import moment


def test_a_moment_is_written_in_utc_to_the_millisecond():
    there = datetime(2026, 11, 23, 13, 51, 10, 250_999, timezone(timedelta(hours=1)))
    assert moment.written(there) == "2026-11-23T12:51:10.250Z"


def test_a_moment_without_a_zone_is_taken_as_utc():
    assert moment.read("2026-11-23T12:51:10") == datetime(2026, 11, 23, 12, 51, 10, tzinfo=UTC)


def test_a_moment_of_another_zone_is_read_in_utc():
    read = moment.read("2026-11-23T13:51:10+01:00")
    assert (read, read.utcoffset()) == (datetime(2026, 11, 23, 12, 51, 10, tzinfo=UTC), timedelta(0))


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00:00Z"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError, match=r"isoformat|month"):
        moment.read(text)


@given(st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_whole_moment_reads_back_as_it_was(at):
    whole = moment.whole(at)
    assert moment.read(moment.written(whole)) == whole
    assert timedelta(0) <= at - whole < timedelta(milliseconds=1)
