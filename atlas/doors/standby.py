"""The standby door: a machine waits for its turn at a shared archive, works for a term, and gives way again."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception
from typing import Protocol

from atlas import files
from atlas.doors.stopping import heard_by
from atlas.errors import Busy, Fenced, Unkept
from atlas.jobs.standby.tenant import Tenant
from atlas.model.event import Broke, Event, Noticed, Warned
from atlas.model.lease import View

TEND_EVERY = 5.0
"""Seconds between two looks at the doors while this machine waits: a long lease must not starve a watchdog."""
HUNG = 180.0
"""Seconds without a turn of the main loop after which the lease is left to run out."""
ABOUT = "standby"
LOST, BACK, ASKED = "the lease is lost", "the lease is given back", "the lease is given away"
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Door(Protocol):
    """What is looked after while this machine waits."""

    def tend(self) -> Iterator[Event]:
        """Does what is due; yields what was done."""


@dataclass
class Term:
    """The time for which this machine works, and how it ends."""

    tenant: Tenant
    elapsed: Callable[[], float]
    wish: Path
    """A file that is there when a person asks this machine to give way."""
    since: datetime | None
    """From when on a cut may have left something undone, or None."""
    end: Callable[[str], None] = lambda why: None
    """Asks the work to end; from any thread."""
    ended: str = ""
    stopped: str = ""
    """The signal that came."""
    tended: float | None = None
    work: "Future[None] | None" = None
    over: threading.Event = field(default_factory=threading.Event)

    def tend(self) -> Iterator[Event]:
        """Says that the main loop lives; yields what went wrong with beating."""
        self.tended = self.elapsed()
        if not self.ended and self.work and self.work.done() and (error := self.work.exception()):
            trace = "".join(format_exception(error))
            # A lease that nobody beats for is lost, whatever broke: better to stop filing than to file beside another
            # machine.
            yield Broke("The lease is no longer held.", type(error).__name__, trace=trace)
            self.stop(LOST)
        yield from ()

    def begin(self, end: Callable[[str], None]) -> None:
        """Says how the work is asked to end; at once where the term ended before it began."""
        self.end = end
        if why := self.ended or self.stopped:
            end(why)

    def stop(self, why: str) -> None:
        """Ends the term."""
        self.ended = why
        self.end(why)

    def run(self) -> None:
        """Beats until the term is over; in a thread of its own, for a turn may take longer than the lease."""
        while not self.over.wait(self.tenant.every):
            if self.tended is not None and self.elapsed() - self.tended > max(HUNG, self.tenant.seat.ttl):
                continue
            try:
                self.tenant.tend()
            except Fenced:
                self.stop(LOST)
                return
            except Unkept:
                continue
            if not self.ended and self.wish.exists():
                self.stop(ASKED)
            elif not self.ended and self.tenant.asked_back():
                self.stop(BACK)


class Standby:
    """Waits, works, gives way, and waits again, until it is told to stop."""

    def __init__(
        self,
        tenant: Tenant,
        elapsed: Callable[[], float],
        tell: Callable[[Event], None],
        wish: Path,
        woken: threading.Event | None = None,
    ) -> None:
        self._tenant = tenant
        self._elapsed = elapsed
        self._tell = tell
        self._wish = wish
        self._stopped = ""
        self._woken = woken or threading.Event()
        self._troubled = False
        self._cut: datetime | None = None
        self._term: Term | None = None

    def run(self, work: Callable[[Term], str], meanwhile: Sequence[Door] = ()) -> None:
        """Runs until it is told to stop; `work` does a term's work and returns why it ended."""
        with heard_by(self._asked):
            while before := self._waited(meanwhile):
                with self.term(before) as term:
                    why = work(term)
                if why in signal.Signals.__members__:
                    return

    @contextmanager
    def at_once(self) -> Iterator[Term]:
        """Works for one deed, where nobody else can be at work; raises Busy where one may be."""
        tenant = self._tenant
        before = tenant.take() if tenant.may_take_at_once() else None
        if before is None:
            lease = tenant.lease
            who = (
                f"{lease.holder} works on this archive, epoch {lease.epoch}" if lease else "another machine was faster"
            )
            raise Busy(f"{who}.")
        with self.term(before) as term:
            yield term
            term.ended = term.ended or BACK

    @contextmanager
    def term(self, before: View) -> Iterator[Term]:
        """Beats meanwhile, and at the end gives the lease back where that was asked for."""
        term = self._term = Term(self._tenant, self._elapsed, self._wish, self._since(before))
        self._told_of(before)
        with ThreadPoolExecutor(1, thread_name_prefix="lease") as threads:
            term.work = threads.submit(term.run)
            try:
                yield term
            finally:
                term.over.set()
        self._ended(term)

    def _waited(self, meanwhile: Sequence[Door]) -> View | None:
        """Returns what was seen right before the lease was taken, or None where this machine is told to stop."""
        # A wish is for the lease that is held now: an old one would give away the next.
        self._wish.unlink(missing_ok=True)
        told = None
        while not self._stopped:
            before = self._looked()
            if before:
                return before
            lease = self._tenant.lease
            if told is None or (lease and lease.holder) != told:
                told = lease.holder if lease else ""
                self._tell(Noticed("This machine stands by.", told and f"{told} works", about=ABOUT))
            self._wait(meanwhile)
        return None

    def _wait(self, meanwhile: Sequence[Door]) -> None:
        """Looks after the doors until it is time to look at the share again."""
        until = self._elapsed() + self._tenant.every
        while not self._stopped:
            for event in (event for door in meanwhile for event in door.tend()):
                self._tell(event)
            left = until - self._elapsed()
            self._woken.wait(max(0.0, min(left, TEND_EVERY)))
            # The rest of it was waited just now.
            if left <= TEND_EVERY:
                return

    def _looked(self) -> View | None:
        try:
            self._tenant.tend()
            # What was seen before taking says since when something may be undone; afterwards the claim is one's own.
            before = self._tenant.take() if self._tenant.may_take() else None
        except Unkept as error:
            if not self._troubled:
                self._tell(Warned("The folder the machines share does not answer.", str(error), error.hint))
            self._troubled = True
            return None
        self._troubled = False
        return before

    def _since(self, before: View) -> datetime | None:
        """Returns from when on something may have been left undone, by whoever worked before or by this machine."""
        lease = before.lease
        undone = [] if lease is None or before.let_go else [lease.at or LONG_AGO]
        since = min([*undone, *([self._cut] if self._cut else [])], default=None)
        # Once: recovery of this term does what was left, and the next one has only this term to look back on.
        self._cut = None
        return since

    def _told_of(self, before: View) -> None:
        lease, epoch = before.lease, f"epoch {self._tenant.epoch}"
        if lease and lease.holder not in ("", self._tenant.seat.name) and not before.let_go:
            told = f"{lease.holder} was silent; {self._tenant.seat.name} works now, {epoch}"
            self._tell(Warned("Another machine fell silent: this one takes over.", told, about=ABOUT))
        else:
            self._tell(Noticed("This machine has the lease.", epoch, about=ABOUT))

    def _ended(self, term: Term) -> None:
        lease = self._tenant.lease
        if term.ended == LOST:
            self._cut = term.since or (lease.at if lease else None) or LONG_AGO
            told = f"{lease.holder}, epoch {lease.epoch}" if lease else ""
            self._tell(Warned("The lease was lost: what was in flight is not filed.", told))
            self._tenant.leave()
        elif term.ended:
            self._tenant.let_go(on_demand=term.ended == ASKED)
            self._tell(Noticed("The lease is given back.", term.ended))
        else:
            # A stop is silence: who is back within the lease goes on, and nobody has taken over meanwhile.
            self._tenant.leave()

    def _asked(self, came: signal.Signals) -> None:
        self._stopped = came.name
        self._woken.set()
        if self._term:
            self._term.stopped = self._stopped
            self._term.end(self._stopped)


def wish(state: Path) -> None:
    """Asks the machine whose state this is to give the lease to another."""
    files.make_folder(state)
    wish_in(state).touch()


def wish_in(state: Path) -> Path:
    """Returns where such a wish lies."""
    return state / "give-way"
