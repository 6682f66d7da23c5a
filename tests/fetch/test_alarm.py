from queue import SimpleQueue

import pytest

from atlas.fetch.alarm import Alarm

SOON, LATER, NEVER = 0.01, 0.05, 60


@pytest.fixture
def heard():
    return SimpleQueue()


def test_a_call_is_made_when_its_time_has_come(heard):
    Alarm().after(SOON, lambda: heard.put("one"))
    assert heard.get(timeout=5) == "one"


def test_calls_are_made_in_the_order_of_their_times_and_not_of_their_coming(heard):
    alarm = Alarm()
    alarm.after(NEVER, lambda: heard.put("never"))
    alarm.after(LATER, lambda: heard.put("later"))
    alarm.after(SOON, lambda: heard.put("soon"))
    assert [heard.get(timeout=5), heard.get(timeout=5)] == ["soon", "later"]


def test_a_call_that_was_cancelled_is_not_made(heard):
    alarm = Alarm()
    alarm.after(SOON, lambda: heard.put("cancelled")).cancel()
    alarm.after(LATER, lambda: heard.put("made"))
    assert heard.get(timeout=5) == "made"
    assert heard.empty()


def test_it_goes_on_after_it_had_nothing_to_wait_for(heard):
    alarm = Alarm()
    for word in ("first", "second"):
        alarm.after(SOON, lambda word=word: heard.put(word))
        assert heard.get(timeout=5) == word


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_call_that_breaks_silences_none_after_it(heard):
    alarm = Alarm()

    def broken():
        heard.put("broken")
        raise RuntimeError("nobody foresaw it")

    alarm.after(SOON, broken)
    assert heard.get(timeout=5) == "broken"
    alarm._thread.join(5)
    alarm.after(SOON, lambda: heard.put("next"))
    assert heard.get(timeout=5) == "next"


def test_a_call_may_ask_for_the_next(heard):
    alarm = Alarm()
    alarm.after(SOON, lambda: alarm.after(SOON, lambda: heard.put("next")))
    assert heard.get(timeout=5) == "next"
