"""The daemon's loop, with a capture that does what it is told."""

import signal

import pytest

from atlas.doors.daemon import GRACE, Daemon
from atlas.model.event import Captured
from tests.fakes import FakeClock


class FakeCapture:
    """Turns that are scripted: an exception is raised, anything else is told."""

    def __init__(self, *script):
        self.script = list(script)
        self.woken = 0
        self.waits = []
        self.finished = False
        self.daemon = None

    def turn(self, longest):
        self.waits.append(longest)
        step = self.script.pop(0) if self.script else None
        if isinstance(step, BaseException):
            raise step
        if callable(step):
            step()
            return
        if step is None:
            self.daemon.stop("SIGTERM")
            return
        yield step

    def finish(self, grace):
        self.finished = True
        self.grace = grace
        yield "finished"

    def wake(self):
        self.woken += 1


class FakeReading:
    """Reading that writes down what it is asked."""

    def __init__(self):
        self.asked = []

    def ring(self):
        self.asked.append("ring")

    def news(self):
        self.asked.append("news")
        yield "read"

    def stop(self):
        self.asked.append("stop")
        yield "unread"


class FakeListener:
    """One who writes down what he hears, and when."""

    def __init__(self):
        self.heard = []

    def ready(self):
        self.heard.append("ready")

    def lives(self):
        self.heard.append("lives")

    def stopping(self):
        self.heard.append("stopping")


def run(*script, reading=None, listener=None):
    capture, told, clock = FakeCapture(*script), [], FakeClock()
    capture.daemon = Daemon(capture, None, clock, told.append, 5.0, reading, listener=listener)
    capture.daemon.run()
    return capture, told, clock


def test_it_tells_what_happens_and_finishes_when_it_stops():
    capture, told, _ = run("one", "two")
    assert told[1:3] == ["one", "two"]
    assert told[-1] == "finished"
    assert capture.finished


def test_it_outlives_what_nobody_foresaw_and_takes_a_breath():
    _, told, clock = run(ValueError("odd"), "after")
    assert [one.name for one in told if not isinstance(one, str)] == ["noticed", "broke", "noticed"]
    assert "ValueError: odd" in told[1].trace
    assert "after" in told
    assert clock.monotonic() == 1005.0


def test_a_signal_only_asks_it_to_stop():
    before = signal.getsignal(signal.SIGTERM)
    capture, told, _ = run(lambda: signal.raise_signal(signal.SIGTERM), "never")
    assert capture.woken == 1
    assert capture.finished
    assert "never" not in told
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(("name", "grace"), [("SIGTERM", 12.0), ("SIGINT", 12.0), ("SIGPWR", 2.0)])
def test_it_hurries_only_where_the_power_is_about_to_go(name, grace):
    if not hasattr(signal, name):
        pytest.skip(f"this system has no {name}")
    capture, told, _ = run("one", lambda: signal.raise_signal(getattr(signal, name)), "never")
    assert capture.grace == grace
    assert told[-2].subject == name


def test_it_is_ready_after_the_first_look_which_waits_for_nothing():
    listener = FakeListener()
    capture, _, _ = run("one", "two", listener=listener)
    assert capture.waits == [0.0, 60.0, 60.0]
    assert listener.heard == ["ready", "lives", "lives", "stopping"]


def test_who_gives_its_work_to_another_does_not_say_that_it_ends():
    listener = FakeListener()
    capture = FakeCapture("one", lambda: capture.daemon.stop("the lease is given back"))
    capture.daemon = Daemon(capture, None, FakeClock(), [].append, 5.0, listener=listener)
    assert capture.daemon.run() == "the lease is given back"
    assert listener.heard == ["ready", "lives"]


def test_a_turn_that_breaks_is_no_sign_of_life():
    listener = FakeListener()
    run("one", ValueError("odd"), "two", listener=listener)
    assert listener.heard == ["ready", "lives", "lives", "stopping"]
    listener = FakeListener()
    run("one", ValueError("odd"), ValueError("odd"), listener=listener)
    assert listener.heard == ["ready", "lives", "stopping"]


def test_reading_is_rung_at_the_start_and_for_each_capture_and_stops_before_capture_does():
    reading = FakeReading()
    _, told, _ = run(Captured("https://a.example/", "a.url", "x", 1, 1), "two", reading=reading)
    assert reading.asked == ["ring", "ring", "news", "news", "news", "stop"]
    assert told.index("unread") < told.index("finished")
    assert "read" in told


def test_reading_stops_even_where_the_daemon_does_not_come_to_its_end():
    reading = FakeReading()
    with pytest.raises(KeyboardInterrupt):
        run(KeyboardInterrupt(), reading=reading)
    assert reading.asked[-1] == "stop"


@pytest.mark.parametrize(("more", "grace"), [((), GRACE), ((0.0,), 0.0)])
def test_it_tells_why_it_stopped_and_gives_what_is_in_flight_the_grace_it_was_told(more, grace):
    capture, clock = FakeCapture("one"), FakeClock()
    daemon = Daemon(capture, None, clock, lambda event: daemon.stop("the lease is lost", *more), 5.0)
    assert daemon.run() == "the lease is lost"
    assert capture.grace == grace


@pytest.mark.parametrize("first", ["signal", "reason"])
def test_a_signal_is_never_forgotten_for_another_reason(first):
    capture, clock = FakeCapture("one"), FakeClock()
    daemon = Daemon(capture, None, clock, lambda event: None, 5.0)

    def both():
        for deed in ("signal", "reason") if first == "signal" else ("reason", "signal"):
            if deed == "signal":
                signal.raise_signal(signal.SIGTERM)
            else:
                daemon.stop("the lease is given back")

    capture.script = [both]
    assert daemon.run() == "SIGTERM"
