"""The keys of the HTTP door, and what is kept of them."""

import json
import stat
from datetime import timedelta

import pytest

from atlas.doors.keys import LARGEST, Allowance, Keys, Permission, digest_of
from atlas.errors import Busy, Damaged, NotFound, Unfit
from atlas.files import Lock
from tests.fakes import NOON, FakeClock

READ, WRITE = (Permission.READ,), (Permission.WRITE,)


@pytest.fixture
def path(tmp_path):
    return tmp_path / ".atlas" / "keys.json"


@pytest.fixture
def keys(path):
    return Keys(path)


def test_a_key_opens_for_what_it_was_made_for(keys):
    key = keys.add("phone", WRITE, 60, NOON)
    found = keys.shown(key)
    assert (found.name, found.per_hour) == ("phone", 60)
    assert found.may(Permission.WRITE)
    assert not found.may(Permission.READ)


@pytest.mark.parametrize(
    ("permissions", "opened"),
    [
        (("read",), ["read", "feeds"]),
        (("write",), ["write"]),
        (("feeds",), ["feeds"]),
        (("read", "write"), ["read", "write", "feeds"]),
    ],
)
def test_who_may_read_may_follow_the_feeds_and_nobody_else_unasked(keys, permissions, opened):
    found = keys.shown(keys.add("phone", tuple(map(Permission, permissions)), 60, NOON))
    assert [one.value for one in Permission if found.may(one)] == opened


def test_when_a_key_was_made_is_told(keys, path):
    keys.add("phone", READ, 60, NOON)
    (found,) = Keys(path).all()
    assert found.made_at == "2026-11-23T12:00:00.000Z"


def test_the_file_says_its_format_and_reads_for_a_person(keys, path):
    keys.add("phone", READ, 60, NOON)
    assert path.read_text().startswith('{\n  "format": 1,\n  "keys": [\n    {\n      "name": "phone",')


def test_a_file_that_is_too_large_is_read_to_its_bound_and_lets_nobody_in(keys, path):
    keys.add("phone", READ, 60, NOON)
    path.write_text(path.read_text() + " " * LARGEST)
    assert len(Keys(path).all()) == 1
    path.write_text(" " * LARGEST + path.read_text())
    with pytest.raises(Damaged):
        Keys(path).all()


def test_a_key_is_long_random_and_known_at_sight(keys):
    made = {keys.add(f"k{number}", READ, 1, NOON) for number in range(20)}
    assert len(made) == 20
    assert all(one.startswith("atlas_") and len(one) == 49 for one in made)


def test_only_its_digest_is_kept_and_for_the_owner_alone(keys, path):
    key = keys.add("phone", READ, 60, NOON)
    assert key not in path.read_text()
    assert digest_of(key) in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in path.parent.iterdir()) == ["keys.json", "keys.lock"]


@pytest.mark.parametrize("shown", ["", "atlas_", "atlas_x", "phone", "é", "\udcff"])
def test_what_is_no_key_opens_nothing(keys, shown):
    keys.add("phone", READ, 60, NOON)
    assert keys.shown(shown) is None


def test_without_a_file_there_are_no_keys(keys):
    assert keys.all() == ()
    assert keys.shown("atlas_x") is None


def test_the_digest_is_no_key(keys):
    key = keys.add("phone", READ, 60, NOON)
    assert keys.shown(digest_of(key)) is None


def test_who_is_revoked_is_out_at_the_next_look(keys, path):
    one, other = keys.add("one", READ, 60, NOON), keys.add("other", READ, 60, NOON)
    running = Keys(path)
    assert running.shown(one)
    keys.revoke("one")
    assert running.shown(one) is None
    assert running.shown(other).name == "other"


def test_a_key_that_is_new_is_in_at_the_next_look(keys, path):
    running = Keys(path)
    assert running.all() == ()
    assert running.shown(keys.add("late", READ, 60, NOON)).name == "late"


def test_nobody_is_revoked_who_is_not_there(keys):
    with pytest.raises(NotFound, match="phone"):
        keys.revoke("phone")


@pytest.mark.parametrize("name", ["", ".x", "a b", "a/b", "é", "x" * 65, "a\n"])
def test_a_name_is_plain(keys, name):
    with pytest.raises(Unfit, match="is no name for a key"):
        keys.add(name, READ, 60, NOON)


def test_a_name_is_given_once(keys):
    keys.add("phone", READ, 60, NOON)
    with pytest.raises(Unfit, match="already"):
        keys.add("phone", WRITE, 60, NOON)


def test_two_do_not_write_at_once(keys, path):
    keys.add("one", READ, 60, NOON)
    lock = Lock(path.with_name("keys.lock"))
    lock.take()
    with pytest.raises(Busy):
        keys.add("two", READ, 60, NOON)
    lock.drop()
    assert [one.name for one in keys.all()] == ["one"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"keys": [{}]}',
        '{"keys": [1]}',
        '{"keys": [{"name": "a", "digest": "", "permissions": [], "per_hour": 1, "made_at": ""}]}',
        '{"keys": [{"name": "a", "digest": 1, "permissions": ["all"], "per_hour": 1, "made_at": ""}]}',
    ],
)
def test_a_file_that_does_not_read_lets_nobody_in(keys, path, text):
    path.parent.mkdir()
    path.touch(mode=0o600)
    path.write_text(text)
    with pytest.raises(Damaged, match="does not read"):
        keys.shown("")


def test_a_file_that_others_may_read_lets_nobody_in(keys, path):
    key = keys.add("phone", READ, 60, NOON)
    path.chmod(0o640)
    with pytest.raises(Damaged, match="chmod 600"):
        Keys(path).shown(key)


def test_a_key_without_requests_is_not_whole(keys, path):
    keys.add("phone", READ, 60, NOON)
    fields = json.loads(path.read_text())
    fields["keys"][0]["per_hour"] = 0
    path.write_text(json.dumps(fields))
    with pytest.raises(Damaged, match="the key 'phone' is not whole"):
        Keys(path).all()


def test_an_allowance_is_used_up_and_comes_back_evenly(keys):
    clock = FakeClock()
    allowance = Allowance(clock.monotonic)
    key = keys.shown(keys.add("phone", READ, 3, NOON))
    assert [allowance.wait(key) for _ in range(4)] == [0, 0, 0, 1200]
    clock.sleep(600)
    assert allowance.wait(key) == 600
    clock.sleep(600)
    assert allowance.wait(key) == 0


def test_an_allowance_does_not_grow_beyond_an_hours(keys):
    clock = FakeClock()
    allowance = Allowance(clock.monotonic)
    key = keys.shown(keys.add("phone", READ, 2, NOON))
    allowance.wait(key)
    clock.sleep(timedelta(days=1).total_seconds())
    assert [allowance.wait(key) for _ in range(3)] == [0, 0, 1800]


def test_each_key_has_its_own_allowance(keys):
    allowance = Allowance(FakeClock().monotonic)
    one, other = (keys.shown(keys.add(name, READ, 1, NOON)) for name in ("one", "other"))
    assert [allowance.wait(one), allowance.wait(one), allowance.wait(other)] == [0, 3600, 0]
