"""What a home may look like after the machine died: one run of a deed gives all the places it can be cut at.

At each call that changes a file the home is copied as it is then (a kill), with half of a write done (a torn one), and
as the disk has it where only what was synced is kept (the power), or where of all else some came through, too.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

from tests.stories.power import Disk
from tests.torture.calls import Call, Ended, watched

Deed = Callable[[Path], object]


class Way(StrEnum):
    """How it dies."""

    KILL = "kill"
    TORN = "torn"
    POWER = "power"
    CHANCE = "power, by chance"
    REFUSED = "refused"
    DARK = "refused, then power"


REFUSALS = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT)
SPOKEN = {errno.EIO: "EIO", errno.ENOSPC: "ENOSPC", errno.EROFS: "EROFS", errno.EDQUOT: "EDQUOT"}


@dataclass(frozen=True)
class State:
    """A home after a cut, with what had been told by then."""

    home: Path
    point: int
    call: str
    way: Way
    by: str = ""
    """The seed, or the error."""
    origin: int = 0
    """Where the cut was that it is the recovery from; 0 where it is the work itself that was cut."""

    @property
    def told(self) -> str:
        """How the state is called in a report."""
        first = f", in the recovery from a cut at {self.origin}" if self.origin else ""
        return f"{self.way}{f' {self.by}' if self.by else ''} at {self.point} ({self.call}){first}"


def told_at(home: Path) -> Path:
    """Returns where a deed writes what it tells, beside its home."""
    return home.with_name(f"{home.name}-told")


def points(template: Path, deed: Deed, scratch: Path) -> int:
    """Returns how many calls of a deed change something."""
    seen: list[Call] = []
    home = _begin(template, scratch / "counted")
    watched(lambda: deed(home), home, lambda call: seen.append(call) or 0)  # type: ignore[func-returns-value]
    return len(seen)


def cuts(
    template: Path, deed: Deed, scratch: Path, seeds: tuple[int, ...], wanted: Callable[[int], bool]
) -> list[State]:
    """Returns the states of all ways to die but refusals; whoever asks removes their homes."""
    home = _begin(template, scratch / "run")
    found: list[State] = []
    with closing(Disk(home)) as disk:
        count = 0

        def look(call: Call) -> int:
            nonlocal count
            count += 1
            if wanted(count):
                # Dice of its own for each point: a state is the same whatever else is tried.
                chances = {seed: Random(f"{seed} at {count}") for seed in seeds}
                found.extend(_states(call, count, home, disk, chances))
            _sync(call, disk, home)
            return 0

        watched(lambda: deed(home), home, look)
    shutil.rmtree(home.parent)
    return found


def refused(template: Path, deed: Deed, scratch: Path, point: int, error: int) -> list[State]:
    """Returns the state after a deed that had to live with a call that failed, and what the power leaves of that."""
    home = _begin(template, scratch / f"refused-{point}-{error}")
    after = scratch / f"refused-{point}-{error}-dark/home"
    count, name, by = 0, "", SPOKEN[error]
    with closing(Disk(home)) as disk:

        def look(call: Call) -> int:
            nonlocal count, name
            count += 1
            if count == point:
                name = f"{call.name} {call.path.relative_to(home).as_posix()}"
                return error
            _sync(call, disk, home)
            return 0

        try:
            watched(lambda: deed(home), home, look)
        except Ended as ended:
            by = f"{by}, {ended}"
        after.parent.mkdir()
        disk.cut(after, None)
    if told_at(home).exists():
        shutil.copy(told_at(home), told_at(after))
    return [State(home, point, name, Way.REFUSED, by), State(after, point, name, Way.DARK, by)]


def _begin(template: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy(template, folder / "home")
    if told_at(template).exists():
        shutil.copy(told_at(template), told_at(folder / "home"))
    return folder / "home"


def copy(source: Path, target: Path) -> None:
    """Copies a folder with the times of its files; what was one file under two names is so again."""
    made: dict[int, Path] = {}

    def one(path: str, place: str) -> str:
        try:
            inode = os.stat(path, follow_symlinks=False).st_ino
        except FileNotFoundError:
            # It went while it was looked at, as it would have right before the cut.
            return place
        if inode in made:
            os.link(made[inode], place)
        else:
            shutil.copy2(path, place, follow_symlinks=False)
            made[inode] = Path(place)
        return place

    shutil.copytree(source, target, symlinks=True, copy_function=one)


def _states(call: Call, point: int, home: Path, disk: Disk, chances: dict[int, Random]) -> Iterator[State]:
    parent = home.parent.with_name(f"{point}")

    def taken(way: Way, make: Callable[[Path], object], by: str = "") -> State:
        folder = parent.with_name(f"{point}-{way.name.lower()}{by}")
        folder.mkdir(parents=True)
        make(folder / "home")
        if told_at(home).exists():
            shutil.copy(told_at(home), told_at(folder / "home"))
        return State(folder / "home", point, f"{call.name} {call.path.relative_to(home).as_posix()}", way, by)

    yield taken(Way.KILL, lambda target: copy(home, target))
    begin, data = call.written()
    if len(data) > 1:

        def torn(target: Path) -> None:
            copy(home, target)
            path = target / call.path.relative_to(home)
            if path.exists():
                descriptor = os.open(path, os.O_WRONLY)
                os.pwrite(descriptor, data[: len(data) // 2], begin)
                os.close(descriptor)

        yield taken(Way.TORN, torn)
    yield taken(Way.POWER, lambda target: disk.cut(target, None))
    for seed, chance in chances.items():
        yield taken(Way.CHANCE, lambda target, chance=chance: disk.cut(target, chance), str(seed))  # type: ignore[misc]


def _sync(call: Call, disk: Disk, home: Path) -> None:
    """Tells the disk what is durable from here on."""
    if call.name == "syncfs":
        for path in (home, *home.rglob("*")):
            # Another thread's last call may still be under way: it was let through before this one.
            with suppress(FileNotFoundError):
                disk.sync(path)
    elif call.syncs and call.path.exists():
        disk.sync(call.path)
