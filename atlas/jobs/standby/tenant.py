"""One machine and the lease: it waits for it, beats while it has it, and notices when it has it no more."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from atlas.errors import Fenced, Unkept
from atlas.model.lease import Claim, Seat, Sight, Sign, View

LOOKS, BEATS = 12, 3
"""Looks, and beats, in the time a lease lasts."""
LATE = 3
"""A look that comes later than after so many times its wait tells nothing of the time between."""
# Hundreds of drops settle in a second, each asking: a look at a network share costs a millisecond and more.
FRESH = 0.02
"""Seconds for which a look at the share counts: a stopped process is longer away."""


class Shared(Protocol):
    """The folder all machines see."""

    def look(self) -> View:
        """Returns what lies there."""

    def claim(self, claim: Claim) -> bool:
        """Makes a claim; returns whether this machine was the first."""

    def sign(self, sign: Sign) -> None:
        """Shows a sign."""


class Tenant:
    """This machine's side of the lease. Two threads may use it: one beats, one asks whether it holds."""

    def __init__(
        self,
        seat: Seat,
        share: Shared,
        session: str,
        now: Callable[[], datetime],
        elapsed: Callable[[], float],
        answers: Callable[[str, int], bool] = lambda holder, epoch: False,
    ) -> None:
        self.seat = seat
        self._share = share
        self._session = session
        self._now = now
        self._elapsed = elapsed
        self._answers = answers
        self._turn = threading.RLock()
        self._view = View()
        self._sight = Sight()
        self._looked = self._signed = self._beaten = -1e9
        self._beat = 0
        self._let_go = 0
        self.epoch = 0
        """Since which epoch it has the lease; 0 where it has none."""
        self.wants = True
        """Whether it would work; not after it gave the lease to another on a person's word."""

    @property
    def every(self) -> float:
        """Seconds between two looks."""
        return self.seat.ttl / LOOKS

    @property
    def lease(self) -> Claim | None:
        """The lease as it was last seen."""
        return self._view.lease

    @property
    def age(self) -> float:
        """Seconds since the lease was last seen to live."""
        return self._sight.still("", self._elapsed())

    def look(self) -> View:
        """Looks at the share; raises Unkept where it cannot be read."""
        with self._turn:
            # Before the look: what is seen may be as old as that.
            now = self._elapsed()
            self._view = self._share.look()
            self._sight = self._sight.after(self._view, now, self.every * LATE)
            self._looked = now
            return self._view

    def tend(self) -> None:
        """Looks, and beats where it is time to. What cannot be read or written now is tried again at the next."""
        with self._turn:
            self.look()
            if self.epoch and not self._holds():
                raise Fenced("Another machine has the lease by now, or it ran out.")
            if self._elapsed() - self._signed >= self.seat.ttl / BEATS:
                self._sign()

    def may_take(self) -> bool:
        """Whether the lease is free for this machine, as far as was seen; no other that answers is passed over."""
        now, view = self._elapsed(), self._view
        asked = self.seat.may_take if self.wants else self.seat.is_still
        if not asked(view, self._sight, now):
            return False
        lease = view.lease
        if lease is None or self.seat.may_take_at_once(view):
            return True
        if self._answers(lease.holder, lease.epoch):
            return False
        # It took a while to ask.
        return asked(self.look(), self._sight, self._elapsed())

    def may_take_at_once(self) -> bool:
        """Whether nobody else can be at work."""
        return self.seat.may_take_at_once(self.look())

    def take(self) -> View | None:
        """Takes the lease as it was seen last; returns what was seen then, or None where another was faster."""
        with self._turn:
            before = self._view
            epoch = before.lease.epoch + 1 if before.lease else 1
            if not self._share.claim(Claim(epoch, self.seat.name, self._now())):
                return None
            # Where copies are brought late, another may have claimed the same epoch: all who look choose alike.
            if not self.look().is_of(self.seat.name, epoch):
                return None
            self.wants = True
            # Counted from before the first beat is seen by others, and had only with it.
            self._sign()
            self.epoch, self._beaten = epoch, self._signed
            return before

    def holds(self) -> bool:
        """Whether it still has the lease: asked right before each commit."""
        with self._turn:
            if self.epoch and self._elapsed() - self._looked >= FRESH:
                try:
                    self.look()
                except Unkept:
                    return False
            return self._holds()

    def check(self) -> None:
        """Raises Fenced where it has the lease no more."""
        if not self.holds():
            raise Fenced("Another machine may work on this archive by now; nothing more is filed here.")

    def asked_back(self) -> str:
        """Returns the machine to which the lease is to be given back, or ""."""
        with self._turn:
            return self.seat.better(self._view, self._sight, self._elapsed()) if self.epoch else ""

    def let_go(self, *, on_demand: bool = False) -> None:
        """Gives the lease back, so that another takes it at once; on a person's word it is not taken back at once."""
        with self._turn:
            # Only what one still has can be given back: of a lost lease the sign would call another's epoch free.
            if self.epoch and self._holds():
                self._let_go = self.epoch
            self.epoch = 0
            self.wants = not on_demand
            self._sign()

    def leave(self) -> None:
        """Keeps the lease as it is and falls silent: it runs out, unless this machine is back before."""
        self.epoch = 0

    def _holds(self) -> bool:
        # Without asking anybody: a machine cut off from the share stops by itself when others may begin.
        in_time = self._elapsed() - self._beaten < self.seat.ttl
        return bool(self.epoch) and in_time and self._view.is_of(self.seat.name, self.epoch)

    def _sign(self) -> None:
        # Before the write: others may see it that early, and count from then.
        now = self._elapsed()
        self._beat += 1
        self._share.sign(Sign(self.seat.name, self._session, self._beat, self.seat.ttl, self.wants, self._let_go))
        self._signed = now
        if self.epoch:
            self._beaten = now
