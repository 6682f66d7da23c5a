"""What keeps canaries out of all that is a person's: of the catalog, and after a cut of the folders."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from atlas import files
from atlas.jobs import notes
from atlas.model.attempt import Try
from atlas.model.canary import ZONE, Canary, is_drop, loaded, wrote
from atlas.model.snapshot import Snapshot
from atlas.model.ticket import SUFFIX, Ticket
from atlas.model.url import host_of
from atlas.spool import Folders
from atlas.spool.entry import ticket_at
from atlas.spool.folders import shelves, ticket_of

NOTE = "canary.json"
LARGEST = 10_000


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
        # An empty note opens the catalog, and is how a start makes it: of a canary alone there is nothing to write.
        if others or tries or not ours:
            self._index.note(others, tries)


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
