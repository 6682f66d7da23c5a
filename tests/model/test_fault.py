"""The table of faults."""

from datetime import timedelta

import pytest

from atlas.model.fault import Kind


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_found_by_its_word_on_disk(kind):
    assert Kind.named(kind.on_disk) is kind


def test_no_two_kinds_have_the_same_word():
    assert len({kind.on_disk for kind in Kind}) == len(Kind)


def test_an_unknown_word_is_a_defect():
    assert Kind.named("gremlins") is Kind.DEFECT


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_advice_that_is_a_sentence(kind):
    assert kind.advice.endswith(".")
    assert len(kind.advice) > 15


def test_what_never_waits_has_no_patience_to_speak_of():
    for kind in Kind:
        if not kind.waits:
            assert (kind.times, kind.lasting, kind.first) == (None, None, None)


@pytest.mark.parametrize("kind", [Kind.OFFLINE, Kind.UNREACHABLE, Kind.NO_SUCH_HOST, Kind.RESTING, Kind.NO_ROOM])
def test_what_says_nothing_about_the_page_uses_up_no_attempt(kind):
    assert kind.waits
    assert not kind.counts


@pytest.mark.parametrize(
    "kind", [Kind.LOGIN, Kind.LEGAL, Kind.REFUSED, Kind.LOOP, Kind.TOO_LARGE, Kind.WALL, Kind.HOLLOW]
)
def test_what_waiting_cannot_mend_does_not_wait(kind):
    assert not kind.waits
    assert kind.counts


def test_patience_is_bounded_where_the_table_says_so():
    assert (Kind.BROKEN_OFF.times, Kind.ABSENT.times, Kind.DEFECT.times) == (5, 2, 3)
    assert Kind.NO_SUCH_HOST.lasting == Kind.INSECURE.lasting == timedelta(days=2)
    assert Kind.ABSENT.first == timedelta(hours=1)
