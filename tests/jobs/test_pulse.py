"""The daemon's heartbeat, and what is counted with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from atlas.jobs.health import beat_in, wear_in
from atlas.jobs.pulse import Pulse
from atlas.model.heartbeat import Beat, loads
from atlas.model.vitals import Wear
from tests.fakes import NOON
from tests.house import WELL


class Machine:
    """A machine whose counter goes where it is set."""

    def __init__(self):
        self.written = 100

    def read(self):
        return replace(WELL, written=self.written)


def pulse_of(state, clock, machine=None):
    def beat():
        return Beat(clock.now(), NOON, "1", 7, "hung", NOON, 3, 2, 1, ("disk",), "idle")

    return Pulse(state, beat, (machine or Machine()).read, clock.now, clock.monotonic)


def test_a_beat_reads_back_as_it_was_written(tmp_path, clock):
    list(pulse_of(tmp_path, clock).tend())
    assert beat_in(tmp_path) == Beat(NOON, NOON, "1", 7, "hung", NOON, 3, 2, 1, ("disk",), "idle")


def test_it_beats_every_minute_at_most(tmp_path, clock):
    pulse = pulse_of(tmp_path, clock)
    list(pulse.tend())
    clock.sleep(59)
    list(pulse.tend())
    assert beat_in(tmp_path).at == NOON
    clock.sleep(1)
    list(pulse.tend())
    assert beat_in(tmp_path).at == NOON + timedelta(minutes=1)


def test_the_last_beat_says_so(tmp_path, clock):
    pulse = pulse_of(tmp_path, clock)
    pulse.stop()
    assert beat_in(tmp_path).stopped


def test_a_disk_that_takes_no_beat_costs_the_beat_only(tmp_path, clock):
    assert list(pulse_of(tmp_path / "gone", clock).tend()) == []


def test_what_is_written_to_the_disk_is_counted_across_restarts(tmp_path, clock):
    machine = Machine()
    list(pulse_of(tmp_path, clock, machine).tend())
    machine.written = 150
    list(pulse_of(tmp_path, clock, machine).tend())
    assert wear_in(tmp_path) == Wear(NOON.date(), 150, 50, since=NOON.date(), total=50)


def test_the_disk_is_asked_what_was_written_to_it_every_ten_minutes_and_at_the_end(tmp_path, clock):
    machine = Machine()
    pulse = pulse_of(tmp_path, clock, machine)
    list(pulse.tend())
    machine.written = 150
    clock.sleep(599)
    list(pulse.tend())
    assert wear_in(tmp_path).written == 0
    clock.sleep(1)
    list(pulse.tend())
    assert wear_in(tmp_path).written == 50
    machine.written = 170
    pulse.stop()
    assert wear_in(tmp_path).written == 70


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"at": 5}', b"[" * 9999])
def test_what_is_no_beat_is_none(data):
    assert loads(data) is None
