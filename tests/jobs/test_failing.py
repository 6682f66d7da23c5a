"""What failed, by why."""

from dataclasses import replace
from pathlib import Path

from atlas.jobs.failing import groups_of, seal_of
from atlas.jobs.verbs import Waiting
from tests.fakes import NOON

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
