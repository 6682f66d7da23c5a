"""Folders: made private, scanned without following links."""

import os
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from atlas.errors import unkept
from atlas.files.reading import Stamp, lease, stamp_of

# A folder mounted within itself has no bottom, and nobody sorts links sixteen folders deep.
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry of a folder, as it looked."""

    path: str
    """Relative to the scanned root, with forward slashes; bytes that are no text are surrogate-escaped."""
    stamp: Stamp
    arrived: int
    """Nanoseconds of its last change of status: when it came to this folder."""


def scan(
    root: Path,
    ignored: Callable[[str], bool],
    ignored_folder: Callable[[str], bool],
    known: Container[str] = (),
) -> Iterator[Seen]:
    """Yields what lies beneath a folder, links themselves and not what they lead to; known paths are not looked at.

    Folders that cannot be read are left out; a root that is not there raises FileNotFoundError.
    """
    waiting = [("", 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            entries = os.scandir(root / folder)
        except (NotADirectoryError, PermissionError):
            continue
        except FileNotFoundError:
            if not folder:
                raise
            continue
        with entries:
            for entry in entries:
                place = f"{folder}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    if depth < DEEPEST and not ignored_folder(entry.name):
                        waiting.append((f"{place}/", depth + 1))
                elif place not in known and not ignored(entry.name) and (seen := _look(entry, place)):
                    yield seen


def _look(entry: os.DirEntry[str], place: str) -> Seen | None:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    return Seen(place, stamp_of(status), status.st_ctime_ns)


def make_folder(path: Path, mode: int = 0o700) -> list[Path]:
    """Makes a folder and those above it; returns the folders whose entries changed, outermost first.

    Raises Unkept where the disk does not take it.
    """
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    try:
        for one in reversed(missing):
            # Another thread or process may have made it since it was looked for.
            one.mkdir(mode=mode, exist_ok=True)
    except OSError as error:
        raise unkept(error) from error
    return [one.parent for one in reversed(missing)]


def clear(folder: Path) -> None:
    """Removes a scratch folder of Atlas's own with all that is in it, if it is there."""
    # What cannot be removed now lies in a scratch folder, and is cleared when that is used next.
    rmtree(folder, ignore_errors=True)


def names_in(folder: Path) -> list[str]:
    """Returns the names in a folder; none where it is not there."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except FileNotFoundError:
        return []


def check_writable(folder: Path) -> None:
    """Writes, syncs, renames and removes a small file; raises Unkept where the folder does not take it."""
    probe = folder / f".atlas-draft-probe-{os.getpid()}"
    try:
        with probe.open("xb") as file:
            file.write(b"probe")
            file.flush()
            # A share that is full often takes the bytes, and refuses only here.
            os.fsync(file.fileno())
        probe = probe.replace(probe.with_name(f"{probe.name}-moved"))
    except OSError as error:
        raise unkept(error) from error
    finally:
        with suppress(OSError):
            probe.unlink()


def leases_hold(folder: Path) -> bool:
    """Whether the kernel tells in this folder of who writes a file; raises Unkept where it takes no file to ask by."""
    probe = folder / f".atlas-draft-lease-{os.getpid()}"
    try:
        probe.touch(exist_ok=False)
        with probe.open("rb") as file:
            return lease(file.fileno())
    except OSError as error:
        raise unkept(error) from error
    finally:
        with suppress(OSError):
            probe.unlink()
