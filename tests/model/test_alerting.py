"""What a person is told of, when, how often, and when it is over."""

from datetime import timedelta

import pytest

from atlas.model.alerting import ADVICE, CHECKED, GATHER, Watchlist, about_of
from atlas.model.check import Check, State
from atlas.model.event import Alerted, Broke, Captured, Deferred, Died, Noticed, Warned
from tests.fakes import NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Day:
    """A watchlist that is told what happens minute by minute, and what it said."""

    def __init__(self):
        self.watchlist = Watchlist(HOUR)
        self.now = NOON
        self.said = []

    def happens(self, about, subject=""):
        self.watchlist = self.watchlist.heard(about, subject, self.now)
        return self._look()

    def ends(self, about):
        self.watchlist = self.watchlist.over(about, self.now)
        return self._look()

    def checked(self, name, state):
        self.watchlist = self.watchlist.checked((Check(name, state, "value"),), self.now)
        return self._look()

    def passes(self, span):
        self.now += span
        return self._look()

    def _look(self):
        self.watchlist, said = self.watchlist.due(self.now)
        self.said += said
        return [one.title for one in said]


FULL, OVER = "The disk is nearly full.", "Over: The disk is nearly full."


def test_what_holds_is_told_at_once_and_once():
    day = Day()
    assert day.happens("disk") == [FULL]
    assert day.happens("disk") == []
    assert day.passes(5 * HOUR) == []


def test_when_it_is_over_one_line_says_so():
    day = Day()
    day.happens("disk")
    assert day.ends("disk") == [OVER]
    assert day.ends("disk") == []
    assert day.passes(5 * HOUR) == []


def test_what_comes_and_goes_is_told_once_in_the_quiet_and_then_with_its_count():
    day = Day()
    day.happens("disk")
    day.ends("disk")
    for _ in range(3):
        day.passes(MINUTE)
        assert day.happens("disk") == []
        assert day.ends("disk") == []
    day.happens("disk")
    assert day.passes(HOUR) == ["The disk is nearly full. (4 times)"]


def test_what_ended_before_it_was_told_is_not_told():
    day = Day()
    day.happens("disk")
    day.ends("disk")
    day.happens("disk")
    day.ends("disk")
    assert day.passes(3 * HOUR) == []


def test_deaths_are_gathered_named_and_counted():
    day = Day()
    for one in range(8):
        assert day.happens("death", f"{one}.url: gone") == []
    assert day.passes(GATHER) == ["A link could not be captured. (8 times)"]
    (told,) = day.said
    assert "- 0.url: gone" in told.body
    assert "- and 3 more" in told.body
    assert "atlas queue --dead" in told.body


def test_deaths_within_the_quiet_wait_for_its_end():
    day = Day()
    day.happens("death", "a")
    day.passes(GATHER)
    day.happens("death", "b")
    assert day.passes(30 * MINUTE) == []
    assert day.passes(30 * MINUTE) == ["A link could not be captured."]


def test_a_death_is_never_over():
    day = Day()
    day.happens("death", "a")
    day.passes(GATHER)
    assert day.ends("death") == []


def test_a_clock_that_was_set_back_keeps_nobody_waiting():
    day = Day()
    day.happens("disk")
    day.ends("disk")
    day.now -= 5 * HOUR
    assert day.happens("disk") == [FULL]


def test_a_failed_check_is_told_once_until_it_passes():
    day = Day()
    assert day.checked("backup", State.FAIL) == ["The backup is old or not whole."]
    assert day.checked("backup", State.FAIL) == []
    assert day.checked("backup", State.WARN) == []
    day.passes(5 * MINUTE)
    assert day.checked("backup", State.PASS) == ["Over: The backup is old or not whole."]


def test_a_check_that_may_be_older_than_a_warning_does_not_end_it():
    day = Day()
    day.happens("disk")
    assert day.checked("disk", State.PASS) == []
    day.passes(5 * MINUTE)
    assert day.checked("disk", State.PASS) == [OVER]


def test_a_check_nobody_is_to_be_woken_for_says_nothing():
    assert Day().checked("failed", State.FAIL) == []


@pytest.mark.parametrize("about", ADVICE)
def test_every_message_says_what_happened_what_atlas_does_and_what_helps(about):
    day = Day()
    day.happens(about, "the subject")
    day.passes(GATHER)
    (told,) = day.said
    assert told.title
    assert "the subject" in told.body
    assert "What Atlas does: " in told.body
    assert "What helps: " in told.body


def test_every_check_that_is_told_of_has_words():
    assert set(CHECKED.values()) <= set(ADVICE)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Alerted("The disk is nearly full.", about="disk"), ("disk", "The disk is nearly full.", False)),
        (Warned("The inbox cannot be watched.", "No space", about="bell"), ("bell", "No space", False)),
        (Noticed("There is room again.", about="disk"), ("disk", "There is room again.", True)),
        (Broke("Something nobody foresaw.", "ValueError"), ("defect", "Something nobody foresaw. ValueError", False)),
        (Warned("The queue could not be read."), None),
        (Captured("https://a.example/", "a.url", "x", 1, 1), None),
        (Deferred("https://a.example/", "a.url", "timeout", "Slow.", None), None),
    ],
)
def test_most_of_what_happens_is_nobodys_alert(event, told):
    assert about_of(event) == told


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://a.example/page", "https://a.example/page"),
        ("https://a.example/page?token=hunter2", "(at a.example)"),
        ("https://router.lan/", "(at router.lan)"),
        ("ftp://x", "(an address Atlas does not dial)"),
    ],
)
def test_a_death_tells_no_address_with_a_secret_in_it(url, told):
    about, subject, _ = about_of(Died(url, "a.url", "gone", "It is gone."))
    assert (about, subject) == ("death", f"a.url: {told} It is gone.")
