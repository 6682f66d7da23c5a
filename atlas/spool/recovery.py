"""Putting the spool in order after a cut: under the lock, before anything else, and twice is as once.

| found                                                    | done                                     |
|----------------------------------------------------------|------------------------------------------|
| a draft                                                  | removed                                  |
| an empty file that reserved a name                       | removed                                  |
| a ticket that is torn                                    | removed                                  |
| a drop in its old place, and filed as well               | removed from its old place               |
| a ticket beside nothing, its drop in inbox/ or filed     | removed, with the leftovers it names     |
| one whose drop was moved back without it, with a later   | removed                                  |
| a ticket beside nothing, its drop nowhere, after a cut   | the drop is made again from it           |
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from atlas import files
from atlas.errors import Unfit
from atlas.files import Stamp
from atlas.model.event import Event, Noticed, Warned
from atlas.model.names import ignored, ignored_folder, shown
from atlas.model.ticket import SUFFIX, Ticket
from atlas.spool.entry import digest_of, ticket_at
from atlas.spool.folders import Folders, drop_of, ticket_of

# Between machines on one share, and between a machine and what it knew of the time before NTP told it.
CLOCKS_DIFFER = timedelta(minutes=5)
Key = tuple[str, str, datetime]


@dataclass(frozen=True)
class Noted:
    """A ticket on a shelf."""

    path: Path
    ticket: Ticket

    @property
    def key(self) -> Key:
        """What stays the same of a drop wherever it is filed."""
        return self.ticket.drop, self.ticket.digest, self.ticket.first_seen


def recover(folders: Folders, cut_since: datetime | None) -> Iterator[Event]:
    """Puts the spool in order; yields what was done.

    `cut_since` is when the holder that was cut off had begun, or None after a goodbye.
    """
    since = cut_since - CLOCKS_DIFFER if cut_since else None
    months = sorted(folders.drops / name for name in files.names_in(folders.drops))
    yield from _sweep_drafts((folders.inbox, folders.deferred, folders.dead, folders.progress, *months))
    # Only months in which the holder that was cut off can have filed anything: ten years of drops are not gone through.
    touched = [month for month in months if since and month.name >= f"{since:%Y-%m}"]
    shelves = [folders.deferred, folders.dead, *touched]
    if since:
        yield from _one_place(folders, shelves)
    # After the above: what leaves its old place there leaves its old ticket beside nothing.
    if orphans := [one for shelf in shelves for one in _orphans(shelf)]:
        yield from _settle_orphans(folders, orphans, list(_filed(shelves)), since)


def _sweep_drafts(shelves: Iterable[Path]) -> Iterator[Event]:
    for shelf in shelves:
        for name in files.names_in(shelf):
            if files.is_draft(name):
                files.remove(shelf / name)
                yield Noticed("Removed a draft that a cut left.", shown(name))


def _orphans(shelf: Path) -> Iterator[Noted]:
    """Yields the tickets beside nothing; removes torn ones and the empty files that only reserved a name."""
    names = set(files.names_in(shelf))
    for name in sorted(name for name in names if name.endswith(SUFFIX)):
        path = shelf / name
        drop = drop_of(path)
        beside = drop.name in names and not _is_empty(drop)
        if beside:
            continue
        ticket = ticket_at(path)
        if ticket is None:
            files.remove(path)
        elif drop.name not in names:
            yield Noted(path, ticket)
        # An empty drop is filed as it is, with a ticket that says so; any other empty file there only reserved the
        # name.
        elif ticket.digest != digest_of(b""):
            files.remove(drop)
            yield Noted(path, ticket)


def _is_empty(drop: Path) -> bool:
    try:
        return drop.lstat().st_size == 0
    except FileNotFoundError:
        return True


def _filed(shelves: Iterable[Path]) -> Iterator[Noted]:
    """Yields the tickets that stand beside their drops."""
    for shelf in shelves:
        names = set(files.names_in(shelf))
        for name in names:
            if f"{name}{SUFFIX}" in names and (ticket := ticket_at(ticket_of(shelf / name))):
                yield Noted(shelf / name, ticket)


def _one_place(folders: Folders, shelves: Iterable[Path]) -> Iterator[Event]:
    """Removes drops from the place they were moved from, where the disk kept their arrival and not their leaving."""
    waiting: dict[tuple[int, ...], list[Path]] = {}
    for folder in (folders.inbox, folders.deferred):
        for seen in files.scan(folder, ignored, ignored_folder):
            for mark in _marks(seen.stamp):
                waiting.setdefault(mark, []).append(folder / seen.path)
    for shelf in shelves if waiting else ():
        for name in files.names_in(shelf):
            home = shelf / name
            alike = {
                one for mark in _marks(files.stamp_of(home.lstat())) for one in waiting.get(mark, ()) if one != home
            }
            ticket = ticket_at(ticket_of(home)) if alike else None
            for source in alike:
                if ticket and _is_same(source, home, ticket):
                    source.unlink()
                    yield Noticed("Removed a drop from its old place: it is filed.", ticket.drop)


def _marks(stamp: Stamp) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Returns what a moved file has in common with itself, and what a copy of it has."""
    return (stamp.device, stamp.inode), (stamp.size, stamp.mtime, 0)


