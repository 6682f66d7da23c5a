"""When a dropped file has come to rest."""

import os
import tracemalloc
from contextlib import contextmanager
from pathlib import Path

import pytest

from atlas.spool import Looks, Sweep
from tests.fakes import FakeClock
from tests.spool.samples import put

REST = 2.0
MANY = 400


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def looks(tmp_path: Path, clock: FakeClock) -> Looks:
    return Looks(tmp_path, REST, clock.monotonic)


@contextmanager
def traced():
    """Gives what tells the bytes that were taken and not given back since."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def looked_again(looks, clock, seconds=REST):
    looks.sweep()
    clock.sleep(seconds)
    return looks.sweep().rested


def test_one_look_proves_nothing(tmp_path, looks, clock):
    put(tmp_path / "a.url")
    assert looks.sweep() == Sweep([], clock.monotonic() + REST, 1)


def test_two_equal_looks_the_rest_apart_do(tmp_path, looks, clock):
    put(tmp_path / "a.url")
    assert looked_again(looks, clock) == ["a.url"]


def test_two_equal_looks_too_near_each_other_do_not(tmp_path, looks, clock):
    put(tmp_path / "a.url")
    assert looked_again(looks, clock, REST / 2) == []
    clock.sleep(REST / 2)
    assert looks.sweep().rested == ["a.url"]


@pytest.mark.parametrize("change", ["size", "mtime", "inode"])
def test_a_file_that_looks_otherwise_begins_its_rest_anew(tmp_path, looks, clock, change):
    path = put(tmp_path / "a.url", "abc")
    os.utime(path, ns=(1, 1))
    looks.sweep()
    clock.sleep(REST)
    match change:
        case "size":
            path.write_text("abcd")
            os.utime(path, ns=(1, 1))
        case "mtime":
            os.utime(path, ns=(2, 2))
        case _:
            other = put(tmp_path / ".other", "abc")
            os.utime(other, ns=(1, 1))
            other.replace(path)
    assert looks.sweep().rested == []
    clock.sleep(REST)
    assert looks.sweep().rested == ["a.url"]


def test_without_a_rest_two_looks_must_still_be_equal(tmp_path, clock):
    path = put(tmp_path / "a.url", "abc")
    looks = Looks(tmp_path, 0.0, clock.monotonic)
    assert looks.sweep().rested == []
    path.write_text("abcd")
    assert looks.sweep().rested == []
    assert looks.sweep().rested == ["a.url"]


def test_a_file_that_waits_or_is_taken_costs_little_more_than_its_name(tmp_path, looks, clock):
    for number in range(MANY):
        put(tmp_path / f"{number}.url")
    with traced() as cost:
        looks.sweep()
        waiting = cost()
        clock.sleep(REST)
        names = looks.sweep().rested
        taken = cost()
    assert len(names) == MANY
    assert waiting / MANY < 220
    assert taken / MANY < 280


def test_what_is_released_costs_nothing_any_more(tmp_path, looks, clock):
    for number in range(MANY):
        put(tmp_path / f"{number}.url")
    with traced() as cost:
        for name in looked_again(looks, clock):
            looks.release(name)
            (tmp_path / name).unlink()
        looks.sweep()
        # Tables keep the size that they grew to, and Python some tuples for the next ones.
        assert cost() / MANY < 150


def test_an_empty_file_rests_for_a_minute(tmp_path, looks, clock):
    put(tmp_path / "a.url", "")
    assert looked_again(looks, clock, 59) == []
    clock.sleep(1)
    assert looks.sweep().rested == ["a.url"]


def test_the_oldest_come_first(tmp_path, looks, clock):
    paths = [put(tmp_path / f"{name}.url") for name in "zya"]
    stamps = {path.name: path.stat().st_ctime_ns for path in paths}
    assert looked_again(looks, clock) == sorted(stamps, key=lambda name: (stamps[name], name))


def test_what_is_taken_is_left_out_until_it_is_released(tmp_path, looks, clock):
    put(tmp_path / "a.url")
    assert looked_again(looks, clock) == ["a.url"]
    assert looked_again(looks, clock) == []
    looks.release("a.url")
    assert looked_again(looks, clock) == ["a.url"]


def test_what_was_never_seen_may_be_released(looks):
    looks.release("a.url")
    assert looks.sweep() == Sweep()


def test_what_is_refused_is_left_alone_until_it_changes(tmp_path, looks, clock):
    path = put(tmp_path / "a.url")
    looked_again(looks, clock)
    looks.refuse("a.url")
    assert looked_again(looks, clock) == []
    assert looks.sweep() == Sweep()
    path.write_text("something else")
    assert looked_again(looks, clock) == ["a.url"]


def test_what_is_refused_and_gone_may_come_again(tmp_path, looks, clock):
    path = put(tmp_path / "a.url")
    looked_again(looks, clock)
    path.unlink()
    looks.refuse("a.url")
    put(path)
    assert looked_again(looks, clock) == ["a.url"]


def test_files_in_folders_count_and_hidden_ones_do_not(tmp_path, looks, clock):
    for name in ("tag/a.url", ".hidden", "b.part", ".stversions/c.url", "d.url.atlas.json"):
        put(tmp_path / name)
    assert looked_again(looks, clock) == ["tag/a.url"]
