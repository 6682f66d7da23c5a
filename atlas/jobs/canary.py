"""The canary's rounds: a drop of Atlas's own goes the way of every drop, is read back, and leaves nothing behind.

What tells the truth about the whole of Atlas is how long ago one last came home. Its row is written to the catalog,
read, and taken back within one transaction: no search, list, count or backup ever has it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from secrets import token_hex
from typing import Protocol

from atlas import files
from atlas.errors import AtlasError, Unkept
from atlas.jobs.fetcher import Climber
from atlas.jobs.sparing import NOTE, canary_in, cleared
from atlas.model.canary import TWICE, Canary, Flight, is_drop
from atlas.model.event import Captured, Deferred, Died, Event, Noticed, Recognised, Settled, Warned
from atlas.spool import Folders
from atlas.vault import Vault

WANTED = "canary.wanted"
FIRST = 60.0
"""Seconds after the start before the first round, and after a round that failed before the next."""
LONGEST = 300.0
"""Seconds that a round may take while nothing holds fetching up."""
CROWD = 256
"""Errands beside which no round is begun: it would only wait among them."""
SURE = 1.5
"""Seconds after which a bell that hangs must have rung; the watch itself holds events back for half a second."""
LARGEST = 10_000
"""Bytes that are read of what came home."""


class Perch(Protocol):
    """Where the page of a round is served."""

    port: int

    def open(self, flight: Flight) -> None:
        """Serves it."""

    def close(self) -> None:
        """Ends that."""


class Aviary:
    """The canary of one home; the daemon's thread tends it, those that fetch ask it the way."""

    def __init__(
        self,
        folders: Folders,
        vault: Vault,
        every: float,
        perch: Callable[[], Perch],
        ladder: Callable[[Flight], Climber],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._folders = folders
        self._vault = vault
        self._every = every
        self._perch_of = perch
        self._ladder_to = ladder
        self._now = now
        self._monotonic = monotonic
        # Rounds that failed before a restart count on: a machine that restarts every hour would never be told of.
        self._known = replace(canary_in(folders.state) or Canary(), every=every)
        self._next = monotonic() + self._first()
        self._flight: Flight | None = None
        self._perch: Perch | None = None
        self._climbed = self._warned = False
        self._began = 0.0
        self._place = ""
        self._rung = 0
        self.held_up: Callable[[], bool] = lambda: False
        """Whether capture has other troubles: then no round is begun, and none fails."""
        self.rung: Callable[[], int] | None = None
        """How often the bell rang; None where none hangs."""
        self.deaf: Callable[[], None] = lambda: None
        """Told that the bell did not ring."""

    def way(self, drop: str, url: str) -> Climber | None:
        """Returns the ladder for the canary's own drop and address, once; for all else None."""
        flight = self._flight
        if flight is None or self._climbed or (drop, url) != (flight.drop, flight.url):
            return None
        # Once: this way is open for the one visit, and not for whoever finds the address in a log.
        self._climbed = True
        return self._ladder_to(flight)

    def tend(self) -> Iterator[Event]:
        """Begins a round where it is time for one, ends one that takes too long; yields what is to be told."""
        if self._flight is None:
            if self._is_wanted() and not self.held_up():
                yield from self._begin()
        elif self.held_up():
            self._began = self._monotonic()
        elif self._monotonic() - self._began > LONGEST:
            yield from self._end(f"It was not filed within {LONGEST / 60:.0f} minutes.")

    def told(self, event: Event) -> Iterator[Event]:
        """Yields what is to be told of an event: of the canary's own only what becomes of its round."""
        flight = self._flight
        ours = isinstance(event, Captured | Deferred | Died | Recognised | Settled) and is_drop(event.drop)
        if not ours:
            yield event
        elif flight and getattr(event, "drop", "") == flight.drop:
            yield from self._heard(event)

    def stop(self) -> None:
        """Ends a round that is under way, without a word."""
        if self._flight:
            with suppress(OSError, Unkept):
                self._clear(self._flight)
            self._land()

    def _heard(self, event: Event) -> Iterator[Event]:
        match event:
            case Captured():
                self._place = event.snapshot
            case Deferred() | Died():
                yield from self._end(event.reason)
            case Settled():
                yield from self._end(self._wrong())

    def _begin(self) -> Iterator[Event]:
        try:
            perch = self._perch_of()
            flight = Flight(token_hex(12), perch.port, self._now())
            perch.open(flight)
            self._flight, self._perch, self._climbed, self._place = flight, perch, False, ""
            self._began, self._rung = self._monotonic(), self.rung() if self.rung else 0
            # As a stranger would: under a hidden name first. Not by `dropped`, which syncs: a canary is worth nothing
            # after a cut.
            files.publish(files.draft(self._folders.inbox, flight.written), self._folders.inbox / flight.drop)
        except (OSError, Unkept) as error:
            yield from self._end(f"It could not be dropped: {error}")

    def _end(self, why: str) -> Iterator[Event]:
        flight, took = self._flight, self._monotonic() - self._began
        if flight:
            try:
                self._clear(flight)
            except (OSError, Unkept) as error:
                why = why or f"It could not be removed: {error}"
        self._land()
        at = self._now()
        self._known = self._known.lost(at, why) if why else self._known.whole(at, round(took, 3))
        self._next = self._monotonic() + (min(FIRST, self._every or FIRST) if why else self._every)
        self._write()
        if self._known.failed >= TWICE:
            yield Warned("A canary did not come home: what is dropped may not be captured.", why, about="canary")
        elif not why and self._warned:
            yield Noticed("A canary came home again.", about="canary")
        self._warned = self._known.failed >= TWICE

    def _wrong(self) -> str:
        """Returns what is wrong with what came home, or ""."""
        flight, place = self._flight, self._place
        if flight is None or not place:
            return "It was filed, and nothing was captured."
        try:
            self._vault.verify(self._in_vault(place))
            with self._vault.payload(self._in_vault(place)) as (_, body):
                whole = body.read(LARGEST) == flight.page
        except (AtlasError, OSError) as error:
            return f"Its snapshot does not read: {error}"
        if not whole:
            return "Its snapshot has another page in it."
        return "" if self._was_heard() else "The bell did not ring for it: the watch on the inbox is hung again."

    def _was_heard(self) -> bool:
        # A sweep may find it sooner than the bell can ring: that proves nothing against the bell.
        sure = self._monotonic() - self._began > SURE
        if not sure or self.rung is None or self.rung() != self._rung:
            return True
        self.deaf()
        return False

    def _clear(self, flight: Flight) -> None:
        if self._place:
            # Before the ticket that names it: a cut in between leaves a snapshot that the next start knows by its name.
            self._vault.drop(self._in_vault(self._place))
        cleared(self._folders, flight.drop)

    def _in_vault(self, place: str) -> str:
        return self._folders.placed(place).relative_to(self._folders.raw).as_posix()

    def _land(self) -> None:
        if self._perch:
            self._perch.close()
        self._flight = self._perch = None

    def _is_wanted(self) -> bool:
        wanted = self._folders.state / WANTED
        if wanted.exists():
            with suppress(OSError):
                files.remove(wanted)
            return True
        return bool(self._every) and self._monotonic() >= self._next

    def _first(self) -> float:
        """How long to wait at the start: a daemon that begins often flies no more canaries for that."""
        if not self._known.at or self._known.failed:
            return FIRST
        since = (self._now() - self._known.at).total_seconds()
        return max(FIRST, self._every - since) if since >= 0 else FIRST

    def _write(self) -> None:
        # Not synced: the next round tells it anew, and a card's life is worth more.
        with suppress(OSError, Unkept):
            files.publish(
                files.draft(self._folders.state, self._known.dumps()), self._folders.state / NOTE, replace=True
            )
