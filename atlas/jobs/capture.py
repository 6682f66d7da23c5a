"""Capture: from what is due to what is settled.

One thread, the caller's, looks, hands out errands and writes; the errands are fetched in others.
A burst costs memory for its names only, a sick host only its own lane, and a disk that does not
take it costs a pause: whatever was not settled is still where it was.
"""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from datetime import datetime
from queue import SimpleQueue
from traceback import format_exception

from atlas.errors import Unkept
from atlas.jobs.claim import Claim, Errand
from atlas.jobs.crew import Answer, Crew
from atlas.jobs.disk import Disk
from atlas.jobs.fetcher import Climber, Fetched, Fetcher
from atlas.jobs.indoors import Indoors
from atlas.jobs.mailbox import collected
from atlas.jobs.outside import Outside
from atlas.jobs.queue import Queue
from atlas.jobs.strain import Strain
from atlas.jobs.sweeps import Sweeps
from atlas.jobs.writer import Writer
from atlas.model.attempt import LIVE
from atlas.model.event import Broke, Captured, Event, Warned

GROUP = 64
"""Errands that are made durable together, at most; and drops that are looked into between two groups."""


class Capture:
    """The loop from due to settled."""

    def __init__(
        self,
        queue: Queue,
        writer: Writer,
        fetcher: Fetcher,
        ladder: Climber,
        outside: Outside,
        monotonic: Callable[[], float],
        has_room: Callable[[], bool],
        fetchers: int,
        sweep: float,
        strain: Strain,
    ) -> None:
        self._queue = queue
        self._writer = writer
        self._fetcher = fetcher
        self._ladder = ladder
        self._outside = outside
        self._monotonic = monotonic
        self._disk = Disk(has_room, monotonic)
        self._strain = strain
        self._indoors = Indoors(fetcher, self._disk)
        self._sweeps = Sweeps(sweep, monotonic)
        self._mailbox: SimpleQueue[Answer | None] = SimpleQueue()
        self._crew = Crew(fetcher.fetch, self._mailbox.put, fetchers, monotonic)
        self._away: set[Errand] = set()
        self._stopping = False
        self._done: list[Claim] = []
        self._rested: list[Fetched] = []

    @property
    def flying(self) -> int:
        """How many errands are being fetched, or lie ready to be."""
        return len(self._away)

    @property
    def busy(self) -> bool:
        """Whether anything is taken and not settled."""
        return bool(self._away or len(self._queue) or self._done or self._indoors or self._rested or self._writer.held)

    @property
    def stuck(self) -> bool:
        """Whether nothing can go on before the disk takes things again, the network is back or the machine is well."""
        return not self._away and bool(self.paused)

    @property
    def paused(self) -> tuple[str, ...]:
        """What fetching waits for."""
        waits = (("network", self._outside.away), ("disk", not self._disk.takes), ("machine", self._strain.rests))
        return tuple(name for name, holds in waits if holds)

    @property
    def left(self) -> int:
        """How many errands and drops are known to be left."""
        return len(self._away) + len(self._queue)

    @property
    def swept_at(self) -> datetime | None:
        """When it last looked through the spool."""
        return self._queue.swept_at

    @property
    def unrested(self) -> int:
        """How many dropped files have not come to rest yet."""
        return self._queue.unrested

    def ring(self) -> None:
        """Says that something may have arrived; from any thread, as often as one likes."""
        if self._sweeps.ring():
            self._mailbox.put(None)

    def wake(self) -> None:
        """Ends a wait; safe in a signal handler."""
        self._mailbox.put(None)

    def turn(self, longest: float) -> Iterator[Event]:
        """Does what there is to do, and waits for more at most so many seconds."""
        yield from self._sweep()
        yield from self._take()
        yield from self._dispatch()
        group = collected(self._mailbox, self._wait(longest), GROUP)
        yield from self._commit(group)
        yield from self._outside.look()

    def finish(self, grace: float) -> Iterator[Event]:
        """Takes no more and waits for what is in flight; after the grace it is cut short, and stays where it was."""
        self._stopping = True
        end = self._monotonic() + grace
        while self._away and self._monotonic() < end:
            yield from self.turn(max(0.0, end - self._monotonic()))
        self._ladder.interrupt()
        while self._away:
            yield from self.turn(1.0)
        yield from self.turn(0.0)
        yield from self._outside.look(last=True)
        self._crew.dismiss()

    def _sweep(self) -> Iterator[Event]:
        if self._stopping or not self._sweeps.due(self._queue.next_look):
            return
        with self._sweeps.swept():
            try:
                self._queue.sweep()
            except OSError as error:
                yield Warned("The queue's folders could not be read.", str(error.filename), str(error.strerror))

    def _take(self) -> Iterator[Event]:
        for found in self._queue.take(GROUP) if not self._stopping else ():
            yield from self._sorted(found)

    def _sorted(self, found: Claim | Errand | Event) -> Iterator[Event]:
        match found:
            case Event():
                yield found
            case Claim():
                self._done.append(found)
            case Errand():
                self._indoors.add(found)

    def _dispatch(self) -> Iterator[Event]:
        yield from self._disk.look()
        yield from self._strain.look()
        if self._held_up:
            self._take_back()
        self._crew.begin()
        while self._crew.free and len(self._rested) < GROUP and not self._held_up:
            errand = None
            for found in self._queue.next():
                if isinstance(found, tuple):
                    errand = found
                else:
                    yield from self._sorted(found)
            if errand is None:
                return
            self._send(*errand)

    @property
    def _held_up(self) -> bool:
        return bool(self._stopping or self._writer.held or self.paused) or not self._strain.lets(len(self._away))

    def _send(self, host: str, errand: Errand) -> None:
        if fault := self._outside.rest(host):
            self._queue.done(host)
            self._rested.append(self._fetcher.rested(errand, fault))
            return
        self._outside.sent()
        self._away.add(errand)
        self._crew.send(host, errand)

    def _take_back(self) -> None:
        for host, errand in reversed(self._crew.taken_back()):
            self._away.discard(errand)
            self._queue.done(host)
            self._again(errand)

    def _wait(self, longest: float) -> float:
        if self._done or self._indoors.ready or self._rested or (self._queue.backlog and not self._stopping):
            return 0.0
        moments = [self._monotonic() + longest, self._sweeps.next_at(self._queue.next_look)]
        if not self._held_up and (at := self._queue.next_at()) is not None:
            moments += [at] * self._crew.free
        moments += [self._disk.paused_until] * bool(self._writer.held or self._disk.paused)
        moments += [at for at in (self._crew.next_begin, self._outside.next_try) if at is not None]
        moments += [self._disk.next_look] * self._disk.full + [self._strain.next_look] * self._strain.rests
        return max(0.0, min(moments) - self._monotonic())

    def _commit(self, answers: list[Answer]) -> Iterator[Event]:
        group: list[Fetched] = []
        for host, errand, future in answers:
            self._away.discard(errand)
            self._queue.done(host)
            fetched = yield from self._fetched(errand, future)
            if fetched:
                group.append(fetched)
        group += yield from self._indoors.done(GROUP)
        group += self._rested
        self._rested = []
        done, self._done = self._done, []
        if self._writer.held and not self._disk.paused:
            done, self._writer.held = [*self._writer.held, *done], []
        if not group and not done:
            return
        try:
            for event in self._writer.commit(group, done):
                if isinstance(event, Captured) and event.layer in LIVE:
                    self._outside.captured(event.url)
                yield event
        except Unkept as error:
            yield from self._disk.refused(error)
            self._done += done
            for one in group:
                self._again(one.errand)
        if self._writer.held:
            self._disk.pause()

    def _fetched(self, errand: Errand, future: "Future[Fetched]") -> Generator[Event, None, Fetched | None]:
        error = future.exception()
        if isinstance(error, Unkept):
            yield from self._disk.refused(error)
            self._again(errand)
            return None
        if error is not None:
            yield Broke(
                "An attempt ended in a way nobody foresaw.", errand.target.url, trace="".join(format_exception(error))
            )
            return self._fetcher.stumbled(errand, error)
        fetched = future.result()
        if fetched.put_back:
            # At the end of its lane: another host's turn to tell whether the network is back.
            self._again(errand, first=False)
        return None if fetched.put_back or fetched.attempt.interrupted else fetched

    def _again(self, errand: Errand, *, first: bool = True) -> None:
        if not self._queue.again(errand, first=first):
            self._indoors.add(errand)
