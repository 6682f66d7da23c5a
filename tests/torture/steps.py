"""The machine under a home, step by durable step: it dies at one of them, loses its power, or its disk refuses some.

What the dying process still does is done to a home that nobody sees again: the next one finds the copy that was taken
at the moment of the cut.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from atlas import files
from atlas.errors import unkept
from atlas.files import syncing
from tests.stories.cuts import STEPS
from tests.stories.power import Disk
from tests.torture.states import copy

ROOM = frozenset({"append", "copy", "create", "draft", "make_folder"})
"""Steps that a full disk refuses; all others need no room."""
REFUSALS = {errno.ENOSPC: ROOM | {"sync"}, errno.EIO: frozenset({"sync"})}
KILL, POWER = "kill", "power"
Way = str | int
"""KILL: what was done is there. POWER: only what was synced is. A number: some of the rest, too, by that seed."""


class Killed(BaseException):
    """The process is gone: nothing in it catches this."""


class Machine:
    """Sees each durable step of the processes on one home before it happens."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._after = home.with_name(f"{home.name}-after")
        self._disk = Disk(home)
        self._meet: Callable[[str], None] = lambda name: None
        self.dead = False
        self._before = {name: getattr(files, name) for name in STEPS if name != "sync"}
        self._synced = syncing._sync_group
        for name, run in self._before.items():
            setattr(files, name, self._stepped(name, run))
        # Beneath the one function that syncs: what a planted fault leaves out above it is not durable here either.
        syncing._sync_group = self._sync

    def remove(self) -> None:
        """Lets the files room be as it was."""
        for name, run in self._before.items():
            setattr(files, name, run)
        syncing._sync_group = self._synced
        self._disk.close()

    def keep(self, *paths: Path) -> None:
        """Makes durable what a person did; their own programs are none of this."""
        for path in paths:
            if path.exists():
                self._disk.sync(path)

    @contextmanager
    def dying(self, steps: int, way: Way) -> Iterator[None]:
        """Lets so many steps happen and no more; at the end at the latest the process is gone."""
        left = [steps]

        def meet(name: str) -> None:
            left[0] -= 1
            if left[0] < 0:
                self._fall(way)
                raise Killed(name)

        try:
            with self._meeting(meet):
                yield
        except Killed:
            pass
        finally:
            if not self.dead:
                self._fall(way)

    @contextmanager
    def refusing(self, steps: int, error: int) -> Iterator[None]:
        """Lets so many steps happen; those after that which the disk has no way to do fail."""
        left = [steps]

        def meet(name: str) -> None:
            left[0] -= 1
            if left[0] < 0 and name in REFUSALS[error]:
                raise OSError(error, os.strerror(error))

        with self._meeting(meet):
            yield

    def boot(self) -> None:
        """Begins anew on what the cut left."""
        self._disk.close()
        shutil.rmtree(self._home)
        self._after.rename(self._home)
        # All of it came here just now: in the order of its names, however coarse the clock of the file system is.
        for path in sorted(self._home.joinpath("inbox").rglob("*"), key=lambda one: one.as_posix()):
            path.chmod(path.stat().st_mode & 0o777)
        self._disk = Disk(self._home)
        self.dead = False

    @contextmanager
    def _meeting(self, meet: Callable[[str], None]) -> Iterator[None]:
        self._meet = meet
        try:
            yield
        finally:
            self._meet = lambda name: None

    def _fall(self, way: Way) -> None:
        if way == KILL:
            copy(self._home, self._after)
        else:
            # SQLite's own syncs are not seen here: of the index all of it came through.
            self.keep(*self._home.glob(".atlas/catalog.db*"), self._home / ".atlas")
            self._disk.cut(self._after, Random(way) if isinstance(way, int) else None)
        self.dead = True

    def _step(self, name: str) -> None:
        if self.dead:
            raise Killed(name)
        self._meet(name)

    def _stepped(self, name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*args: Any, **more: Any) -> Any:
            try:
                self._step(name)
            except OSError as error:
                raise unkept(error) from error
            return run(*args, **more)

        return stepped

    def _sync(self, device: int, paths: list[Path]) -> None:
        for path in paths:
            self._step("sync")
            self._disk.sync(path)
