"""The bell of the inbox, on real folders."""

import logging
import os
import re
import resource
import sys
import threading
from pathlib import Path

import pytest

from atlas.doors.inbox import WATCHDOG, Bell
from atlas.model.event import Noticed, Warned


@pytest.fixture
def hung(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    rung = threading.Event()
    bell = Bell(inbox, rung.set)
    assert list(bell.tend()) == []
    assert rung.is_set()
    rung.clear()
    yield inbox, bell, rung
    bell.take_down()


def test_a_watch_lives_while_it_hangs(hung):
    _, bell, _ = hung
    assert bell.lives
    bell.take_down()
    assert not bell.lives


@pytest.fixture
def no_descriptors():
    """A kernel that gives this process no watch, as at the limits of inotify."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_watch_that_the_kernel_does_not_give_is_no_reason_to_be_started_again(tmp_path, no_descriptors):
    bell = Bell(tmp_path, lambda: None)
    assert [type(one) for one in bell.tend()] == [Warned]
    assert (bell.state, bell.lives) == ("broken", True)


def write(inbox):
    (inbox / "a").write_text("x")


def move_in(inbox):
    (inbox.parent / "b").write_text("x")
    (inbox.parent / "b").rename(inbox / "b")


def link(inbox):
    (inbox.parent / "c").write_text("x")
    (inbox / "c").hardlink_to(inbox.parent / "c")


def fill_a_folder(inbox):
    (inbox / "d").mkdir()
    (inbox / "d/e").write_text("x")


@pytest.mark.parametrize("arrive", [write, move_in, link, fill_a_folder])
def test_whatever_arrives_rings(hung, arrive):
    inbox, _, rung = hung
    arrive(inbox)
    assert rung.wait(10)


@pytest.mark.skipif(sys.platform != "linux", reason="tells of inotify")
def test_the_kernel_is_not_asked_of_what_leaves(hung):
    # watchdog would wait half a second for where it goes, deaf to what comes behind it.
    told = [one.read_text() for one in Path("/proc/self/fdinfo").iterdir() if one.exists()]
    masks = [int(mask, 16) for one in told for mask in re.findall(r"^inotify .* mask:([0-9a-f]+)", one, re.MULTILINE)]
    assert masks
    assert not any(mask & 0x40 for mask in masks)
    assert all(mask & 0x80 for mask in masks)


def test_a_name_that_is_no_text_rings_and_kills_nothing(hung):
    inbox, bell, rung = hung
    with open(os.fsencode(inbox) + b"/\xff\xfe\n", "wb") as file:
        file.write(b"x")
    assert rung.wait(10)
    assert list(bell.tend()) == []


def test_a_folder_removed_is_made_again_and_watched(hung):
    inbox, bell, rung = hung
    inbox.rmdir()
    told = list(bell.tend())
    assert [type(one) for one in told] == [Warned, Noticed]
    rung.clear()
    write(inbox)
    assert rung.wait(10)


def test_a_folder_replaced_is_watched_in_its_new_place(hung):
    inbox, bell, rung = hung
    inbox.rename(inbox.with_name("old"))
    inbox.mkdir()
    assert [type(one) for one in bell.tend()] == [Noticed]
    rung.clear()
    write(inbox)
    assert rung.wait(10)


def test_a_dead_emitter_is_noticed_and_replaced(hung):
    inbox, bell, rung = hung
    for emitter in bell._observer.emitters:
        emitter.stop()
        emitter.join()
    assert [type(one) for one in bell.tend()] == [Noticed]
    rung.clear()
    write(inbox)
    assert rung.wait(10)


def test_lost_events_ring_and_are_told_once(hung, capsys):
    _, bell, rung = hung
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed")
    assert rung.is_set()
    assert [one.what[:22] for one in bell.tend()] == ["The kernel lost events"]
    assert list(bell.tend()) == []
    assert capsys.readouterr().err == ""


def test_taken_down_it_leaves_nothing_behind(tmp_path):
    before = threading.active_count()
    bell = Bell(tmp_path, lambda: None)
    list(bell.tend())
    bell.take_down()
    assert threading.active_count() == before
    assert WATCHDOG.handlers == []
    assert WATCHDOG.propagate


def test_a_folder_that_cannot_be_watched_is_told_once(tmp_path):
    bell = Bell(tmp_path / "inbox", lambda: None)
    list(bell.tend())
    bell.take_down()
    (tmp_path / "inbox").rmdir()
    (tmp_path / "inbox").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        list(bell.tend())
