"""What of a home is in a set, and in which order: so that a drop that moves meanwhile is in it at least once."""

import os
from collections.abc import Iterator
from pathlib import Path

from atlas.errors import Damaged
from atlas.model.canary import is_drop, is_snapshot
from atlas.model.manifest import CONFIG, RAW
from atlas.model.snapshot import NAME
from atlas.model.ticket import SUFFIX
from atlas.spool import Folders

Found = tuple[str, Path]
"""A file's path in the set, and where it lies."""
NOTES = ("hosts.json", "keys.json", "secrets.age")
ATTIC = "lost+found"
ROOTS = ("inbox", "failed", "processed", "raw", "state")


def queue_of(folders: Folders) -> Iterator[Found]:
    """Yields the files of the queue in the direction that drops go, and at the end once more where they wait.

    A list's leftovers are made before it moves: whoever finds it filed finds them afterwards.
    """
    for root, name in _queue(folders):
        yield from _beneath(root, name)


def notes_of(folders: Folders) -> Iterator[Found]:
    """Yields the settings, what is known of hosts and keys, and how far lists have come."""
    yield from _beneath(folders.progress, "state/progress")
    yield from _there(CONFIG, folders.home / CONFIG)
    for name in NOTES:
        yield from _there(f"state/{name}", folders.state / name)


def articles_of(folders: Folders) -> Iterator[Found]:
    """Yields the articles, and whatever else a person put beside them."""
    yield from _beneath(folders.articles, "processed/articles")


def archive_of(folders: Folders) -> Iterator[Found]:
    """Yields the snapshots, in the order of names."""
    for name, path in _beneath(folders.raw, RAW.rstrip("/")):
        if NAME.fullmatch(path.name):
            yield name, path


def placed(folders: Folders, path: str) -> Path:
    """Returns where in a home a set's file belongs; raises Damaged for a path that leads out of it."""
    root, _, below = path.partition("/")
    if path == CONFIG:
        return folders.home / CONFIG
    if root not in ROOTS or not below or any(part in ("", ".", "..") for part in below.split("/")):
        raise Damaged(f"The set names what is no path of a home: {path!r}.")
    return Path(getattr(folders, root), below)


def _queue(folders: Folders) -> Iterator[tuple[Path, str]]:
    yield folders.inbox, "inbox"
    yield folders.failed, "failed"
    yield folders.drops, "processed/drops"
    yield folders.inbox, "inbox"
    yield folders.failed, "failed"


def _there(name: str, path: Path) -> Iterator[Found]:
    if path.is_file():
        yield name, path


def _beneath(root: Path, name: str) -> Iterator[Found]:
    closed: list[Path] = []

    def shut(error: OSError) -> None:
        # One that is gone by now is found where it is; of a disk's own attic nothing was expected.
        if isinstance(error, PermissionError) and Path(error.filename).name != ATTIC:
            closed.append(Path(error.filename))

    for folder, folders, names in os.walk(root, onerror=shut):
        # In place: os.walk goes on by what is left of it.
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for one in sorted(names):
            # A canary is on its way through for a moment; nobody wants it back.
            if not (one.startswith(".") or is_drop(one.removesuffix(SUFFIX)) or is_snapshot(one)):
                path = Path(folder, one)
                yield f"{name}/{path.relative_to(root).as_posix()}", path
    # Left out without a word they would look backed up; whoever copies them tells that they do not open.
    yield from ((f"{name}/{one.relative_to(root).as_posix()}", one) for one in closed)
