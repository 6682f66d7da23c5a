"""Reading what a stranger left: never through a link, never anything but an ordinary file, never for ever."""

import errno
import fcntl
import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from atlas.errors import Unfit

LARGEST = 50_000_000
# NOFOLLOW: Syncthing 1.19 brings links, and one to /etc/passwd is no drop. NONBLOCK: opening a pipe would wait for
# ever.
STRANGE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFDIR: "a folder",
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What of a file changes when somebody changes the file."""

    device: int
    inode: int
    size: int
    mtime: int
    """Nanoseconds, only ever compared for equality: Syncthing keeps the sender's."""


def stamp_of(status: os.stat_result) -> Stamp:
    """Returns the stamp in a file's status."""
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def read(root: Path, relative: str, largest: int = LARGEST) -> tuple[Stamp, bytes]:
    """Returns a file's stamp and its bytes, read once through one descriptor beneath `root`.

    Raises Unfit for what is no ordinary file of one name, FileNotFoundError where it is gone,
    BlockingIOError where somebody has it open for writing, OSError where the disk fails.
    """
    with _opened(root, relative) as descriptor:
        status = _vetted(os.fstat(descriptor), largest)
        with _leased(descriptor):
            data = _read_all(descriptor, largest)
            # Where no lease was had this is what notices a writer; the name may lead elsewhere by now, the descriptor
            # does not.
            after = stamp_of(os.fstat(descriptor))
    if after != stamp_of(status) or len(data) != status.st_size:
        raise BlockingIOError(errno.EAGAIN, "changes while it is read", relative)
    return after, data


def _vetted(status: os.stat_result, largest: int) -> os.stat_result:
    if not stat.S_ISREG(status.st_mode):
        raise Unfit(f"It is {KINDS.get(stat.S_IFMT(status.st_mode), 'no ordinary file')}.")
    # A second name may be anybody's file, and renaming one name of it onto the other does nothing and reports success.
    if status.st_nlink > 1:
        raise Unfit("It has a second name elsewhere (a hard link).")
    if status.st_size > largest:
        raise Unfit(f"It is larger than {largest // 1_000_000} MB.")
    return status


@contextmanager
def _opened(root: Path, relative: str) -> Iterator[int]:
    *folders, name = relative.split("/")
    # The root is named by its owner and may be a link; from there down nothing may, so each folder is opened from the
    # last.
    above = os.open(root, FOLDER & ~os.O_NOFOLLOW)
    try:
        for folder in folders:
            above, below = _open_at(folder, FOLDER, above), above
            os.close(below)
        descriptor = _open_at(name, STRANGE, above)
    finally:
        os.close(above)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open_at(name: str, flags: int, above: int) -> int:
    try:
        return os.open(name, flags, dir_fd=above)
    except OSError as error:
        match error.errno:
            case errno.ELOOP | errno.EMLINK:
                raise Unfit("It is a symbolic link.") from error
            case errno.ENXIO:
                raise Unfit("It is a socket or a device.") from error
            case errno.ENOTDIR:
                raise Unfit("It lies behind a symbolic link.") from error
            case errno.EACCES | errno.EPERM:
                raise Unfit("It may not be read: its owner does not let Atlas.") from error
        raise


@contextmanager
def _leased(descriptor: int) -> Iterator[None]:
    """Holds off writers while the file is read; raises BlockingIOError where there already is one.

    Where leases are refused (a file of another owner, an odd file system, macOS) the two looks decide alone.
    """
    held = lease(descriptor)
    try:
        yield
    finally:
        if held:
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)


def lease(descriptor: int) -> bool:
    """Holds off writers of an open file; returns whether it does, raises BlockingIOError where one is there."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        # The kernel tells a lease's holder of a waiting writer by SIGIO, which kills; SIGURG is ignored.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        if error.errno == errno.EAGAIN:
            raise BlockingIOError(errno.EAGAIN, "somebody is writing it") from error
        return False
    return True


def _read_all(descriptor: int, largest: int) -> bytes:
    # One byte more than may be: a file that grows meanwhile is found out without reading all of it.
    pieces, room = [], largest + 1
    while room and (piece := os.read(descriptor, min(room, 1 << 20))):
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces)
