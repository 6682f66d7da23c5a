"""What waits in failed/deferred/, and until when: read from the tickets, kept in mind while nothing changes."""

from datetime import UTC, datetime
from pathlib import Path

from atlas import files
from atlas.model.names import ignored
from atlas.model.ticket import CLOCK_WENT_BACK, Ticket
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of

AT_ONCE = 0.0
# Nanoseconds. FAT stamps in steps of two seconds, the coarsest there are.
SETTLING = 2e9
HOLD, LONGEST_HOLD = 0.5, 1800.0
"""Seconds a list waits for more of it to be due, by each of its targets: its ticket is written anew each time."""


class Deferrals:
    """The drops of failed/deferred/ by the moment they are due."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._due: dict[str, tuple[int, float]] = {}
        self._seen = 0
        self._taken: set[str] = set()
        self._looked_at: datetime | None = None

    def due(self, now: datetime) -> list[str]:
        """Returns the names of the drops that are due and not yet taken, longest due first; they are taken."""
        self._refresh(now)
        moment = now.timestamp()
        ready = sorted((at, name) for name, (_, at) in self._due.items() if at <= moment and name not in self._taken)
        self._taken.update(name for _, name in ready)
        return [name for _, name in ready]

    def next_due(self, now: datetime) -> datetime | None:
        """Returns when the next one is due that was not yet taken, or None."""
        self._refresh(now)
        soonest = min((at for name, (_, at) in self._due.items() if name not in self._taken), default=None)
        return None if soonest is None else datetime.fromtimestamp(soonest, UTC)

    def release(self, name: str) -> None:
        """Lets a drop be seen again."""
        self._taken.discard(name)
        # Its ticket may have been written again within one tick of the clock: what was remembered of it is forgotten.
        self._due.pop(name, None)
        self._seen = 0

    def _refresh(self, now: datetime) -> None:
        if self._looked_at and now < self._looked_at - CLOCK_WENT_BACK:
            # All that is kept in mind was reckoned under a clock that has since been set back.
            self._due, self._seen = {}, 0
        self._looked_at = now
        # A folder's time changes when a name comes or goes, and each ticket is published as a new file: one stat a
        # sweep suffices.
        changed = self._folder.stat().st_mtime_ns
        if changed == self._seen:
            return
        names = [name for name in files.names_in(self._folder) if not ignored(name)]
        self._due = {name: self._when(name, now) for name in names}
        # A change within the tick of the clock that stamps folders would go unseen: not yet remembered.
        self._seen = changed if abs(now.timestamp() * 1e9 - changed) > SETTLING else 0

    def _when(self, name: str, now: datetime) -> tuple[int, float]:
        path = ticket_of(self._folder / name)
        try:
            written = path.lstat().st_mtime_ns
        except OSError:
            # Without a ticket somebody put it there by hand: that is asking for it now.
            return 0, AT_ONCE
        known = self._due.get(name)
        if known and known[0] == written:
            return known
        noted = ticket_at(path)
        return written, _moment(noted, now) if noted else AT_ONCE


def _moment(noted: Ticket, now: datetime) -> float:
    if noted.retry_at is None or noted.from_the_future(now):
        return AT_ONCE
    return noted.retry_at.timestamp() + min(HOLD * (len(noted.targets) - 1), LONGEST_HOLD)
