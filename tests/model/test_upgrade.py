"""An upgrade's phases, what a cut of each asks for, and when a release is worse than the one before."""

import json

import pytest

from atlas.model.upgrade import Control, Deed, Note, Phase, failing, fallen, note_of

UNITS = Control((("systemctl", "restart", "a"),), (("systemctl", "stop", "a"),))


@pytest.mark.parametrize(
    ("phase", "current", "deed"),
    [
        (Phase.SETTLED, "new", Deed.NOTHING),
        (Phase.SWITCHING, "old", Deed.FORGET),
        (Phase.SWITCHING, "new", Deed.WATCH),
        (Phase.WATCHING, "new", Deed.WATCH),
        (Phase.RETURNING, "new", Deed.RETURN),
        (Phase.RETURNING, "old", Deed.RETURN),
    ],
)
def test_a_cut_is_gone_on_from_where_the_link_leads(phase: Phase, current: str, deed: Deed):
    assert Note(phase, "old", "new").cut(current) is deed


def test_a_note_is_read_back_as_it_was_written():
    note = Note(Phase.WATCHING, "old", "new", "", ("disk",), 6, UNITS)
    assert note_of(json.loads(json.dumps(note.dumps()))) == note


@pytest.mark.parametrize("fields", [{}, {"phase": "flying"}, {**Note().dumps(), "control": {"kill": []}}])
def test_a_note_that_does_not_read_is_a_beginning(fields: dict[str, object]):
    assert note_of(fields) == Note()


def test_health_and_doctor_are_read_alike():
    health = {"format": 1, "status": "fail", "checks": {"disk": {"status": "fail"}, "clock": {"status": "warn"}}}
    doctor = [{"name": "disk", "state": "fail"}, {"name": "python", "state": "ok"}]
    assert failing(json.dumps(health)) == {"disk"}
    assert failing("\n".join(json.dumps(one) for one in doctor)) == {"disk"}


@pytest.mark.parametrize("told", ["", "Traceback", "[]", "{}", '{"checks": {"disk": 3}}'])
def test_what_does_not_read_says_nothing(told: str):
    assert failing(told) is None


def test_what_failed_before_is_not_the_new_ones_doing():
    assert fallen(frozenset({"disk"}), frozenset({"disk"})) == ""
    assert fallen(frozenset({"disk"}), frozenset()) == ""


def test_what_fails_anew_is_named():
    assert fallen(frozenset({"disk"}), frozenset({"disk", "catalog", "bell"})).endswith(": bell, catalog")


def test_a_release_that_says_nothing_is_worse():
    assert fallen(frozenset(), None) == "it does not say how it is"
