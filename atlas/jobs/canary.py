"""The canary's rounds: a drop of Atlas's own goes the way of every drop, is read back, and leaves nothing behind.

What tells the truth about the whole of Atlas is how long ago one last came home. Its row is written to the catalog,
read, and taken back within one transaction: no search, list, count or backup ever has it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from atlas import files
from atlas.errors import AtlasError, Unkept
from atlas.jobs import notes
from atlas.jobs.fetcher import Climber
from atlas.jobs.rebuild import shelves
from atlas.model.attempt import Try
from atlas.model.canary import TWICE, ZONE, Canary, Flight, is_drop, loaded, wrote
from atlas.model.event import Captured, Deferred, Died, Event, Noticed, Recognised, Settled, Warned
from atlas.model.snapshot import Snapshot
from atlas.model.ticket import SUFFIX, Ticket
from atlas.model.url import host_of
from atlas.spool import Folders
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of
from atlas.vault import Vault

NOTE, WANTED = "canary.json", "canary.wanted"
FIRST = 60.0
"""Seconds after the start before the first round, and after a round that failed before the next."""
LONGEST = 300.0
"""Seconds that a round may take while nothing holds fetching up."""
CROWD = 256
"""Errands beside which no round is begun: it would only wait among them."""
SURE = 1.5
"""Seconds after which a bell that hangs must have rung; the watch itself holds events back for half a second."""
LARGEST = 10_000


class Perch(Protocol):
    """Where the page of a round is served."""

    port: int

    def open(self, flight: Flight) -> None:
        """Serves it."""

    def close(self) -> None:
        """Ends that."""


class Rehearsing(Protocol):
    """The catalog, as far as a canary asks it."""

    def note(self, kept: Sequence[Snapshot], tried: Sequence[tuple[str, tuple[Try, ...]]]) -> None:
        """Takes snapshots, and tries that left none."""

    def rehearse(self, kept: Sequence[Snapshot]) -> None:
        """Takes snapshots and gives them back within one transaction; raises CatalogBroken where it cannot."""


class Sparing:
    """An index that keeps no canaries."""

    def __init__(self, index: Rehearsing) -> None:
        self._index = index

    def note(self, kept: Sequence[Snapshot], tried: Sequence[tuple[str, tuple[Try, ...]]]) -> None:
        """Takes all but canaries; those it only tries out."""
        ours = [one for one in kept if is_drop(one.facts.drop)]
        if ours:
            self._index.rehearse(ours)
        others = [one for one in kept if one not in ours]
        tries = [one for one in tried if not host_of(one[0]).endswith(f".{ZONE}")]
        if others or tries or not ours:
            self._index.note(others, tries)


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
        sure = self._monotonic() - self._began > SURE
        if not sure or self.rung is None or self.rung() != self._rung:
            return True
        self.deaf()
        return False

    def _clear(self, flight: Flight) -> None:
        if self._place:
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


def canary_in(state: Path) -> Canary | None:
    """Returns what is known of the last rounds."""
    return loaded(notes.read(state / NOTE))


def swept(folders: Folders) -> int:
    """Removes the drops and tickets of canaries that a cut left, and nothing that a person made; returns how many."""
    found = {one for folder in _folders(folders) for one in _named_in(folder)}
    return sum(cleared(folders, name) for name in sorted(found))


def cleared(folders: Folders, name: str) -> int:
    """Removes a canary's drop and its ticket from wherever they lie; returns how many files that were."""
    count = 0
    for folder in _folders(folders):
        drop = folder / name
        ticket = ticket_of(drop)
        # The ticket first: one without its drop would have the drop made again after a cut.
        if (told := ticket_at(ticket)) and _is_ours(told):
            files.remove(ticket)
            count += 1
        if wrote(name, _read(drop)):
            files.remove(drop)
            count += 1
    return count


def _folders(folders: Folders) -> Iterable[Path]:
    return (folders.inbox, *shelves(folders)[-4:])


def _named_in(folder: Path) -> Iterator[str]:
    yield from (name for one in files.names_in(folder) if is_drop(name := one.removesuffix(SUFFIX)))


def _is_ours(ticket: Ticket) -> bool:
    return is_drop(ticket.drop) and all(host_of(one.url).endswith(f".{ZONE}") for one in ticket.targets)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()[:LARGEST] if path.is_file() and not path.is_symlink() else b""
    except OSError:
        return b""
