"""What stumbles stumbles alone: neither a door nor a lock nor a log that breaks keeps capture from its turn."""

import os
import signal

from atlas import files
from atlas.doors.daemon import Daemon
from tests.doors.test_daemon import FakeCapture
from tests.fakes import NOON, FakeClock


class Broken:
    """A door that breaks at every look."""

    def __init__(self):
        self.looks = 0

    def tend(self):
        self.looks += 1
        raise PermissionError("the inbox")
        yield


class Whole:
    def __init__(self):
        self.looks = 0

    def tend(self):
        self.looks += 1
        yield from ()


def test_a_door_that_breaks_at_every_look_keeps_neither_capture_nor_other_doors_from_their_turn():
    clock, told, broken, whole = FakeClock(), [], Broken(), Whole()
    later = lambda: clock.sleep(60)
    capture = FakeCapture("one", later, "two", later, "three")
    capture.daemon = Daemon(capture, None, clock, told.append, 5.0, doors=[broken, whole])
    capture.daemon.run()
    assert [one for one in told if isinstance(one, str)] == ["one", "two", "three", "finished"]
    assert broken.looks == whole.looks == 3
    assert [one.name for one in told if not isinstance(one, str)] == ["noticed", "broke", "noticed"]


def test_a_door_that_breaks_in_another_way_is_told_of_again():
    clock, told = FakeClock(), []

    class Changing(Whole):
        def tend(self):
            self.looks += 1
            raise (PermissionError if self.looks < 3 else ValueError)("odd")
            yield

    later = lambda: clock.sleep(60)
    capture = FakeCapture(later, later, later)
    capture.daemon = Daemon(capture, None, clock, told.append, 5.0, doors=[Changing()])
    capture.daemon.run()
    assert [one.subject for one in told if not isinstance(one, str) and one.name == "broke"] == [
        "PermissionError",
        "ValueError",
    ]


def test_a_lock_whose_holder_was_killed_is_free_and_tells_of_the_cut(tmp_path):
    path = tmp_path / "lock"
    if not (child := os.fork()):
        lock = files.Lock(path)
        lock.take()
        lock.sign(NOON)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    lock = files.Lock(path)
    assert lock.take().pid == child
    lock.free()
    assert lock.take() is None
    lock.drop()
