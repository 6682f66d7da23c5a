"""Moves that never overwrite. One module renames queue files: this one.

os.rename and shutil.move overwrite silently; renaming one hard link onto another does nothing
and reports success; two mounts of one file system give EXDEV.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from atlas.files.writing import draft, draft_path

AT_FDCWD = -100
RENAME_NOREPLACE = 1  # renameat2(2)
RENAME_EXCL = 4  # renamex_np(2), macOS
SWAP = 2  # RENAME_EXCHANGE of renameat2(2), RENAME_SWAP of renamex_np(2)
# What renameat2 and renamex_np answer where the kernel does not have them, or the file system does not know the flag.
NOT_HERE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})

# By ctypes: os.rename knows no flags, and without one it replaces what is there.
_libc = ctypes.CDLL(None, use_errno=True)


def move(source: Path, target: Path) -> None:
    """Moves a file where nothing is yet; raises FileExistsError where something is.

    On one file system the move is one step and is durable once both folders are synced, the
    target's first. Between two it is a synced copy first, and then the removal of the source.
    """
    try:
        _rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across(source, target)


def publish(drafted: Path, target: Path, *, replace: bool = False) -> None:
    """Gives a draft its name; only a file of Atlas's own may be replaced."""
    if replace:
        drafted.replace(target)
    else:
        _rename(drafted, target)


def swap(one: Path, other: Path) -> None:
    """Has two things change places in one step, whatever they are; raises OSError where the file system cannot."""
    if number := _renamed(os.fsencode(one), os.fsencode(other), SWAP, SWAP):
        raise OSError(number, os.strerror(number), str(one), None, str(other))


def lead(link: Path, target: str) -> None:
    """Makes a link of Atlas's own lead elsewhere, in one step."""
    drafted = draft_path(link.parent)
    drafted.symlink_to(target)
    # rename(2) onto a link replaces the link itself; unlinking first would leave a moment without any.
    drafted.replace(link)


def remove(path: Path) -> None:
    """Removes a file of Atlas's own, if it is there."""
    path.unlink(missing_ok=True)


def unused(path: Path, beside: str = "") -> Path:
    """Returns the path, or its first numbered variant x~2.txt at which nothing lies.

    With `beside`, nothing may lie at the same name with that suffix either.
    """
    candidate, number = path, 1
    while os.path.lexists(candidate) or (beside and os.path.lexists(f"{candidate}{beside}")):
        number += 1
        candidate = path.with_name(f"{path.stem}~{number}{path.suffix}")
    return candidate


def _renamed(source: bytes, target: bytes, on_linux: int, on_macos: int) -> int:
    if sys.platform == "darwin":
        failed = _libc.renamex_np(source, target, on_macos)
    elif hasattr(_libc, "renameat2"):
        failed = _libc.renameat2(AT_FDCWD, source, AT_FDCWD, target, on_linux)
    else:
        return errno.ENOSYS
    return ctypes.get_errno() if failed else 0


def _rename(source: Path, target: Path, renamed: Callable[[bytes, bytes, int, int], int] = _renamed) -> None:
    number = renamed(os.fsencode(source), os.fsencode(target), RENAME_NOREPLACE, RENAME_EXCL)
    if number in NOT_HERE:
        _rename_onto_reserved(source, target)
    elif number:
        raise OSError(number, os.strerror(number), str(source), None, str(target))


def _rename_onto_reserved(source: Path, target: Path) -> None:
    # O_EXCL decides who gets the name, so the rename after it replaces nothing but this empty file.
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        source.rename(target)
    except OSError:
        target.unlink()
        raise


def _sync_at(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _move_across(source: Path, target: Path, sync: Callable[[Path], None] = _sync_at) -> None:
    # Made as a draft is, so that nobody else reads it meanwhile.
    copy = draft(target.parent, b"")
    try:
        shutil.copyfile(source, copy, follow_symlinks=False)
        # Times and mode go along: after a cut a drop is known again by its size and time, in both places.
        shutil.copystat(source, copy, follow_symlinks=False)
        sync(copy)
        _rename(copy, target)
    except OSError:
        copy.unlink(missing_ok=True)
        raise
    try:
        sync(target.parent)
        source.unlink()
    except OSError:
        # The source is still whole: a copy that stayed would be a second drop, of which nothing tells.
        target.unlink(missing_ok=True)
        raise
