"""A drop that is due: where it lies, what is in it, and what its ticket remembers."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from atlas import files
from atlas.errors import Damaged, Unfit
from atlas.files import Stamp
from atlas.model import moment, ticket
from atlas.model.drop import links_in
from atlas.model.names import shown
from atlas.model.ticket import Disposition, Target, Ticket
from atlas.spool.folders import Folders, ticket_of

LARGEST_TICKET = 64_000_000


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
    drop: str
    """Its name as tickets tell it."""
    first_seen: datetime
    arrived: datetime
    targets: tuple[Target, ...]
    tags: tuple[str, ...]
    came_from: str
    ticket: Path | None
    """The old ticket, to be removed or replaced when the drop is settled."""


def digest_of(data: bytes) -> str:
    """Returns the digest tickets name a drop's bytes by."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def load(folders: Folders, entry: Entry, now: datetime) -> Loaded:
    """Returns a drop as it lies there now.

    Raises as `files.read` does.
    """
    root = entry.place.folder(folders)
    stamp, data = files.read(root, entry.path)
    arrived = min(now, datetime.fromtimestamp((root / entry.path).lstat().st_ctime, UTC))
    noted = ticket_at(ticket_of(root / entry.path))
    fresh = Loaded(
        entry=entry,
        stamp=stamp,
        digest=digest_of(data),
        data=data,
        drop=shown(entry.path),
        first_seen=moment.whole(arrived),
        arrived=arrived,
        targets=tuple(Target(link.url, link.title) for link in links_in(data, entry.name)),
        tags=entry.tags,
        came_from="",
        ticket=ticket_of(root / entry.path) if noted else None,
    )
    return _remembered(fresh, noted, now) if noted else fresh


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
    return replace(target, title=target.title or known.title, tries=known.tries, disposition=Disposition.QUEUED)
