"""A saved page and the shortcut beside it: the page serves both, and comes first."""

import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from atlas import files
from atlas.model.attempt import SAVED
from atlas.model.key import key_of
from atlas.model.ticket import SUFFIX, Disposition, Ticket
from atlas.spool.beside import MONTHS
from atlas.spool.entry import Loaded, Place, ticket_at
from atlas.spool.folders import Folders, ticket_of

SHORTCUTS = (".url", ".webloc", ".desktop")
"""Not .txt: a link in a note is a wish of its own, whatever lies beside it."""
PAGES = (".html", ".htm", ".xhtml", ".mhtml", ".mht", ".pdf", ".epub")
PATIENCE = timedelta(minutes=10)
"""How long a shortcut waits for what lies beside it: that may turn out to be no page."""
TOGETHER = timedelta(hours=1)
"""A shortcut that comes so long after its page is still part of the pair; a later one is a wish of its own."""


def is_shortcut(loaded: Loaded) -> bool:
    """Whether a drop asks for one address, under a name that a page may lie beside."""
    return loaded.page is None and len(loaded.targets) == 1 and loaded.entry.name.endswith(SHORTCUTS)


def awaited(folders: Folders, loaded: Loaded, now: datetime) -> str:
    """Returns the path in the inbox of what a shortcut there waits for, or ""."""
    if loaded.entry.place is not Place.INBOX or not is_shortcut(loaded) or now - loaded.arrived > PATIENCE:
        return ""
    stem = loaded.entry.path.rpartition(".")[0]
    return next((f"{stem}{ending}" for ending in PAGES if _is_there(f"{folders.inbox}/{stem}{ending}")), "")


def kept_beside(folders: Folders, loaded: Loaded) -> str:
    """Returns the snapshot, as tickets tell it, of the saved page that was dropped with a shortcut, or ""."""
    if not is_shortcut(loaded):
        return ""
    key = key_of(loaded.targets[0].url)
    # Every dropped shortcut comes by here: what is mostly not there is asked for by its name alone.
    for ticket in _tickets(folders, PurePath(loaded.entry.name).stem):
        snapshot = _snapshot(ticket, key)
        if snapshot and loaded.arrived <= ticket.settled_at + TOGETHER and folders.placed(snapshot).is_file():
            return snapshot
    return ""


def failed_beside(folders: Folders, loaded: Loaded) -> Iterator[tuple[Path, Ticket]]:
    """Yields the shortcuts to a saved page that failed before it came, with their tickets."""
    if loaded.page is None or loaded.entry.place is not Place.INBOX:
        return
    key, stem = key_of(loaded.targets[0].url), PurePath(loaded.entry.name).stem
    for path in (folder / f"{stem}{ending}" for folder in (folders.deferred, folders.dead) for ending in SHORTCUTS):
        ticket = ticket_at(ticket_of(path))
        if ticket and [key_of(one.url) for one in ticket.targets] == [key] and _is_there(str(path)):
            yield path, ticket


def _is_there(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _tickets(folders: Folders, stem: str) -> Iterator[Ticket]:
    """Yields the tickets of the pages of a stem that were filed of late."""
    months = (folders.drops / name for name in sorted(files.names_in(folders.drops), reverse=True)[:MONTHS])
    for home in (f"{month}/{stem}{ending}" for month in months for ending in PAGES):
        if _is_there(f"{home}{SUFFIX}"):
            yield from filter(None, map(ticket_at, _numbered(Path(home))))


def _numbered(home: Path) -> Iterator[Path]:
    """Yields where the tickets of a name lie, and of its numbered variants as they were given out."""
    path, number = home, 1
    # Numbers are given out without gaps, and a person who deletes one in the middle hides only what came after it.
    while (ticket := ticket_of(path)).exists():
        yield ticket
        number += 1
        path = home.with_name(f"{home.stem}~{number}{home.suffix}")


def _snapshot(ticket: Ticket, key: str) -> str:
    """Returns the snapshot of a ticket that is of a saved page of this key."""
    return next(
        (
            one.snapshot
            for one in ticket.targets
            if one.disposition is Disposition.CAPTURED
            and key_of(one.url) == key
            and any(each.layer == SAVED for each in one.tries)
        ),
        "",
    )
