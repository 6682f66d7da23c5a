"""A browser's home: a private folder of its own, gone with it.

Each is locked while it is in use, so that what a kill left behind is told from what another
Atlas is using. A browser puts a socket in its home and ends where the path to that is too
long for one: then the home is among what is temporary on this machine.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from atlas import files
from atlas.clock import Clock
from atlas.errors import unkept

PREFIX = "atlas-browser-"
SHORT = 35
"""Bytes of a folder's path that leave room for a home's name and the 45 a browser adds: a socket's path has 103."""
TEMPORARY = Path("/tmp")  # noqa: S108 - the one that is short everywhere; homes are made in it by mkdtemp
ROUNDS = 100
PAUSE = 0.02


@contextmanager
def profile(folder: Path, clock: Clock) -> Iterator[Path]:
    """Gives a fresh, empty home beneath a folder, if its path is short enough; sweeps those that nobody uses any more.

    Raises Unkept where the disk does not take it.
    """
    folder = next((one for one in (folder, Path(tempfile.gettempdir())) if _short(one)), TEMPORARY)
    files.make_folder(folder)
    _sweep(folder, clock)
    try:
        home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
        number = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise unkept(error) from error
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield home
    finally:
        _clear(home, clock)
        os.close(number)


def _short(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= SHORT


def _sweep(folder: Path, clock: Clock) -> None:
    for name in files.names_in(folder):
        if name.startswith(PREFIX):
            with suppress(OSError):
                _clear_unused(folder / name, clock)


def _clear_unused(home: Path, clock: Clock) -> None:
    number = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        # Among what is temporary, others may have left folders with names like ours.
        if os.fstat(number).st_uid == os.geteuid():
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _clear(home, clock)
    finally:
        os.close(number)


def _clear(home: Path, clock: Clock) -> None:
    # The last of what was killed may still be writing: a folder can fill while it is emptied.
    for _ in range(ROUNDS):
        shutil.rmtree(home, ignore_errors=True)
        if not home.exists():
            return
        clock.sleep(PAUSE)
