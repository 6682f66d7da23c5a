"""A drop that is due: where it lies, what is in it, and what its ticket remembers."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from atlas import files
from atlas.errors import Damaged, Unfit
from atlas.files import Stamp
from atlas.model import moment, ticket
from atlas.model.late import Late
from atlas.model.names import shown
from atlas.model.target import target_for
from atlas.model.ticket import Target, Ticket
from atlas.spool.beside import url_beside
from atlas.spool.folders import Folders, ticket_of

if TYPE_CHECKING:
    from atlas.model.drop import Contents, Saved

# The table of formats is as much as the rest of the queue: a daemon that waits, and who adds a link, do without it.
formats = Late("atlas.model.drop")

LARGEST_TICKET = 128_000_000
"""Bytes: of the longest list there may be, a hundred thousand addresses, with two tries each."""
LARGEST_KEPT = 1_000_000
"""Bytes of a drop that are held while it is worked on; what is larger is read again where it is needed."""
MOST_TOLD = 100
LONGEST_TOLD = 300


class Place(Enum):
    """The folders drops are taken from."""

    INBOX = "inbox"
    DEFERRED = "deferred"

    def folder(self, folders: Folders) -> Path:
        """Returns where it is in a home."""
        return folders.inbox if self is Place.INBOX else folders.deferred


@dataclass(frozen=True, slots=True)
class Entry:
    """A drop's file."""

    place: Place
    path: str
    """Relative to its place."""

    @property
    def name(self) -> str:
        """The file's own name, without folders."""
        return self.path.rpartition("/")[2]

    @property
    def tags(self) -> tuple[str, ...]:
        """The folders it lies in."""
        return tuple(shown(one) for one in self.path.split("/")[:-1])

    def at(self, folders: Folders) -> Path:
        """Returns where it lies."""
        return self.place.folder(folders) / self.path


@dataclass(frozen=True)
class Loaded:
    """A drop as it was read, with its targets."""

    entry: Entry
    stamp: Stamp
    digest: str
    data: bytes
    """Its bytes, unless they are many and its targets suffice."""
    drop: str
    """Its name as tickets tell it."""
    first_seen: datetime
    arrived: datetime
    targets: tuple[Target, ...]
    tags: tuple[str, ...]
    came_from: str
    ticket: Path | None
    """The old ticket, to be removed or replaced when the drop is settled."""
    folder: Path
    """The place it lies in."""
    page: "Saved | None" = None
    """The page it is, where it is no list."""
    unusable: tuple[str, ...] = ()
    """Entries that ask for nothing, as the ticket tells them."""
    feeds: tuple[str, ...] = ()


def digest_of(data: bytes) -> str:
    """Returns the digest tickets name a drop's bytes by."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def load(folders: Folders, entry: Entry, now: datetime) -> Loaded:
    """Returns a drop as it lies there now.

    Raises as `files.read` does, and Unfit where it holds more than a drop may.
    """
    root = entry.place.folder(folders)
    stamp, data = files.read(root, entry.path)
    found: Contents = formats.contents_of(data, entry.name)
    # Its change of status is when it came into this folder; mtime is the sender's (Syncthing, cp -p). Never later than
    # now: clocks are set.
    arrived = min(now, datetime.fromtimestamp((root / entry.path).lstat().st_ctime, UTC))
    noted = ticket_at(ticket_of(root / entry.path))
    digest = digest_of(data)
    targets = _targets(folders, root / entry.path, found, digest)
    fresh = Loaded(
        entry=entry,
        stamp=stamp,
        digest=digest,
        # Without targets the bytes are all that tells why, and the ticket has them.
        data=b"" if targets and len(data) > LARGEST_KEPT else data,
        drop=shown(entry.path),
        first_seen=moment.whole(arrived),
        arrived=arrived,
        targets=targets,
        tags=entry.tags,
        came_from="",
        ticket=ticket_of(root / entry.path) if noted else None,
        folder=root,
        page=found.page,
        unusable=_told([one.url for one in found.unusable]),
        feeds=_told([one.url for one in found.feeds]),
    )
    return _remembered(fresh, noted, now) if noted else fresh


def _targets(folders: Folders, path: Path, found: "Contents", digest: str) -> tuple[Target, ...]:
    if found.page:
        url = found.page.url or url_beside(folders, path) or f"urn:{digest}"
        title = found.page.title or shown(path.stem)
        return (Target(url, title, added=found.page.at),)
    return tuple(target_for(link, once=found.exported) for link in found.links)


def _told(entries: list[str]) -> tuple[str, ...]:
    """Returns entries as a ticket tells them: not too many, none too long."""
    more = len(entries) - MOST_TOLD
    told = tuple(shown(one[:LONGEST_TOLD]) for one in entries[:MOST_TOLD])
    return (*told, f"… and {more:,} more") if more > 0 else told


def ticket_at(path: Path) -> Ticket | None:
    """Returns the ticket at a path, or None where there is none that reads."""
    try:
        _, data = files.read(path.parent, path.name, LARGEST_TICKET)
        return ticket.loads(data)
    except (Damaged, Unfit, OSError):
        return None


def _remembered(fresh: Loaded, noted: Ticket, now: datetime) -> Loaded:
    """Returns the drop with what its ticket remembers; a drop that was edited since begins anew."""
    known = {one.url: one for one in noted.targets}
    remembered = replace(
        fresh,
        first_seen=noted.first_seen,
        tags=tuple(dict.fromkeys((*noted.tags, *fresh.tags))),
        came_from=noted.came_from,
    )
    # Only there attempts go on. Who moves a drop back to inbox/ wants it tried anew: its ticket is read as history.
    if fresh.entry.place is Place.DEFERRED and noted.digest == fresh.digest:
        at_once = noted.from_the_future(now)
        waiting = tuple(replace(one, retry_at=None) if at_once else one for one in noted.targets)
        return replace(remembered, drop=noted.drop, targets=waiting or fresh.targets)
    targets = tuple(_asked_anew(one, known.get(one.url)) for one in fresh.targets)
    drop = noted.drop if fresh.entry.place is Place.DEFERRED else fresh.drop
    return replace(remembered, drop=drop, targets=targets)


def _asked_anew(target: Target, known: Target | None) -> Target:
    if known is None:
        return target
    return replace(
        target,
        title=target.title or known.title,
        added=target.added or known.added,
        tags=target.tags or known.tags,
        note=target.note or known.note,
        once=target.once or known.once,
        tries=known.tries,
    )
