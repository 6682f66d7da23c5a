"""Writing Atlas's own notes. Nothing here is durable before it is synced."""

import os
from pathlib import Path

from atlas.errors import unkept

DRAFT = ".atlas-draft-"
# A note that keeps its length changes no metadata but its time: one block written, and the file system's journal rests.
SLOT = 1024
"""Bytes, and twice as many where that is too few."""
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def create(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Writes a new file; raises FileExistsError where something lies, Unkept where the disk does not take it.

    A cut may leave a part of it: only for what a reader recognises as torn.
    """
    _write(path, data, NEW, mode)


def draft(folder: Path, data: bytes, mode: int = 0o600) -> Path:
    """Returns a new hidden file in the folder with these bytes, to be synced and then published."""
    path = draft_path(folder)
    _write(path, data, NEW, mode)
    return path


def draft_path(folder: Path) -> Path:
    """Returns a hidden name in the folder at which nothing lies."""
    # In the folder it is published in: a rename between two file systems is no rename. The dot hides it from every
    # sweep.
    return folder / f"{DRAFT}{os.urandom(6).hex()}"


def is_draft(name: str) -> bool:
    """Whether a name is that of a draft: what a cut left of it may be removed."""
    return name.startswith(DRAFT)


def append(path: Path, data: bytes) -> None:
    """Adds to a log of Atlas's own; a cut may leave a part of the last line."""
    _write(path, data, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def overwrite(path: Path, data: bytes) -> None:
    """Writes a small note where the last one stands, filled up with spaces; a cut may leave a part of it.

    A new file for each costs a memory card several times as much, in what the file system notes about it.
    """
    filled = data.ljust(len(data) + -len(data) % SLOT)
    _write(path, filled, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    # The old one was longer. A cut before this leaves its tail behind the blanks: a reader takes that for torn.
    if path.stat().st_size != len(filled):
        os.truncate(path, len(filled))


def _write(path: Path, data: bytes, flags: int, mode: int) -> None:
    try:
        descriptor = os.open(path, flags, mode)
    except FileExistsError:
        raise
    except OSError as error:
        raise unkept(error) from error
    try:
        # write(2) may take less than all: on a full disk, on a share, and of more than 2 GB always.
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        error.filename = str(path)
        # Only what was made just now: of an older log or note the part that was there before stays.
        if flags & os.O_EXCL:
            path.unlink(missing_ok=True)
        raise unkept(error) from error
    finally:
        os.close(descriptor)
