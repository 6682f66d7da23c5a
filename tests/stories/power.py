"""A process whose machine loses its power at the N-th step: only what was synced is there afterwards.

The disk keeps what POSIX promises and no more: of a file the bytes of its last sync, of a folder
the names of its last sync. With a chance, each later change may have come through as well, in any order.
"""

import os
import shutil
import stat
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

from atlas import files
from tests.stories.cuts import KILLED, STEPS

Names = dict[str, int]
PAGE = 4096


class Disk:
    """What is durable beneath a folder, and what is only in memory."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: dict[int, int] = {}
        self._bytes: dict[int, bytes] = {}
        self._names: dict[Path, Names] = {}
        for folder in (root, *(one for one in root.rglob("*") if one.is_dir())):
            self._names[folder] = self._look(folder)
        for inode in self._held:
            self._bytes[inode] = self._now(inode)

    def sync(self, path: Path) -> None:
        """Makes one file or folder durable."""
        if path.is_dir():
            self._names[path] = self._look(path)
        else:
            inode = self._hold(path)
            self._bytes[inode] = self._now(inode)

    def close(self) -> None:
        """Lets go of all that was held."""
        for descriptor in self._held.values():
            os.close(descriptor)
        self._held.clear()

    def cut(self, after: Path, chance: Random | None) -> None:
        """Builds what the next start finds."""
        self._build(self._root, after, chance, {})

    def _build(self, folder: Path, after: Path, chance: Random | None, built: dict[int, Path]) -> None:
        after.mkdir()
        after.chmod(stat.S_IMODE(folder.stat().st_mode) if folder.is_dir() else 0o700)
        durable, now = self._names.get(folder, {}), self._look(folder) if folder.is_dir() else {}
        for name in sorted({*durable, *now}):
            came = chance is not None and chance.random() < 0.5
            inode = (now if came else durable).get(name)
            if inode == 0:
                self._build(folder / name, after / name, chance, built)
            elif inode is not None:
                self._copy(inode, after / name, chance, built)

    def _copy(self, inode: int, after: Path, chance: Random | None, built: dict[int, Path]) -> None:
        durable, now = self._bytes.get(inode, b""), self._now(inode)
        data = chance.choice([durable, now, _torn(durable, now, chance)]) if chance else durable
        if inode in built:
            after.hardlink_to(built[inode])
            return
        built[inode] = after
        after.write_bytes(data)
        status = os.fstat(self._held[inode])
        after.chmod(stat.S_IMODE(status.st_mode))
        os.utime(after, ns=(status.st_mtime_ns, status.st_mtime_ns))

    def _look(self, folder: Path) -> Names:
        names = {}
        for name in files.names_in(folder):
            try:
                names[name] = self._hold(folder / name)
            except FileNotFoundError:
                continue
        return names

    def _hold(self, path: Path) -> int:
        """Returns the inode, which stays taken; 0 for a folder."""
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode) or status.st_ino in self._held:
            os.close(descriptor)
        else:
            self._held[status.st_ino] = descriptor
        return 0 if stat.S_ISDIR(status.st_mode) else status.st_ino

    def _now(self, inode: int) -> bytes:
        descriptor = self._held[inode]
        return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def _torn(durable: bytes, now: bytes, chance: Random) -> bytes:
    """Returns a file of which some came through: half of what was added, or any of the pages that were written over."""
    if now.startswith(durable):
        return now[: len(durable) + (len(now) - len(durable)) // 2]
    pages = [chance.choice([durable, now])[at : at + PAGE] for at in range(0, max(len(durable), len(now)), PAGE)]
    return b"".join(pages)


def count_steps(home: Path, deed: Callable[[], object]) -> int:
    """Returns how many steps a deed takes, each synced file and folder one of its own."""
    told = home.with_name(f"{home.name}-steps")
    if child := os.fork():
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        return int(told.read_text())
    _in_child(lambda counted: told.write_text(str(counted[0])), deed, Disk(home), lambda number: None)
    raise AssertionError


def power_cut_at(number: int, home: Path, deed: Callable[[], object], chance: Random | None) -> None:
    """Does a deed in a process that is gone before its N-th step, and leaves in the home what the disk had."""
    after = home.with_name(f"{home.name}-after")
    if child := os.fork():
        # Threads may group their work otherwise this time, and come out with a step less.
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (KILLED, 0)
        if after.exists():
            shutil.rmtree(home)
            after.rename(home)
        return
    disk = Disk(home)

    def fall(here: int) -> None:
        if here == number:
            try:
                disk.cut(after, chance)
            except BaseException:
                # In whatever thread: half a disk must not be taken for what the power left.
                traceback.print_exc()
                os._exit(1)
            os._exit(KILLED)

    _in_child(lambda counted: None, deed, disk, fall)


def _in_child(
    tell: Callable[[list[int]], object], deed: Callable[[], object], disk: Disk, fall: Callable[[int], None]
) -> None:
    code, counted = 1, [0]
    # The power fails for every thread at once: nothing is synced while the disk is being cut.
    one_at_a_time = Lock()

    def step(path: Path | None = None) -> None:
        with one_at_a_time:
            counted[0] += 1
            fall(counted[0])
            if path:
                disk.sync(path)

    def wrapped(run: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*args: Any, **more: Any) -> Any:
            step()
            return run(*args, **more)

        return stepped

    def sync(written: Iterable[Path] = (), folders: Iterable[Path] = ()) -> None:
        for path in dict.fromkeys([*written, *folders]):
            step(path)

    try:
        for name in STEPS:
            setattr(files, name, sync if name == "sync" else wrapped(getattr(files, name)))
        deed()
        tell(counted)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # A thread may still be cutting the disk, and ends the process itself: half a cut is none.
        one_at_a_time.acquire()
        os._exit(code)
