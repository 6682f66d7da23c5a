"""A short torture: a point here and there of every scenario, and a few planted faults."""

import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.bugs import BUGS, name_of, the_ticket_comes_after_the_move
from tests.torture.calls import CALLS, watched

ROOT = Path(__file__).parents[2]


def torture(*words):
    # In a process that has loaded little: it is forked for every state.
    command = [sys.executable, "-m", "tests.torture", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_nothing_is_lost_wherever_it_is_cut():
    done = torture("--no-bugs", "--quick", "--stride", "31", "--seeds", "1", "--minutes", "0.3")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    states, _, violations, *_ = re.search(r"(\d+) (states), (\d+) violations", done.stdout).groups()
    assert int(states) > 50
    assert violations == "0"


def test_a_planted_fault_is_found():
    done = torture("--bug", name_of(the_ticket_comes_after_the_move))
    assert done.returncode == 0, done.stdout


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
