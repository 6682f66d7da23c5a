"""Durability: what was synced survives a power cut.

One syncfs(2) for a whole group where the file system is known to keep it; else fsync of each.
A sync that failed is not tried again: the kernel may have dropped the bytes and cleared the error
(A. Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
"""

import ctypes
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from atlas.errors import unkept
from atlas.files.mounts import kind_of

# FUSE and network file systems take the call and do nothing.
WHOLE = frozenset({"ext4", "ext3", "xfs", "btrfs", "f2fs", "tmpfs", "zfs"})
# syncfs(2) waits for what others wrote, too: for one or two files that costs more than it saves.
WORTHWHILE = 3
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

_libc = ctypes.CDLL(None, use_errno=True)
_syncfs: Callable[[int], int] | None = getattr(_libc, "syncfs", None)
_keepers: dict[int, int | None] = {}


def sync(files: Iterable[Path] = (), folders: Iterable[Path] = ()) -> None:
    """Makes the bytes of the files durable, then the entries of the folders, in the order given.

    Raises Unkept, or NoRoom, where the disk did not take it.
    """
    together: dict[int, list[Path]] = {}
    try:
        # In this order, each once: a folder synced before its file may keep the name of a file that is empty after a
        # cut.
        for path in dict.fromkeys([*files, *folders]):
            together.setdefault(path.stat().st_dev, []).append(path)
        for device, group in together.items():
            _sync_group(device, group)
    except OSError as error:
        raise unkept(error) from error


def _sync_group(device: int, paths: list[Path]) -> None:
    keeper = _keeper(device, paths[0]) if len(paths) >= WORTHWHILE else None
    if keeper is not None:
        _sync_whole(keeper)
        return
    for path in paths:
        _sync_one(path)


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # fsync(2) is given a number, so its error names nothing that a person could look at.
        error.filename = str(path)
        raise
    finally:
        os.close(descriptor)


def _sync_whole(descriptor: int) -> None:
    # There is a keeper only where there is a syncfs.
    assert _syncfs
    if _syncfs(descriptor) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _keeper(device: int, path: Path) -> int | None:
    """Returns a descriptor for syncing a whole file system, or None where it must be file by file.

    It stays open: syncfs(2) tells a descriptor only of the errors since it was opened.
    """
    if device not in _keepers:
        able = _syncfs is not None and kind_of(path) in WHOLE
        _keepers[device] = os.open(path if path.is_dir() else path.parent, FOLDER) if able else None
    return _keepers[device]