def _is_same(source: Path, home: Path, ticket: Ticket) -> bool:
    """Whether both are one file, or one is the copy that a move between file systems made of the other."""
    try:
        if source.samefile(home):
            return True
        copied = shown(source.name) == ticket.drop.rpartition("/")[2]
        return copied and digest_of(files.read(source.parent, source.name)[1]) == ticket.digest
    except (OSError, Unfit):
        return False


def _settle_orphans(
    folders: Folders, orphans: list[Noted], filed: list[Noted], since: datetime | None
) -> Iterator[Event]:
    waiting, keys = _digests(folders), {one.key for one in filed}
    times = Counter(one.key for one in orphans)
    # A leftover's ticket is written before the leftover: alone it says only that the list was not yet parted.
    alone = {one.path for one in orphans if one.ticket.came_from and times[one.key] == 1}
    # What a person moved back without its ticket was filed anew as if it had come just now: only its bytes tell.
    told = sorted((*filed, *orphans), key=lambda one: one.ticket.settled_at)
    last = {one.ticket.digest: one.ticket.settled_at for one in told if one.path not in alone}
    # Of several tickets of one drop each attempt to file it left one; only what the last one says is true.
    by_age = sorted(orphans, key=lambda one: one.ticket.settled_at)
    newest = {one.key: one for one in by_age}
    for one in orphans:
        anew = one.ticket.digest in last and last[one.ticket.digest] > one.ticket.settled_at
        found = anew or one.key in keys or one.ticket.digest in waiting
        if found or newest[one.key] is not one or one.path in alone:
            yield from _forget(folders, one)
        elif since and one.ticket.settled_at >= since:
            yield from _make_again(one)
        elif not one.path.is_relative_to(folders.processed):
            yield from _forget(folders, one)


def _digests(folders: Folders) -> set[str]:
    """Returns the digests of all that still waits."""
    digests = set()
    for folder in (folders.inbox, folders.deferred):
        for seen in files.scan(folder, ignored, ignored_folder):
            try:
                digests.add(digest_of(files.read(folder, seen.path)[1]))
            except (OSError, Unfit):
                continue
    return digests


def _make_again(one: Noted) -> Iterator[Event]:
    drop = drop_of(one.path)
    drafted = files.draft(drop.parent, one.ticket.remade())
    files.sync([drafted])
    # Without replacing: where a drop lies by now, it is not missing.
    files.publish(drafted, drop)
    files.sync(folders=[drop.parent])
    yield Warned("Made a drop again from its ticket: the cut had taken it.", one.ticket.drop)


def _forget(folders: Folders, one: Noted) -> Iterator[Event]:
    """Removes a ticket whose drop was not moved after all, after the leftovers it names."""
    for told in one.ticket.leftovers:
        leftover = folders.placed(told)
        noted = ticket_at(ticket_of(leftover))
        if noted and noted.came_from == one.ticket.drop and noted.first_seen == one.ticket.first_seen:
            files.remove(leftover)
            files.remove(ticket_of(leftover))
    # Last, as in _undo: while it is there, the next recovery finds the leftovers by it.
    files.remove(one.path)
    yield Noticed("Removed a ticket beside nothing.", shown(one.path.name))
