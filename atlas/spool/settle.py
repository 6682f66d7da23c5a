"""Filing drops according to their disposition, many at once.

Every step is durable before the next: tickets and what is left of lists, then the moves, then
the tidying. What is told as settled is settled.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from atlas import files
from atlas.errors import Fenced, Unfit, Unkept
from atlas.model.names import shortened
from atlas.model.ticket import SUFFIX, Disposition, Ticket
from atlas.spool.entry import digest_of
from atlas.spool.folders import Folders, ticket_of
from atlas.spool.settlement import Outcome, Settlement

LONGEST_NAME = 255
CHANGED = "The drop was changed while it was captured: this is what was read; the changed one is taken anew."
NUMBER = 8
"""Bytes kept free in a name for ~2, ~3, …"""
Fence = Callable[[], None]


def settle(folders: Folders, settlements: Sequence[Settlement], fence: Fence = lambda: None) -> None:
    """Files drops; each settlement then tells its outcome.

    It raises nothing: where the disk does not take a step, the outcome is UNKEPT, and the drop
    is where it was, without notes of it. So it is where `fence`, asked right before each move, raises Fenced.
    """
    Filing(folders, settlements, fence).run()


class Filing:
    """One group of drops on its way."""

    def __init__(self, folders: Folders, settlements: Sequence[Settlement], fence: Fence = lambda: None) -> None:
        self._folders = folders
        self._all = settlements
        self._fence = fence

    def run(self) -> None:
        """Takes the steps in order."""
        # First of all: who edited the drop while it was fetched must not find it filed as done.
        self._each(self._verify)
        self._each(self._write)
        # Tickets and drafts are durable before any name is given away or any drop moves (R2: the note before the move).
        self._sync_notes()
        self._each(_publish)
        # What is left of a list has its own names for good before the list itself may leave.
        self._sync_leftovers()
        self._each(self._move)
        # The moves are the commit, and only now told: `Settled` before this could be a lie after a cut.
        self._sync_moves()
        self._each(_tidy)

    @property
    def _live(self) -> list[Settlement]:
        return [one for one in self._all if one.outcome in (Outcome.FILED, Outcome.CHANGED) and not one.error]

    def _each(self, step: Callable[[Settlement], None]) -> None:
        for one in self._live:
            try:
                step(one)
            except (OSError, Unkept, Unfit) as error:
                _undo(one, error)

    def _verify(self, one: Settlement) -> None:
        loaded = one.loaded
        try:
            stamp, data = files.read(loaded.entry.place.folder(self._folders), loaded.entry.path)
        except (FileNotFoundError, NotADirectoryError):
            one.outcome = Outcome.GONE
        except (BlockingIOError, Unfit):
            self._keep_receipt(one)
        else:
            if (stamp, digest_of(data)) != (loaded.stamp, loaded.digest):
                self._keep_receipt(one)

    def _keep_receipt(self, one: Settlement) -> None:
        one.outcome, one.leftovers = Outcome.CHANGED, ()
        one.ticket = replace(one.ticket, disposition=Disposition.CAPTURED, reason=CHANGED)

    def _write(self, one: Settlement) -> None:
        if one.outcome is Outcome.CHANGED:
            self._write_receipt(one)
        elif one.stays:
            path = ticket_of(one.loaded.entry.at(self._folders))
            one.drafts.append((files.draft(path.parent, one.ticket.dumps()), path))
        else:
            self._write_leftovers(one)
            one.home = self._reserved(one, one.loaded.entry.name, one.ticket)

    def _write_receipt(self, one: Settlement) -> None:
        if not any(target.snapshot for target in one.ticket.targets):
            return
        home = self._reserved(one, one.loaded.entry.name, one.ticket)
        one.drafts.append((files.draft(home.parent, one.loaded.data or one.ticket.remade()), home))

    def _write_leftovers(self, one: Settlement) -> None:
        told = []
        for leftover in one.leftovers:
            home = self._reserved(one, leftover.name, leftover.ticket)
            one.drafts.append((files.draft(home.parent, leftover.data), home))
            told.append(self._folders.told(home))
        one.ticket = replace(one.ticket, leftovers=tuple(told))

    def _reserved(self, one: Settlement, name: str, ticket: Ticket) -> Path:
        """Writes a ticket where neither it nor its drop lies yet; returns the drop's new home."""
        shelf = _shelf(self._folders, ticket)
        if (made := files.make_folder(shelf)) or shelf not in self._folders.durable:
            # Though it is there: what made it may have failed, or been cut off, before its name was durable.
            one.folders += [*made, shelf.parent]
        wanted = shelf / shortened(name, LONGEST_NAME - len(SUFFIX) - NUMBER)
        while True:
            home = files.unused(wanted, beside=SUFFIX)
            try:
                # O_EXCL: two that settle at once, or a person who copies, cannot both get the name that `unused` has
                # found.
                files.create(ticket_of(home), ticket.dumps())
            except FileExistsError:
                continue
            one.notes.append(ticket_of(home))
            return home

    def _move(self, one: Settlement) -> None:
        if one.home:
            self._fence()
            files.move(one.loaded.entry.at(self._folders), one.home)
            # From here on the ticket is true: an error that comes later must not take it back.
            one.notes.clear()

    def _sync_notes(self) -> None:
        written = [path for one in self._live for path in (*one.notes, *(drafted for drafted, _ in one.drafts))]
        above = [path for one in self._live for path in one.folders]
        self._together(written, [*above, *(path.parent for one in self._live for path in one.notes)])
        self._folders.durable.update(path.parent for one in self._live for path in one.notes)

    def _sync_leftovers(self) -> None:
        self._together((), [path.parent for one in self._live for path in one.published])

    def _together(self, written: Iterable[Path], above: Iterable[Path]) -> None:
        try:
            files.sync(written, above)
        except Unkept as error:
            for one in self._live:
                _undo(one, error)

    def _sync_moves(self) -> None:
        live = self._live
        order = self._in_order(live)
        try:
            files.sync(folders=order)
        except Unkept as error:
            self._folders.doubted.update(order)
            for one in live:
                one.error = error

    def _in_order(self, live: list[Settlement]) -> list[Path]:
        """Returns where drops arrived before where they left: one that is nowhere is worse than one in two places."""
        arrived = [one.home.parent for one in live if one.home]
        left = [one.loaded.entry.at(self._folders).parent for one in live if one.home or one.stays]
        return sorted(dict.fromkeys([*arrived, *left]), key=self._rank)

    def _rank(self, folder: Path) -> int:
        """Drops come from the inbox and from the deferred ones, never from the other shelves."""
        if folder == self._folders.deferred:
            return 1
        return 2 if folder.is_relative_to(self._folders.inbox) else 0


