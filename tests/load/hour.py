"""Drops that keep coming, for so long by a clock that is moved on: an hour in as little time as the machine takes.

What is simulated is the clock alone: a second goes by when all that was dropped in the one before is dealt with, so
that rests, sweeps, gaps between visits, retries and a host that is left alone come when they would. Files, syncs, the
catalog, the web on loopback and all that fetches from it are real. There is no bell: the inbox is rung by hand.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from atlas import config
from atlas.app import App
from atlas.clock import Clock
from atlas.jobs.capture import Capture
from atlas.jobs.thrift import Thrift
from atlas.vitals.memory import give_back
from bench.versus import site
from bench.versus.contestants import SETTINGS
from tests.load.burst import Loaded, audited, closed_port, contents
from tests.load.flatness import Sample, own

MINUTE = 60
RESTED = 0.5
"""Seconds after which a file has come to rest."""
ALONE = {"ATLAS_READ__ENABLED": "false", "ATLAS_HEALTH__CANARY": "", "ATLAS_JOURNAL__FORMAT": "json"}


class Moved(Clock):
    """A clock that goes on when it is told to; threads may look at it meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = datetime.now(UTC)
        self._ticks = 1000.0

    def now(self) -> datetime:
        """Returns the wall's time."""
        return self._begun + timedelta(seconds=self._ticks - 1000.0)

    def doubtful(self) -> bool:
        """Whether the wall is wrong: it is what it is meant to be."""
        return False

    def monotonic(self) -> float:
        """Returns seconds from some start."""
        return self._ticks

    def elapsed(self) -> float:
        """Returns the same."""
        return self._ticks

    def sleep(self, seconds: float) -> None:
        """Goes on by so much, at once."""
        self._ticks += seconds


class Pace:
    """A home that is given so many drops a minute."""

    def __init__(self, app: App, capture: Capture, clock: Moved, content: Callable[[int], str]) -> None:
        self._app = app
        self._capture = capture
        self._clock = clock
        self._content = content
        self._thrift = Thrift(give_back, clock.monotonic)
        self._staged = app.folders.home / "staged"
        self._staged.mkdir()
        self._journal = app.journal(None, under_systemd=False)
        self.dropped = 0

    def goes(self, seconds: int, each: float) -> None:
        """Lets so many seconds go by, with so many drops in each of them."""
        for second in range(1, seconds + 1):
            self._drop(int(second * each) - int((second - 1) * each))
            self._turns()
            self._clock.sleep(RESTED)
            self._turns()
            self._clock.sleep(1 - RESTED)
            list(self._thrift.tend())

    def ends(self) -> None:
        """Waits for what is in flight, and closes the journal."""
        for event in self._capture.finish(1.0):
            self._journal.tell(event)
        self._journal.close()

    def _drop(self, count: int) -> None:
        for number in range(self.dropped, self.dropped + count):
            draft = self._staged / f"{number}.txt"
            draft.write_text(self._content(number))
            draft.rename(self._app.folders.inbox / draft.name)
        self.dropped += count
        self._capture.ring()

    def _turns(self) -> None:
        longest = 0.0
        while longest == 0.0 or self._capture.busy:
            for event in self._capture.turn(longest):
                self._journal.tell(event)
            # As long as the first of what is in flight takes: the clock stands still meanwhile.
            longest = 0.05


def hour(minutes: int, pace: int, tell: Callable[[Sample], None], longest: float) -> Loaded:
    """Drops so many files a minute, for so many minutes of the clock; then audits what is there."""
    with tempfile.TemporaryDirectory() as folder, site.served(None) as port, closed_port() as closed:
        clock, home = Moved(), Path(folder) / "home"
        app, samples, began, used = _app(home, clock), [], time.monotonic(), time.process_time()
        with _working(app) as capture:
            pace_of = Pace(app, capture, clock, lambda number: contents(number, port, closed))
            for _ in range(minutes):
                if time.monotonic() - began > longest:
                    break
                pace_of.goes(MINUTE, pace / MINUTE)
                samples.append(Sample(pace_of.dropped, *own(), time.monotonic() - began))
                tell(samples[-1])
            pace_of.ends()
        took, cpu = time.monotonic() - began, time.process_time() - used
        lost, counted = audited(home)
    if counted.get("drops") != pace_of.dropped:
        lost = (*lost, f"{pace_of.dropped} were dropped, and {counted.get('drops')} are there")
    return Loaded(tuple(samples), took, cpu, lost, counted)


def _app(home: Path, clock: Clock) -> App:
    home.mkdir(mode=0o700)
    settings, _ = config.load(home, os.environ | SETTINGS | ALONE)
    app = App(settings, clock)
    app.folders.make()
    return app


@contextmanager
def _working(app: App) -> Iterator[Capture]:
    with app.held() as held, app.in_order(held, held.since, lambda event: None) as kept:
        yield app.capture(kept)
