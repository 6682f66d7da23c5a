"""The one clock of a climb."""

import socket
import threading
import time

import pytest

from atlas.clock import Clock
from atlas.fetch.deadline import Deadline
from tests.fakes import FakeClock


@pytest.fixture
def pair():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def test_time_passes_as_the_clock_says():
    clock = FakeClock()
    deadline = Deadline(30, clock)
    clock.sleep(10)
    assert (deadline.left(), deadline.over) == (20, False)
    clock.sleep(20)
    assert deadline.over
    assert 0 < deadline.left() < 0.01


def test_a_read_that_hangs_ends_with_the_deadline(pair):
    started = time.monotonic()
    with Deadline(0.1, Clock()) as deadline:
        deadline.watch(pair[0])
        assert pair[0].recv(1) == b""
        assert (deadline.over, deadline.interrupted) == (True, False)
    assert time.monotonic() - started < 0.8


def test_cutting_ends_it_at_once_and_is_told_apart(pair):
    with Deadline(30, Clock()) as deadline:
        deadline.watch(pair[0])
        threading.Timer(0.05, deadline.cut).start()
        assert pair[0].recv(1) == b""
        assert (deadline.over, deadline.interrupted) == (True, True)


def test_a_socket_that_comes_too_late_is_not_taken(pair):
    with Deadline(30, Clock()) as deadline:
        deadline.cut()
        with pytest.raises(TimeoutError):
            deadline.watch(pair[0])


def test_the_shutting_reaches_a_socket_whose_descriptor_was_taken_away(pair):
    with Deadline(0.1, Clock()) as deadline:
        deadline.watch_on(pair[0])
        with socket.socket(fileno=pair[0].detach()) as heir:
            assert heir.recv(1) == b""


def test_what_is_released_is_left_alone(pair):
    with Deadline(30, Clock()) as deadline:
        deadline.watch(pair[0])
        deadline.release()
        deadline.cut()
    pair[1].sendall(b"x")
    assert pair[0].recv(1) == b"x"


def test_hurrying_shuts_the_socket_and_not_the_climb(pair):
    with Deadline(30, Clock()) as deadline:
        deadline.watch(pair[0])
        with deadline.hurried(0.05):
            assert pair[0].recv(1) == b""
        assert not deadline.over


def test_what_was_quick_enough_is_not_hurried(pair):
    with Deadline(30, Clock()) as deadline:
        deadline.watch(pair[0])
        with deadline.hurried(5):
            pair[1].sendall(b"x")
            assert pair[0].recv(1) == b"x"
    pair[1].sendall(b"y")
    assert pair[0].recv(1) == b"y"
