"""When a dropped file has come to rest."""

import os
import tracemalloc
from contextlib import contextmanager

import pytest

from atlas.spool import Looks, Sweep
from tests.spool.conftest import REST
from tests.spool.samples import put

MANY = 400


@contextmanager
def traced():
    """Gives what tells the bytes that were taken and not given back since."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_one_look_proves_nothing(inbox, looks, clock):
    put(inbox / "a.url")
    assert looks.sweep() == Sweep([], clock.monotonic() + REST, 1)


def test_two_equal_looks_the_rest_apart_do(inbox, looked_again):
    put(inbox / "a.url")
    assert looked_again() == ["a.url"]


def test_two_equal_looks_too_near_each_other_do_not(inbox, looks, clock, looked_again):
    put(inbox / "a.url")
    assert looked_again(REST / 2) == []
    clock.sleep(REST / 2)
    assert looks.sweep().rested == ["a.url"]


@pytest.mark.parametrize("change", ["size", "mtime", "inode"])
def test_a_file_that_looks_otherwise_begins_its_rest_anew(inbox, looks, clock, change):
    path = put(inbox / "a.url", "abc")
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
            other = put(inbox / ".other", "abc")
            os.utime(other, ns=(1, 1))
            other.replace(path)
    assert looks.sweep().rested == []
    clock.sleep(REST)
    assert looks.sweep().rested == ["a.url"]


def test_without_a_rest_two_looks_must_still_be_equal(inbox, clock):
    path = put(inbox / "a.url", "abc")
    looks = Looks(inbox, 0.0, clock.monotonic)
    assert looks.sweep().rested == []
    path.write_text("abcd")
    assert looks.sweep().rested == []
    assert looks.sweep().rested == ["a.url"]


def test_a_file_that_waits_or_is_taken_costs_little_more_than_its_name(inbox, looks, clock):
    for number in range(MANY):
        put(inbox / f"{number}.url")
    with traced() as cost:
        looks.sweep()
        waiting = cost()
        clock.sleep(REST)
        names = looks.sweep().rested
        taken = cost()
    assert len(names) == MANY
    assert waiting / MANY < 220
    assert taken / MANY < 280


def test_what_is_released_costs_nothing_any_more(inbox, looks, looked_again):
    for number in range(MANY):
        put(inbox / f"{number}.url")
    with traced() as cost:
        for name in looked_again():
            looks.release(name)
            (inbox / name).unlink()
        looks.sweep()
        # Tables keep the size that they grew to, and Python some tuples for the next ones.
        assert cost() / MANY < 150


def test_an_empty_file_rests_for_a_minute(inbox, looks, clock, looked_again):
    put(inbox / "a.url", "")
    assert looked_again(59) == []
    clock.sleep(1)
    assert looks.sweep().rested == ["a.url"]


def test_the_oldest_come_first(inbox, looked_again):
    paths = [put(inbox / f"{name}.url") for name in "zya"]
    stamps = {path.name: path.stat().st_ctime_ns for path in paths}
    assert looked_again() == sorted(stamps, key=lambda name: (stamps[name], name))


def test_what_is_taken_is_left_out_until_it_is_released(inbox, looks, looked_again):
    put(inbox / "a.url")
    assert looked_again() == ["a.url"]
    assert looked_again() == []
    looks.release("a.url")
    assert looked_again() == ["a.url"]


def test_what_is_refused_is_left_alone_until_it_changes(inbox, looks, looked_again):
    path = put(inbox / "a.url")
    looked_again()
    looks.refuse("a.url")
    assert looked_again() == []
    assert looks.sweep() == Sweep()
    path.write_text("something else")
    assert looked_again() == ["a.url"]


def test_what_is_refused_and_gone_may_come_again(inbox, looks, looked_again):
    path = put(inbox / "a.url")
    looked_again()
    path.unlink()
    looks.refuse("a.url")
    put(path)
    assert looked_again() == ["a.url"]


def test_files_in_folders_count_and_hidden_ones_do_not(inbox, looked_again):
    for name in ("tag/a.url", ".hidden", "b.part", ".stversions/c.url", "d.url.atlas.json"):
        put(inbox / name)
    assert looked_again() == ["tag/a.url"]
