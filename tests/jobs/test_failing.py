"""What failed, by why."""

from dataclasses import replace
from pathlib import Path

import pytest

from atlas.jobs.failing import Failed, groups_of, seal_of
from atlas.jobs.verbs import Waiting
from atlas.model.fault import Kind
from tests.fakes import NOON
from tests.house import House, fault

GONE = Waiting(Path("gone.url"), "gone.url", "dead", 1, 1, "404", "absent", 2, NOON, advice="Look for it.")


def named(name, **more):
    return replace(GONE, path=Path(name), drop=name, **more)


def told(drops):
    return [(one.state, one.why, [drop.drop for drop in one.drops]) for one in groups_of(drops)]


def test_what_failed_for_one_reason_is_together():
    drops = [named("a"), named("b", kind="timeout"), named("c", reason="410")]
    assert told(drops) == [("dead", "absent", ["a", "c"]), ("dead", "timeout", ["b"])]


def test_what_needs_a_person_goes_before_what_is_tried_again():
    drops = [named("a", state="deferred"), named("b", state="deferred"), named("c")]
    assert told(drops) == [("dead", "absent", ["c"]), ("deferred", "absent", ["a", "b"])]


def test_where_no_fault_has_a_part_the_reason_stands_for_it():
    drops = [named("a", kind="", reason="No address."), named("b", kind="", reason="Damaged."), named("c")]
    assert [why for _, why, _ in told(drops)] == ["Damaged.", "No address.", "absent"]


def test_a_group_advises_what_most_of_it_are_advised_and_counts_addresses():
    (group,) = groups_of([named("a", advice="Other."), named("b", left=3), named("c")])
    assert (group.advice, group.left) == ("Look for it.", 5)


def test_a_reason_that_no_form_could_send_stands_written_out():
    (group,) = groups_of([named("a", kind="", reason="a\nb\ud800")])
    assert group.why == "a\\x0ab\\ud800"


def test_nothing_failed_is_no_group():
    assert groups_of([]) == []


def test_a_seal_is_the_same_in_whatever_order():
    assert seal_of([named("a"), named("b")]) == seal_of([named("b"), named("a")])


def test_a_seal_is_another_when_a_drop_comes_goes_or_is_another_of_its_name():
    seals = {
        seal_of([named("a")]),
        seal_of([named("a"), named("b")]),
        seal_of([named("a", state="deferred")]),
        seal_of([named("a", first_seen=None)]),
        seal_of([]),
    }
    assert len(seals) == 5


def test_a_name_of_odd_characters_has_a_seal():
    assert seal_of([named("a\ud800\n")]) != seal_of([named("a\n")])


GONE_URL = "https://gone.example/"


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path / "home", {GONE_URL: [fault(Kind.ABSENT, "404"), fault(Kind.ABSENT, "410")]})
    made.drop("gone.url", GONE_URL)
    made.turns()
    return made


def fates(failed):
    return [(one.state, one.drop, one.reason) for one in failed.all()]


def test_what_failed_is_told_as_its_ticket_is_now(house):
    failed = Failed(house.folders)
    ((state, drop, reason),) = fates(failed)
    assert (state, drop) == ("deferred", "gone.url")
    assert "404" in reason
    house.clock.sleep(7200)
    house.turns()
    ((state, _, reason),) = fates(failed)
    assert state == "dead"
    assert "410" in reason


def test_a_ticket_that_is_as_it_was_is_not_read_again(house):
    failed = Failed(house.folders)
    assert failed.all()[0] is failed.all()[0]


def test_a_drop_without_a_ticket_is_told_and_one_that_is_gone_is_not(house):
    failed = Failed(house.folders)
    house.drop("bare.url", GONE_URL, folder="failed/dead")
    assert [drop for _, drop, _ in fates(failed)] == ["bare.url", "gone.url"]
    for one in failed.all():
        one.path.unlink()
    assert fates(failed) == []
