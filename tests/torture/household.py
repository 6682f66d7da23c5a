"""A house in which nothing happens by itself: one step after the other, by a clock that is told.

No thread, no sleep, no time but the fake clock's: the same steps come to the same folders each time.
"""

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import datetime
from pathlib import Path
from typing import Any

from atlas.model.attempt import Ask, Attempt
from atlas.model.event import Captured, Event, Settled
from atlas.model.exchange import Sink
from atlas.model.fault import Kind
from atlas.model.ticket import Disposition
from atlas.model.url import host_of
from tests.fakes import FakeClock
from tests.house import FakeLadder, fault
from tests.torture.scenarios import Shelved
from tests.torture.steps import Killed, Machine


class AtOnce(Executor):
    """One fetcher, who is the caller: what is sent has landed when sending ends."""

    def __init__(self, is_dead: Callable[[], bool]) -> None:
        self._is_dead = is_dead

    def submit(self, run: Callable[..., Any], /, *args: Any, **more: Any) -> "Future[Any]":
        """Does it."""
        run(*args, **more)
        if self._is_dead():
            # A fetcher tells of whatever ends it, and of its own death, too; but nobody is there to hear it.
            raise Killed("in a fetcher")
        return Future()


class Weather(FakeLadder):
    """A ladder to hosts that are up or down."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.down: dict[str, Kind] = {}

    def climb(self, ask: Ask, sink: Sink) -> Attempt:
        """Returns a page, or what the host is down with."""
        kind = self.down.get(host_of(ask.url))
        self.faults = {ask.url: [fault(kind)]} if kind else {}
        return super().climb(ask, sink)


class Home(Shelved):
    """A house on a machine, with a lock that tells who began when and did not say goodbye."""

    machine: Machine | None = None
    signed: datetime | None = None
    ladder: Weather

    def __init__(self, home: Path, now: datetime) -> None:
        self.captured: list[Captured] = []
        self.settled: list[Settled] = []
        self._stamps = self._stamped = 0
        super().__init__(home, now=now)
        self.machine = Machine(home)

    def open(self, cut: bool = False) -> None:
        """Starts anew; as after a cut where the last who began did not say goodbye."""
        if hasattr(self, "capture"):
            self.catalog.close()
        else:
            self.ladder = Weather(self.clock)
            self.fence = self._follow
        # A goodbye cut it short; this is another process.
        self.ladder.interrupted = False
        super().open(cut=self.signed is not None)
        # The app brings its layout up to date at each start.
        self.catalog.note([], [])
        self.signed = self.clock.now()
        # The pool of threads begins none before it is asked to.
        self.capture._crew._threads = AtOnce(lambda: bool(self.machine and self.machine.dead))  # type: ignore[assignment]

    def cut_since(self) -> datetime:
        """Returns when whoever was cut off had begun."""
        assert self.signed
        return self.signed

    def boot(self) -> None:
        """Begins a machine that was cut off anew; no process is on it yet."""
        assert self.machine
        self.catalog.close()
        self.machine.boot()
        self.stamp()

    def goodbye(self) -> None:
        """Ends the process as it ends when it is asked to."""
        for event in self.capture.finish(0.0):
            self._hear(event)
        if not self.folders.doubted:
            self.signed = None

    def work(self, turns: int, seconds: float = 1.0) -> None:
        """Lets so many turns pass, and so much time between two."""
        for _ in range(turns):
            self.capture.ring()
            for event in self.capture.turn(0.0):
                self._hear(event)
            self.stamp()
            self.clock.sleep(seconds)

    def stamp(self) -> None:
        """Has the file system tell when a folder changed by the fake clock: no two changes at the same moment."""
        if self.folders.deferred.stat().st_mtime_ns != self._stamped:
            self._stamps += 1
            self._stamped = int(self.clock.now().timestamp()) * 10**9 + self._stamps
            os.utime(self.folders.deferred, ns=(self._stamped, self._stamped))

    def tick(self) -> None:
        """Lets the clock that stamps files go on, some milliseconds: drops are taken in the order they came in."""
        probe = self.home.with_name("probe")
        probe.touch()
        began = probe.stat().st_ctime_ns
        while probe.stat().st_ctime_ns == began:
            probe.chmod(0o600)

    def close(self) -> None:
        """Leaves it."""
        assert self.machine
        self.machine.remove()
        self.catalog.close()

    def _follow(self) -> None:
        """As the lock does before anything is filed."""
        if self.signed:
            self.signed = min(self.signed, self.clock.now())

    def _hear(self, event: Event) -> None:
        match event:
            case Captured():
                self.captured.append(event)
            case Settled() if event.disposition == Disposition.CAPTURED.value:
                self.settled.append(event)
            case _:
                pass