def _shelf(folders: Folders, ticket: Ticket) -> Path:
    match ticket.disposition:
        case Disposition.DEFERRED:
            return folders.deferred
        case Disposition.DEAD:
            return folders.dead
        case Disposition.CAPTURED | Disposition.QUEUED:  # pragma: no branch
            return folders.drops_of(ticket.settled_at)


def _publish(one: Settlement) -> None:
    while one.drafts:
        drafted, path = one.drafts[0]
        files.publish(drafted, path, replace=one.stays)
        one.drafts.pop(0)
        if not one.stays:
            one.notes.append(path)
            one.published.append(path)


def _tidy(one: Settlement) -> None:
    if one.home and one.loaded.ticket:
        # The move is done: nothing may be taken back any more, and what stays here is swept at the next start.
        with suppress(OSError):
            files.remove(one.loaded.ticket)


def _undo(one: Settlement, error: Exception) -> None:
    """Takes back what was written for a drop that stays where it is; what cannot be is swept at the next start."""
    last = [ticket_of(one.home)] if one.home else []
    drafted = [path for path, _ in one.drafts]
    if isinstance(error, Fenced):
        # Under such a name a note of the machine may lie by now that works instead; its recovery removes what is left.
        one.notes, last = [], []
    # The ticket that names the leftovers goes last: by it the next start finds them.
    for path in (*drafted, *(note for note in reversed(one.notes) if note not in last), *last):
        with suppress(OSError):
            files.remove(path)
    one.outcome, one.error, one.home = Outcome.UNKEPT, error, None
