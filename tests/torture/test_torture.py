"""A short torture: a point here and there of every scenario, and a few planted faults."""

import errno
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.torture.bugs import BUGS, name_of, the_ticket_comes_after_the_move
from tests.torture.calls import CALLS, watched
from tests.torture.planting import looked_for
from tests.torture.running import Job, Judged, Outcome
from tests.torture.states import State, Way
from tests.torture.telling import HEAD, Ledger, table

ROOT = Path(__file__).parents[2]
PART = Job("one URL", (5, 9), seeds=(1,))
HERE = State(Path("home"), 5, "rename x", Way.KILL)


def torture(*words):
    # In a process that has loaded little: it is forked for every state.
    command = [sys.executable, "-m", "tests.torture", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.timeout(300)
def test_nothing_is_lost_wherever_it_is_cut():
    # Each way to die, each refusal, and the recovery, of each scenario; on a busy machine only the first of them.
    done = torture("--no-bugs", "--quick", "--stride", "499", "--seeds", "1", "--minutes", "0.5")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    states, violations = re.search(r"(\d+) states, (\d+) violations", done.stdout).groups()
    assert int(states) > 50
    assert violations == "0"


def test_a_planted_fault_is_found():
    done = torture("--bug", name_of(the_ticket_comes_after_the_move), "--only", "one URL", "--processes", "1")
    assert done.returncode == 0, done.stdout
    assert "1 of 1 planted faults found" in done.stdout


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


def finding(*, planted, clean, then=None):
    """Returns what becomes of a fault whose part is seen so at first, and so again with it and without."""

    def look(job, *, to_the_end):
        said = (then if to_the_end and then is not None else planted) if job.bug else clean
        return [Judged(HERE, said)]

    return looked_for("a fault", [PART], 10, look)


def test_what_is_wrong_with_a_fault_and_right_without_it_is_a_find():
    one = finding(planted=("It is lost.",), clean=())
    assert (one.found, one.scenario, one.said, one.tried, one.again, one.without) == (
        *(True, "one URL", "It is lost."),
        *(1, 2, 2),
    )


@pytest.mark.parametrize(
    ("clean", "then"),
    [(("It is lost.",), ("It is lost.",)), ((), ())],
    ids=["wrong without it, too", "never again"],
)
def test_what_is_not_the_faults_doing_is_no_find(clean, then):
    one = finding(planted=("It is lost.",), clean=clean, then=then)
    assert not one.found
    assert one.doubts == ("one URL: It is lost.",)


def test_a_fault_that_does_not_fit_the_house_any_more_is_no_find():
    one = finding(planted=("TypeError at run:7: unexpected",), clean=())
    assert (one.found, one.row[1]) == (False, "BROKEN")


def test_what_was_tried_and_what_was_not_is_told():
    again = replace(PART, recovery=4)
    ledger = Ledger([PART, again, replace(PART, error=errno.EIO)])
    told = [
        *ledger.take(PART, Outcome(Counter({Way.KILL: 2, Way.TORN: 1}), seconds=1.0)),
        *ledger.take(again, Outcome(Counter({Way.KILL: 3}), ["It is lost."], 1.0, whole=False)),
    ]
    assert told == [
        "1/3 one URL, cuts, 2 points: 3 states in 1 s; 3 so far, 0 violations",
        "1/3 one URL, recovery, 2 points: 3 states in 1 s, broken off; 6 so far, 1 violations",
        "VIOLATION one URL, recovery: It is lost.",
    ]
    (row, _) = ledger.rows()
    assert dict(zip(HEAD, row, strict=True)) == {
        "": "one URL",
        "points": "2/2",
        **dict.fromkeys(("power", "chance", "refused", "dark"), "0"),
        "kill": "2",
        "torn": "1",
        "again": "3",
        "states": "6",
        "wrong": "1",
        "parts": "1/3",
    }
    assert list(ledger.left()) == ["not tried: one URL: recovery at 2 points, EIO at 2 points"]


def test_a_table_is_for_the_eye_or_as_markdown():
    head, rows = ("", "states"), [("one URL", "7")]
    assert list(table(head, rows, markdown=False)) == ["         states", "one URL       7"]
    assert list(table(head, rows, markdown=True)) == ["|  | states |", "|---|--:|", "| one URL | 7 |"]
