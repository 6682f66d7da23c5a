"""Begins the rounds of upkeep that nothing else began in time: on a Mac or in a container there are no timers.

Each round is a process of its own beside the daemon, as a timer would begin it. Where timers do, none is ever overdue.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from atlas.jobs import notes
from atlas.model import moment
from atlas.model.event import Event, Noticed, Warned

OVERDUE = {
    "daily": timedelta(hours=26),
    "weekly": timedelta(days=7, hours=6),
    "monthly": timedelta(days=31, hours=12),
}
"""After so long without a round; longer than a timer lets pass, with its random delay."""
EVERY = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=30)}
"""Where the last round was begun here, there are no timers: then the next comes in its time."""
FIRST, AGAIN = 7200.0, 3600.0
"""Seconds after the start, and after a round that came to no end: timers make up for what they missed before that."""
APART = 600.0
"""Seconds between the end of one round and the beginning of the next: a machine just begun has all three to do."""
BUSY = 75


class Going(Protocol):
    """A round under way."""

    def poll(self) -> int | None:
        """Returns its exit code, or None while it works."""

    def terminate(self) -> None:
        """Asks it to end; what it has done stays done."""

    def wait(self, timeout: float) -> int:
        """Waits for its end."""


class Steward:
    """The rounds of one home, begun where they are overdue."""

    def __init__(
        self,
        state: Path,
        begin: Callable[[str], Going],
        held_up: Callable[[], bool],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._note = state / notes.UPKEEP
        self._begin = begin
        self._held_up = held_up
        self._now = now
        self._monotonic = monotonic
        self._next = monotonic() + FIRST
        self._again: dict[str, float] = {}
        self._ours: dict[str, str] = {}
        self._period = ""
        self._going: Going | None = None

    def tend(self) -> Iterator[Event]:
        """Begins a round that is overdue, one at a time; yields what came of the last."""
        if self._going:
            code = self._going.poll()
            if code is not None:
                self._next, self._going = self._monotonic() + APART, None
                yield from self._told(code)
            return
        if self._monotonic() < self._next or self._held_up():
            return
        period = next((one for one in OVERDUE if self._is_overdue(one)), "")
        if period:
            self._period = period
            # Whatever comes of it: a round that ends before its note is written is not begun again at every look.
            self._again[period] = self._monotonic() + AGAIN
            try:
                self._going = self._begin(period)
            except OSError as error:
                self._next = self._monotonic() + AGAIN
                yield Warned("A round of upkeep could not be begun.", period, str(error.strerror))

    def stop(self) -> None:
        """Ends a round that is under way; the next start goes on with it."""
        if self._going:
            self._going.terminate()
            self._going = None

    def _told(self, code: int) -> Iterator[Event]:
        self._ours[self._period] = str(self._entry(self._period).get("begun"))
        if code == BUSY:
            return
        steps = self._entry(self._period).get("steps", [])
        wrong = [one for one in steps if isinstance(one, dict) and not one.get("ok")]
        for one in wrong:
            told = one.get("told") or ["it failed"]
            yield Warned("A step of upkeep needs you.", f"{self._period}, {one.get('step')}: {told[-1]}")
        if code and not wrong:
            yield Warned("A round of upkeep came to no end; it is begun again.", f"{self._period}: {code}")
        elif not code:
            yield Noticed("A round of upkeep was done.", self._period)

    def _is_overdue(self, period: str) -> bool:
        if self._monotonic() < self._again.get(period, 0.0):
            return False
        entry = self._entry(period)
        try:
            last = moment.read(entry["begun"] if entry["at"] else "")
        except (KeyError, ValueError, TypeError):
            return True
        most = EVERY if self._ours.get(period) == entry["begun"] else OVERDUE
        # A round of a time to come was done under a clock that was wrong.
        return not timedelta(0) <= self._now() - last < most[period]

    def _entry(self, period: str) -> dict[str, Any]:
        found = notes.read(self._note).get(period)
        return found if isinstance(found, dict) else {}
