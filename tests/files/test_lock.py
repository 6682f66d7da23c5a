"""The one lock of a home."""

import json
import os
import socket
import stat
from datetime import timedelta

import pytest

from atlas.errors import Busy, Unkept
from atlas.files import Lock
from atlas.files.lock import LENGTH
from tests.fakes import NOON


def test_who_holds_it_is_told_to_who_comes_too_late(tmp_path):
    held, late = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert held.take() is None
    held.sign(NOON)
    who = f"process {os.getpid()} on {socket.gethostname()}, since 2026-11-23T12:00:00"
    with pytest.raises(Busy, match=f"Another Atlas works on this home: {who}"):
        late.take()
    held.free()


def test_who_did_not_sign_is_a_process(tmp_path):
    held = Lock(tmp_path / "lock")
    held.take()
    with pytest.raises(Busy, match=r"this home: a process\.$"):
        Lock(tmp_path / "lock").take()
    held.free()


def test_who_was_cut_off_is_told_to_the_next_and_a_goodbye_is_kept_quiet(tmp_path):
    path = tmp_path / "lock"
    first, second, third = Lock(path), Lock(path), Lock(path)
    first.take()
    first.sign(NOON)
    first.drop()
    found = second.take()
    assert (found.pid, found.machine, found.since) == (os.getpid(), socket.gethostname(), NOON.isoformat())
    second.free()
    assert third.take() is None
    third.free()


def test_a_clock_that_is_set_back_is_followed_and_one_that_goes_on_is_not(tmp_path):
    path = tmp_path / "lock"
    lock = Lock(path)
    lock.take()
    lock.follow(NOON)
    assert path.read_bytes() == b""
    lock.sign(NOON)
    for now in (NOON + timedelta(days=1), NOON - timedelta(days=9), NOON - timedelta(days=2)):
        lock.follow(now)
    lock.drop()
    assert Lock(path).take().since == (NOON - timedelta(days=9)).isoformat()


def test_its_file_is_private_and_always_of_one_length(tmp_path):
    path = tmp_path / "lock"
    lock = Lock(path)
    lock.take()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lock.sign(NOON)
    signed = path.read_bytes()
    lock.free()
    assert len(signed) == len(path.read_bytes()) == LENGTH
    assert json.loads(signed)["pid"] == os.getpid()
    assert (signed[:1], signed[-1:], path.read_bytes().strip()) == (b"{", b"\n", b"")


def test_what_is_not_held_is_not_let_go(tmp_path):
    lock = Lock(tmp_path / "lock")
    with pytest.raises(OSError, match="Bad file descriptor"):
        lock.drop()
    lock.take()
    lock.drop()
    with pytest.raises(OSError, match="Bad file descriptor"):
        lock.drop()


def test_no_lock_is_taken_through_a_link(tmp_path):
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unkept):
        Lock(tmp_path / "lock").take()
