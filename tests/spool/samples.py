"""Homes, drops and tickets to try the spool on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from atlas import files
from atlas.model.fault import Kind
from atlas.model.ticket import Disposition, Target, Ticket
from atlas.spool import Entry, Folders, Loaded, Place, load
from atlas.spool.entry import digest_of
from atlas.spool.folders import ticket_of
from tests.fakes import NOON

URL = "https://a.example/"
# Files are stamped by the real clock, and a clock of the future lies behind none of them.
NOW = datetime(2099, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def home_at(root: Path) -> Folders:
    folders = Folders(root, root / "inbox", root / "raw", root / "processed", root / "failed", root / ".atlas")
    folders.make()
    return folders


def put(path: Path, text: str | bytes = f"{URL}\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def target(url: str = URL, fate: Disposition = Disposition.CAPTURED, **more: object) -> Target:
    if fate is Disposition.DEFERRED:
        more = {"retry_at": NOW + HOUR, "kind": Kind.OVERLOADED, **more}
    if fate is Disposition.CAPTURED:
        more = {"snapshot": "raw/x.warc.gz", **more}
    return Target(url, disposition=fate, **more)  # type: ignore[arg-type]


def ticket(drop: str = "a.url", data: bytes = f"{URL}\n".encode(), *targets: Target, **more: object) -> Ticket:
    asked = targets or (target(),)
    made = Ticket(drop, digest_of(data), NOON, NOW, asked, asked[0].disposition, reason="")
    return replace(made, **more)  # type: ignore[arg-type]


def filed(path: Path, told: Ticket, text: str | bytes = f"{URL}\n") -> Path:
    """A drop beside its ticket."""
    put(path, text)
    put(ticket_of(path), told.dumps())
    return path


def loaded(folders: Folders, path: str, place: Place = Place.INBOX) -> Loaded:
    return load(folders, Entry(place, path), NOW)


def names(folder: Path) -> list[str]:
    return sorted(files.names_in(folder))
