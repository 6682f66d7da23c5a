"""What waits, and until when."""

import os
from pathlib import Path

import pytest

from atlas.model.ticket import Disposition
from atlas.spool import Deferrals
from atlas.spool.folders import ticket_of
from tests.spool.samples import HOUR, NOW, filed, put, target, ticket


@pytest.fixture
def deferrals(tmp_path: Path) -> Deferrals:
    return Deferrals(tmp_path)


def waiting(path: Path, at=NOW + HOUR, **more) -> Path:
    return filed(path, ticket(path.name, b"", target(fate=Disposition.DEFERRED, retry_at=at), **more))


def test_nothing_waits_in_an_empty_folder(deferrals):
    assert deferrals.due(NOW) == []
    assert deferrals.next_due(NOW) is None


def test_a_drop_is_due_at_the_moment_its_ticket_says(tmp_path, deferrals):
    waiting(tmp_path / "a.url")
    assert deferrals.due(NOW) == []
    assert deferrals.next_due(NOW) == NOW + HOUR
    assert deferrals.due(NOW + HOUR) == ["a.url"]


def test_the_longest_due_comes_first(tmp_path, deferrals):
    waiting(tmp_path / "a.url", NOW)
    waiting(tmp_path / "b.url", NOW - HOUR)
    assert deferrals.due(NOW) == ["b.url", "a.url"]


def test_what_is_taken_is_left_out_until_it_is_released(tmp_path, deferrals):
    waiting(tmp_path / "a.url", NOW)
    assert deferrals.due(NOW) == ["a.url"]
    assert deferrals.due(NOW) == []
    assert deferrals.next_due(NOW) is None
    deferrals.release("a.url")
    assert deferrals.due(NOW) == ["a.url"]


def test_what_is_released_is_read_anew_though_its_ticket_looks_as_before(tmp_path, deferrals):
    path = ticket_of(waiting(tmp_path / "a.url", NOW))
    assert deferrals.due(NOW) == ["a.url"]
    before = path.stat().st_mtime_ns
    path.write_bytes(ticket("a.url", b"", target(fate=Disposition.DEFERRED, retry_at=NOW + HOUR)).dumps())
    os.utime(path, ns=(before, before))
    deferrals.release("a.url")
    assert deferrals.next_due(NOW) == NOW + HOUR


def test_what_was_never_seen_may_be_released(deferrals):
    deferrals.release("a.url")
    assert deferrals.due(NOW) == []


@pytest.mark.parametrize("beside", [None, b"", b'{"format": 1', b"\xff"])
def test_a_drop_whose_ticket_does_not_tell_is_due_at_once(tmp_path, deferrals, beside):
    path = put(tmp_path / "a.url")
    if beside is not None:
        put(ticket_of(path), beside)
    assert deferrals.due(NOW) == ["a.url"]


def test_a_ticket_that_names_no_moment_is_due_at_once(tmp_path, deferrals):
    filed(tmp_path / "a.url", ticket())
    assert deferrals.due(NOW) == ["a.url"]


def test_a_ticket_from_the_future_was_written_under_a_wrong_clock(tmp_path, deferrals):
    waiting(tmp_path / "a.url", NOW + 48 * HOUR, settled_at=NOW + 2 * HOUR)
    assert deferrals.due(NOW) == ["a.url"]


def test_tickets_and_drafts_are_no_drops(tmp_path, deferrals):
    put(tmp_path / "gone.url.atlas.json", ticket().dumps())
    put(tmp_path / ".atlas-draft-1")
    assert deferrals.due(NOW) == []


def test_a_folder_that_did_not_change_is_not_read_again(tmp_path, deferrals):
    path = waiting(tmp_path / "a.url")
    assert deferrals.due(NOW) == []
    # Written in place, which is not Atlas's way: the folder's own time stays.
    ticket_of(path).write_bytes(b"")
    assert deferrals.due(NOW) == []


def test_a_ticket_that_is_replaced_is_read_again_and_others_are_not(tmp_path, deferrals):
    path, other = waiting(tmp_path / "a.url"), waiting(tmp_path / "b.url")
    assert deferrals.due(NOW) == []
    draft = put(
        tmp_path / ".atlas-draft-1", ticket("a.url", b"", target(fate=Disposition.DEFERRED, retry_at=NOW)).dumps()
    )
    draft.replace(ticket_of(path))
    known = ticket_of(other).stat().st_mtime_ns
    ticket_of(other).write_bytes(b"")
    os.utime(ticket_of(other), ns=(known, known))
    os.utime(tmp_path, ns=(1, 1))
    assert deferrals.due(NOW) == ["a.url"]


@pytest.mark.parametrize(("back", "due"), [(1, []), (2, ["a.url"])])
def test_what_is_kept_in_mind_is_forgotten_when_the_clock_went_back_by_more_than_an_hour(tmp_path, back, due):
    waiting(tmp_path / "a.url", NOW + 9 * HOUR, settled_at=NOW + 1.5 * HOUR)
    deferrals = Deferrals(tmp_path)
    assert deferrals.due(NOW + back * HOUR) == []
    assert deferrals.due(NOW) == due


@pytest.mark.parametrize("seconds", [0, 2])
def test_a_change_within_the_tick_of_the_clock_is_not_missed(tmp_path, deferrals, seconds):
    stamp = int((NOW.timestamp() - seconds) * 1e9)
    os.utime(tmp_path, ns=(stamp, stamp))
    assert deferrals.due(NOW) == []
    put(tmp_path / "a.url")
    os.utime(tmp_path, ns=(stamp, stamp))
    assert deferrals.due(NOW) == ["a.url"]


def test_a_long_list_waits_until_more_of_it_is_due(tmp_path, deferrals):
    targets = [target(f"https://a.example/{one}", fate=Disposition.DEFERRED, retry_at=NOW) for one in range(121)]
    filed(tmp_path / "list.txt", ticket("list.txt", b"", *targets))
    assert deferrals.due(NOW + HOUR / 61) == []
    assert deferrals.due(NOW + HOUR / 60) == ["list.txt"]
