"""The disk as capture sees it: told of once, and left alone for a while."""

import pytest

from atlas.errors import Fenced, NoRoom, Unkept
from atlas.jobs.disk import FENCED, PAUSE, ROOM_CHECK, Disk


def names(events):
    return [one.name for one in events]


def test_a_full_disk_takes_nothing_and_is_told_once(clock):
    disk = Disk(lambda: False, clock.monotonic)
    assert names(disk.look()) == ["alerted"]
    clock.sleep(ROOM_CHECK)
    assert names(disk.look()) == []
    assert (disk.full, disk.takes) == (True, False)


def test_room_is_noticed_when_it_is_looked_for_again(clock):
    room = iter([False, True])
    disk = Disk(lambda: next(room), clock.monotonic)
    assert names(disk.look()) == ["alerted"]
    assert names(disk.look()) == []
    clock.sleep(disk.next_look - clock.monotonic())
    assert names(disk.look()) == ["noticed"]
    assert disk.takes


@pytest.mark.parametrize(("error", "told"), [(Unkept("It fell."), "warned"), (NoRoom("It is full."), "alerted")])
def test_a_disk_that_refuses_is_told_of_once_and_left_alone(clock, error, told):
    disk = Disk(lambda: True, clock.monotonic)
    assert names(disk.refused(error)) == [told]
    assert names(disk.refused(error)) == []
    assert (disk.paused, disk.takes) == (True, False)
    clock.sleep(PAUSE)
    assert disk.takes


def test_each_refusal_begins_the_pause_anew(clock):
    disk = Disk(lambda: True, clock.monotonic)
    list(disk.refused(Unkept("It fell.")))
    clock.sleep(PAUSE - 1)
    list(disk.refused(Unkept("It fell.")))
    clock.sleep(PAUSE - 1)
    assert disk.paused


def test_a_fence_is_told_as_what_it_is(clock):
    disk = Disk(lambda: True, clock.monotonic)
    (told,) = disk.refused(Fenced("Another machine works here."))
    assert told.what == FENCED
    assert not disk.takes
