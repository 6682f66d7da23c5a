"""The daemon's heartbeat, written by its main loop: where that hangs, it ends."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from atlas import files
from atlas.errors import Unkept
from atlas.jobs.health import BEAT, WEAR, dumped, wear_in
from atlas.model.event import Event
from atlas.model.heartbeat import EVERY, Beat
from atlas.model.vitals import Vitals, Wear

COUNT_EVERY = 600.0
"""Seconds between two counts of what was written: to count it is to write."""


class Pulse:
    """Writes a beat every minute, and now and then what was written to the disk. A full disk costs beats only."""

    def __init__(
        self,
        state: Path,
        beat: Callable[[], Beat],
        read: Callable[[], Vitals],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._state = state
        self._beat = beat
        self._read = read
        self._now = now
        self._monotonic = monotonic
        self._beaten = -EVERY.total_seconds()
        self._counted = -COUNT_EVERY

    def tend(self) -> Iterator[Event]:
        """Writes a beat where it is time for one; yields nothing."""
        if self._monotonic() - self._beaten >= EVERY.total_seconds():
            self._beaten = self._monotonic()
            self._write(BEAT, self._beat().dumps())
        if self._monotonic() - self._counted >= COUNT_EVERY:
            self._counted = self._monotonic()
            self._count_wear()
        yield from ()

    def stop(self) -> None:
        """Writes the last beat."""
        self._count_wear()
        self._write(BEAT, replace(self._beat(), stopped=True).dumps())

    def _count_wear(self) -> None:
        counter = self._read().written
        if counter is not None:
            day = self._now().date()
            wear = wear_in(self._state) or Wear(day, counter)
            self._write(WEAR, dumped(wear.counted(counter, day)))

    def _write(self, name: str, data: bytes) -> None:
        # Not synced: it is worth nothing after a cut, and a card's life is worth more.
        with suppress(Unkept, OSError):
            files.overwrite(self._state / name, data)
