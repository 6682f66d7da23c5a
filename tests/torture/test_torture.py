"""A short torture: a point here and there of every scenario, and a few planted faults."""

import errno

import pytest

from tests.torture.bugs import BUGS, name_of, notes_are_not_synced, the_ticket_comes_after_the_move
from tests.torture.calls import CALLS, watched
from tests.torture.running import Outcome, bugs_found, jobs, run
from tests.torture.scenarios import SCENARIOS
from tests.torture.states import Way

QUICK = [one for one in SCENARIOS if one.stride == 1]


@pytest.mark.timeout(400)
def test_nothing_is_lost_wherever_it_is_cut():
    outcomes = [outcome for _, outcome in run(list(jobs(QUICK, (1,), 19)), 1, float("inf"))]
    assert [one for outcome in outcomes for one in outcome.violations] == []
    tried = sum((outcome.states for outcome in outcomes), Outcome().states)
    assert all(tried[way] > 20 for way in Way), tried


@pytest.mark.timeout(400)
@pytest.mark.parametrize("bug", [the_ticket_comes_after_the_move, notes_are_not_synced], ids=name_of)
def test_a_planted_fault_is_found(bug):
    assert all(found for _, found in bugs_found(1, [name_of(bug)]))


def test_each_fault_has_a_name_of_its_own():
    assert len({name_of(one) for one in BUGS}) == len(BUGS) >= 30


def test_each_change_is_seen_before_it_happens(tmp_path):
    def deed():
        (tmp_path / "a").write_bytes(b"words")
        (tmp_path / "a").rename(tmp_path / "b")
        (tmp_path / "b").unlink()

    seen = []

    def look(call):
        seen.append((call.name, call.path.name, call.written()[1], sorted(one.name for one in tmp_path.iterdir())))
        return 0

    watched(deed, tmp_path, look)
    assert [one[0] for one in seen] in (
        ["openat", "write", "rename", "unlink"],
        ["openat", "write", "renameat", "unlinkat"],
    )
    assert [one[1:] for one in seen] == [
        ("a", b"", []),
        ("a", b"words", ["a"]),
        ("b", b"", ["a"]),
        ("b", b"", ["b"]),
    ]


def test_a_call_fails_as_it_is_told_to(tmp_path):
    def deed():
        with pytest.raises(OSError, match="No space left"):
            (tmp_path / "a").write_bytes(b"words")
        (tmp_path / "full").touch()

    watched(deed, tmp_path, lambda call: errno.ENOSPC if call.name == "write" else 0)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "full"]
    assert (tmp_path / "a").read_bytes() == b""


def test_every_call_that_changes_a_file_has_a_number():
    assert {"write", "fsync", "renameat2", "openat"} <= set(CALLS)
