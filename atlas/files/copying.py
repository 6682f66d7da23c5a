"""Copies: made as drafts elsewhere, by way of age where they are sealed, and read back before they count."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from atlas.errors import Damaged, Unfit, unkept
from atlas.files.writing import NEW, draft_path

PIECE = 1 << 20
# NONBLOCK: opening a pipe would wait for whoever writes it, perhaps for ever; then fstat tells that it is one.
SOURCE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Print:
    """What tells some bytes from others."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A draft with what was in a file."""

    path: Path
    read: Print
    written: Print
    """Other bytes than were read, where they went through something."""
    mtime: int
    """Nanoseconds, of the file that was read."""


class Reader:
    """A file read from beginning to end, and the print of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = sha256()
        self._size = 0

    def read(self, size: int = PIECE) -> bytes:
        """Returns the next bytes; raises Damaged where the disk does not give them."""
        try:
            piece = self._file.read(size)
        except OSError as error:
            raise Damaged(f"It does not read: {error.strerror}.") from error
        self._hash.update(piece)
        self._size += len(piece)
        return piece

    @property
    def print(self) -> Print:
        """The print of what was read so far."""
        return Print(self._size, self._hash.hexdigest())


class Written:
    """A file written from beginning to end, and the print of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = sha256()
        self._size = 0

    def write(self, piece: bytes) -> int:
        """Writes some bytes."""
        self._file.write(piece)
        self._hash.update(piece)
        self._size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Hands what was written to the system."""
        self._file.flush()

    @property
    def print(self) -> Print:
        """The print of what was written so far."""
        return Print(self._size, self._hash.hexdigest())


Through = Callable[[Reader, Written], object]


def straight(reader: Reader, written: Written) -> None:
    """Writes what is read, as it is."""
    while piece := reader.read():
        written.write(piece)


def copy(source: Path, folder: Path, through: Through = straight, mtime: int | None = None) -> Copy:
    """Returns a draft in the folder with a file's bytes, to be synced, read back and published.

    Raises FileNotFoundError where the file is gone, Unfit where it is no ordinary one, Damaged where it does
    not read, Unkept where the disk does not take the copy.
    """
    with _opened(source) as file:
        status = os.fstat(file.fileno())
        reader = Reader(file)
        path = draft_path(folder)
        written = _written(path, reader, through, status.st_mtime_ns if mtime is None else mtime)
    return Copy(path, reader.print, written, status.st_mtime_ns)


def _written(path: Path, reader: Reader, through: Through, mtime: int) -> Print:
    try:
        descriptor = os.open(path, NEW, 0o600)
        with os.fdopen(descriptor, "wb", buffering=PIECE) as file:
            written = Written(file)
            through(reader, written)
            file.flush()
            # By the descriptor, and before the sync that its caller does: the time is durable with the bytes.
            os.utime(descriptor, ns=(mtime, mtime))
    except OSError as error:
        path.unlink(missing_ok=True)
        error.filename = error.filename or str(path)
        raise unkept(error) from error
    # What is read is damaged, or it was interrupted: of a copy that is not whole nothing stays.
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return written.print


def print_of(path: Path, paced: Callable[[int], object] = int) -> Print:
    """Returns the print of a file, read from the disk and not from memory where the system lets it.

    `paced` is told of every piece that was read. Raises FileNotFoundError, Unfit or Damaged as `copy` does.
    """
    with _opened(path) as file:
        if hasattr(os, "posix_fadvise"):
            # Else a copy just written is read back from memory, and proves nothing of the disk.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        reader = Reader(file)
        while piece := reader.read():
            paced(len(piece))
    return reader.print


def _opened(path: Path) -> BinaryIO:
    try:
        descriptor = os.open(path, SOURCE)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unfit(f"It cannot be opened: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unfit("It is no ordinary file.")
    # Unbuffered: it is read in pieces of a megabyte, which a buffer would only copy once more.
    return os.fdopen(descriptor, "rb", buffering=0)
