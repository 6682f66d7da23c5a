"""The sessions of the library, and what is kept of them."""

import json
import os
import stat
from datetime import timedelta

import pytest

from atlas.doors.keys import Keys, Permission
from atlas.doors.sessions import MOST, Sessions
from tests.fakes import NOON

DAY = timedelta(days=1)


@pytest.fixture
def keys(tmp_path):
    keys = Keys(tmp_path / "keys.json")
    keys.add("sofa", (Permission.READ,), 60, NOON)
    return keys


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sessions.json"


@pytest.fixture
def sessions(path, keys, clock):
    return Sessions(path, keys, clock.now)


@pytest.fixture
def key(keys):
    return keys.all()[0]


def test_a_token_stands_for_its_key(sessions, key):
    assert sessions.seat(sessions.begin(key)).key == key


@pytest.mark.parametrize("token", ["", "wrong", "\udcff", "é" * 1000])
def test_no_other_does(sessions, key, token):
    sessions.begin(key)
    assert sessions.seat(token) is None


def test_the_file_opens_nothing_and_is_nobody_elses(sessions, path, key):
    token = sessions.begin(key)
    seat = sessions.seat(token)
    assert token not in path.read_text()
    assert seat.proof not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_restart_logs_nobody_out(sessions, path, keys, clock, key):
    token = sessions.begin(key)
    again = Sessions(path, keys, clock.now)
    assert again.seat(token) == sessions.seat(token)


def test_a_session_that_is_used_lasts(sessions, clock, key):
    token = sessions.begin(key)
    for _ in range(10):
        clock.jump(20 * DAY)
        assert sessions.seat(token)


def test_one_that_is_not_used_ends(sessions, clock, key):
    token = sessions.begin(key)
    clock.jump(31 * DAY)
    assert sessions.seat(token) is None


def test_the_file_changes_once_a_day_at_most(sessions, path, clock, key):
    token = sessions.begin(key)
    before = path.stat().st_ino
    sessions.seat(token)
    assert path.stat().st_ino == before
    clock.jump(DAY)
    sessions.seat(token)
    assert path.stat().st_ino != before


def test_who_ends_a_session_ends_no_other(sessions, key):
    one, other = sessions.begin(key), sessions.begin(key)
    sessions.end(one)
    assert sessions.seat(one) is None
    assert sessions.seat(other)


def test_a_revoked_key_ends_all_of_its_sessions(sessions, keys, key):
    token = sessions.begin(key)
    keys.revoke("sofa")
    assert sessions.seat(token) is None


def test_removing_the_file_logs_everybody_out(sessions, path, key):
    token = sessions.begin(key)
    path.unlink()
    assert sessions.seat(token) is None
    assert sessions.seat(sessions.begin(key))


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"sessions": [1]}', '{"sessions": [{"digest": "x"}]}', "[" * 9999, "\udcff"]
)
def test_a_file_that_does_not_read_is_begun_anew(sessions, path, key, damage):
    token = sessions.begin(key)
    path.write_bytes(damage.encode(errors="surrogateescape"))
    path.chmod(0o600)
    assert sessions.seat(token) is None
    assert sessions.seat(sessions.begin(key))


def test_a_file_that_others_may_write_is_not_believed(sessions, path, key):
    token = sessions.begin(key)
    path.chmod(0o666)
    assert sessions.seat(token) is None


def test_of_too_many_the_one_that_was_used_least_lately_ends(sessions, path, clock, key):
    oldest = sessions.begin(key)
    clock.jump(DAY)
    fields = json.loads(path.read_text())
    fields["sessions"] += [
        {"digest": f"sha256:{one}", "key": key.digest, "begun_on": "2026-11-24", "seen_on": "2026-11-24"}
        for one in range(MOST - 1)
    ]
    path.write_text(json.dumps(fields))
    newest = sessions.begin(key)
    assert sessions.seat(oldest) is None
    assert sessions.seat(newest)
    assert len(json.loads(path.read_text())["sessions"]) == MOST


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_on_a_full_disk_one_may_still_read(sessions, path, clock, key, tmp_path):
    token = sessions.begin(key)
    clock.jump(DAY)
    tmp_path.chmod(0o500)
    try:
        assert sessions.seat(token)
    finally:
        tmp_path.chmod(0o700)
