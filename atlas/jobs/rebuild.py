"""The catalog, made anew from the folders."""

from collections.abc import Iterator
from pathlib import Path

from atlas import files
from atlas.catalog import Catalog
from atlas.jobs.articles import readings_in
from atlas.model.attempt import Try
from atlas.model.snapshot import Judged, Snapshot
from atlas.model.ticket import SUFFIX, Ticket
from atlas.spool import Folders
from atlas.spool.entry import ticket_at
from atlas.spool.folders import shelves
from atlas.vault import Vault


def rebuild(
    folders: Folders, vault: Vault, catalog: Catalog, judged: Judged = lambda snapshot: snapshot
) -> tuple[int, list[str]]:
    """Returns how many snapshots there are, and those that do not read; `judged` may say of each what it is by now."""
    damaged: list[str] = []
    counted = [0]

    def all_kept() -> Iterator[Snapshot]:
        for snapshot in vault.snapshots(lambda place, error: damaged.append(place)):
            counted[0] += 1
            yield judged(snapshot)

    catalog.rebuild(all_kept(), tried_in(folders), readings_in(folders))
    return counted[0], damaged


def tried_in(folders: Folders) -> Iterator[tuple[str, tuple[Try, ...]]]:
    """Yields the tries that tickets tell of."""
    for _, ticket in tickets(folders):
        for target in ticket.targets:
            yield target.url, target.tries


def tickets(folders: Folders) -> Iterator[tuple[Path, Ticket]]:
    """Yields every ticket of every shelf."""
    for shelf in shelves(folders):
        for name in sorted(files.names_in(shelf)):
            if name.endswith(SUFFIX) and (ticket := ticket_at(shelf / name)):
                yield shelf / name, ticket
