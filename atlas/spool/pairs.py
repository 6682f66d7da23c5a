"""A saved page and the shortcut beside it: the page serves both, and comes first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from atlas import files
from atlas.model.key import key_of
from atlas.model.saved import LAYER
from atlas.model.ticket import Disposition, Ticket
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
    return loaded.page is None and len(loaded.targets) == 1 and PurePath(loaded.entry.name).suffix in SHORTCUTS


def awaited(folders: Folders, loaded: Loaded, now: datetime) -> str:
    """Returns the path in the inbox of what a shortcut there waits for, or ""."""
    if loaded.entry.place is not Place.INBOX or not is_shortcut(loaded) or now - loaded.arrived > PATIENCE:
        return ""
    pages = (PurePath(loaded.entry.path).with_suffix(ending).as_posix() for ending in PAGES)
    return next((one for one in pages if _is_there(folders.inbox / one)), "")


def kept_beside(folders: Folders, loaded: Loaded) -> str:
    """Returns the snapshot, as tickets tell it, of the saved page that was dropped with a shortcut, or ""."""
    if not is_shortcut(loaded):
        return ""
    key = key_of(loaded.targets[0].url)
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
        if ticket and [key_of(one.url) for one in ticket.targets] == [key] and _is_there(path):
            yield path, ticket


def _is_there(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _tickets(folders: Folders, stem: str) -> Iterator[Ticket]:
    """Yields the tickets of the pages of a stem that were filed of late."""
    months = sorted((folders.drops / name for name in files.names_in(folders.drops)), reverse=True)[:MONTHS]
    for home in (month / f"{stem}{ending}" for month in months for ending in PAGES):
        yield from filter(None, map(ticket_at, _numbered(home)))


def _numbered(home: Path) -> Iterator[Path]:
    """Yields where the tickets of a name lie, and of its numbered variants as they were given out."""
    path, number = home, 1
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
            and any(each.layer == LAYER for each in one.tries)
        ),
        "",
    )
