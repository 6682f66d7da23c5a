"""When a dropped file has come to rest: two equal looks, at least `rest` apart.

CLOSE_WRITE proves nothing (smbd sends it for a torso), and mtime is the sender's: so a file is
compared only with itself, on a clock that never jumps. Whether somebody still has it open is
asked when it is read.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from atlas import files
from atlas.files import Seen, Stamp
from atlas.model.names import ignored, ignored_folder

EMPTY_REST = 60.0
"""Seconds an empty file may stay empty: an editor or a phone may still fill it."""


@dataclass(frozen=True)
class Sweep:
    """What one sweep of the inbox found."""

    rested: list[str] = field(default_factory=list)
    """What has come to rest and was not taken before, oldest first, relative to the inbox."""
    next_look: float | None = None
    """When, on the monotonic clock, the next one may have."""
    waiting: int = 0
    """How many have not."""


class Looks:
    """The memory between sweeps: how each waiting file looked, and since when."""

    def __init__(self, inbox: Path, rest: float, monotonic: Callable[[], float]) -> None:
        self._inbox = inbox
        self._rest = rest
        self._monotonic = monotonic
        # Hashes, here and below: of a hundred thousand files at once the stamps alone would be twenty megabytes.
        self._looks: dict[str, tuple[int, float]] = {}
        # Of all that was seen: the stamp does not show that a second name went or a mode changed.
        self._refused: dict[str, int] = {}
        self._taken: dict[str, int] = {}

    def sweep(self) -> Sweep:
        """Looks once at all there is; what has rested is taken, and left out until it is released."""
        now = self._monotonic()
        rested: list[tuple[int, str, int]] = []
        looks: dict[str, tuple[int, float]] = {}
        refused: dict[str, int] = {}
        soonest = math.inf
        for seen in files.scan(self._inbox, ignored, ignored_folder, known=self._taken):
            if self._refused.get(seen.path) == hash(seen):
                refused[seen.path] = hash(seen)
                continue
            look = self._look(seen, now)
            rests_at = look[1] + self._rest_of(seen.stamp)
            if look is self._looks.get(seen.path) and now >= rests_at:
                rested.append((seen.arrived, seen.path, hash(seen)))
            else:
                looks[seen.path] = look
                soonest = min(soonest, rests_at)
        # New tables: what is gone from the folder is forgotten with the old ones.
        self._looks, self._refused = looks, refused
        self._taken.update((path, mark) for _, path, mark in rested)
        # By when it came here, not by mtime: of a folder that is synced in, the oldest page is not the oldest wish.
        rested.sort()
        return Sweep([path for _, path, _ in rested], soonest if looks else None, len(looks))

    def release(self, path: str) -> None:
        """Lets a path be seen again: its drop is settled, or to be taken anew."""
        self._taken.pop(path, None)

    def refuse(self, path: str) -> None:
        """Leaves a taken path alone until what lies there changes: it can be no drop."""
        self._refused[path] = self._taken.pop(path)

    def refuses(self, path: str) -> bool:
        """Whether a path is left alone, as it was when it was last looked at."""
        return path in self._refused

    def _look(self, seen: Seen, now: float) -> tuple[int, float]:
        """Returns how a file looks, and since when."""
        before, mark = self._looks.get(seen.path), hash(seen.stamp)
        return before if before and before[0] == mark else (mark, now)

    def _rest_of(self, stamp: Stamp) -> float:
        return self._rest if stamp.size else max(self._rest, EMPTY_REST)
