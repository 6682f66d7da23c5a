"""The daemon's loop, with a capture that does what it is told."""

import signal

from atlas.doors.daemon import Daemon
from tests.fakes import FakeClock


class FakeCapture:
    """Turns that are scripted: an exception is raised, anything else is told."""

    def __init__(self, *script):
        self.script = list(script)
        self.woken = 0
        self.finished = False
        self.daemon = None

    def turn(self, longest):
        step = self.script.pop(0) if self.script else None
        if isinstance(step, Exception):
            raise step
        if callable(step):
            step()
            return
        if step is None:
            self.daemon.stop("done")
            return
        yield step

    def finish(self, grace):
        self.finished = True
        yield "finished"

    def wake(self):
        self.woken += 1


def run(*script):
    capture, told, clock = FakeCapture(*script), [], FakeClock()
    capture.daemon = Daemon(capture, None, clock, told.append, sweep=5.0)
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
