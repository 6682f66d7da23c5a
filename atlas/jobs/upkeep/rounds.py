"""One round of upkeep: its steps one after the other, what each did, and where a cut left off."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from atlas import files
from atlas.errors import AtlasError
from atlas.jobs import notes
from atlas.model import moment

NOTE = notes.UPKEEP
LOCK = "upkeep.lock"
PERIODS = ("daily", "weekly", "monthly")
STALE = timedelta(hours=12)
"""A round that was cut off longer ago begins anew."""


@dataclass(frozen=True)
class Said:
    """What a step did, or found."""

    told: str
    ok: bool = True


@dataclass(frozen=True)
class Step:
    """A part of a round; doing it twice is as doing it once."""

    name: str
    run: Callable[[], Iterable[Said]]


@dataclass(frozen=True)
class Done:
    """What came of a step."""

    step: str
    ok: bool
    told: tuple[str, ...]
    seconds: float


class Round:
    """The steps of one period; a step that fails holds up no other."""

    def __init__(
        self,
        state: Path,
        period: str,
        steps: Sequence[Step],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._note = state / NOTE
        self._period = period
        self._steps = steps
        self._now = now
        self._monotonic = monotonic

    def run(self) -> Iterator[Done]:
        """Does what a cut left of the last round, else all; yields what came of each step.

        Raises Busy while another round is under way: a timer and a daemon may both find one due.
        """
        files.make_folder(self._note.parent)
        lock = files.Lock(self._note.with_name(LOCK))
        lock.take()
        try:
            yield from self._gone()
        finally:
            lock.drop()

    def _gone(self) -> Iterator[Done]:
        begun, done = self._unfinished()
        for step in self._steps:
            if step.name not in {one["step"] for one in done}:
                came = self._do(step)
                # Written down after each: a cut costs the step it fell into, and not the night.
                done.append(asdict(came))
                self._write({"begun": begun, "steps": done})
                yield came
        ok = all(one["ok"] for one in done)
        self._write({"begun": begun, "at": moment.written(self._now()), "ok": ok, "steps": done})

    def _do(self, step: Step) -> Done:
        begun = self._monotonic()
        said: list[Said] = []
        try:
            said.extend(step.run())
        except (AtlasError, OSError) as error:
            said.append(Said(str(error), ok=False))
        seconds = round(self._monotonic() - begun, 1)
        return Done(step.name, all(one.ok for one in said), tuple(one.told for one in said), seconds)

    def _unfinished(self) -> tuple[str, list[dict[str, Any]]]:
        now = self._now()
        left = notes.read(self._note).get(self._period)
        try:
            if isinstance(left, dict) and "at" not in left and now - moment.read(left["begun"]) < STALE:
                # What failed before the cut is tried again: the disk that was away may be back.
                return left["begun"], [one for one in left["steps"] if one["ok"]]
        except (ValueError, KeyError, TypeError):
            pass
        return moment.written(now), []

    def _write(self, fields: dict[str, Any]) -> None:
        notes.write(self._note, {**notes.read(self._note), self._period: fields})
