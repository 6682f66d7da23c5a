"""A share that brings copies from one machine to another, late and one by one, and keeps both where both changed."""

import os
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

from atlas.files import make_folder

Look = dict[str, tuple[int, int]]
"""Size and time of change of each file."""


class Late:
    """Two folders that become alike after a while, as Syncthing makes them: what it is told to ignore stays behind."""

    def __init__(self, one: Path, other: Path, seconds: float) -> None:
        self._sides = (one, other)
        self._seconds = seconds
        self._alike: Look = {}
        self._seen: list[dict[str, tuple[tuple[int, int] | None, float]]] = [{}, {}]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.parted = False
        self.conflicts: list[str] = []

    def __enter__(self) -> "Late":
        self._thread.start()
        return self

    def __exit__(self, *told: object) -> None:
        self._over.set()
        self._thread.join()

    def alike(self) -> bool:
        """Whether both sides have the same."""
        one, other = (_look(side) for side in self._sides)
        return one == other

    def _run(self) -> None:
        while not self._over.wait(0.05):
            if not self.parted:
                self._turn()

    def _turn(self) -> None:
        now = time.monotonic()
        looks = [_look(side) for side in self._sides]
        changed = [self._changed(looks[number], number, now) for number in (0, 1)]
        for path in sorted({*changed[0], *changed[1]}):
            with suppress(OSError):
                self._bring(path, looks, path in changed[0], path in changed[1])

    def _changed(self, look: Look, number: int, now: float) -> set[str]:
        """Returns what has been otherwise than both last were, for long enough."""
        seen = self._seen[number]
        ripe = set()
        for path in {*look, *self._alike}:
            state = look.get(path)
            if state == self._alike.get(path):
                seen.pop(path, None)
                continue
            if path not in seen or seen[path][0] != state:
                # A beat is newer each time: it goes on its way as it was when it first was another.
                seen[path] = (state, seen[path][1] if path in seen else now)
            if now - seen[path][1] >= self._seconds:
                ripe.add(path)
        return ripe

    def _bring(self, path: str, looks: list[Look], here: bool, there: bool) -> None:
        here_now, there_now = (side / path for side in self._sides)
        if here and there and path in looks[0] and path in looks[1]:
            if here_now.read_bytes() != there_now.read_bytes():
                self._part(path, looks)
                return
            source, target = here_now, there_now
        else:
            # Of a change and a removal the change wins.
            ours = here and (path in looks[0] or not there)
            source, target = (here_now, there_now) if ours else (there_now, here_now)
        _copy(source, target)
        self._settle(path)

    def _part(self, path: str, looks: list[Look]) -> None:
        """The older of two stays under a name of its own, on both sides."""
        older = 0 if looks[0][path][1] < looks[1][path][1] else 1
        stem, dot, extension = path.rpartition(".")
        aside = f"{stem}.sync-conflict-20261124-120000-ABCDEF{older}{dot}{extension}"
        self.conflicts.append(aside)
        _copy(self._sides[older] / path, self._sides[1 - older] / aside)
        _copy(self._sides[older] / path, self._sides[older] / aside)
        _copy(self._sides[1 - older] / path, self._sides[older] / path)
        self._settle(aside)
        self._settle(path)

    def _settle(self, path: str) -> None:
        state = _state(self._sides[0] / path)
        for seen in self._seen:
            seen.pop(path, None)
        if state is None:
            self._alike.pop(path, None)
        else:
            self._alike[path] = state


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        target.unlink(missing_ok=True)
        return
    make_folder(target.parent)
    draft = target.with_name(f".syncthing.{target.name}.tmp")
    shutil.copy2(source, draft)
    draft.chmod(0o600)
    draft.replace(target)


def _look(root: Path) -> Look:
    found = {}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name != ".incoming"]
        for name in files:
            if not name.startswith((".atlas-draft-", ".syncthing.")):
                place = Path(folder, name)
                if state := _state(place):
                    found[place.relative_to(root).as_posix()] = state
    return found


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns
