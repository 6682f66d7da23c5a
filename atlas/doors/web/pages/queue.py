"""The queue as a person looks at it: what waits, for what, and until when."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Annotated, Literal

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from atlas.doors.web.pages.frame import page
from atlas.doors.web.parts import Parts
from atlas.jobs import verbs
from atlas.jobs.failing import Failed
from atlas.jobs.health import beat_in, is_at_work
from atlas.jobs.verbs import STATES, Waiting
from atlas.model.heartbeat import SILENT

EACH = 50
"""Drops of a page."""
Done = Literal["", "retried", "forgotten"]
"""What somebody has just had done."""
Shown = Annotated[int, Query(ge=0, le=1_000_000)]


@dataclass(frozen=True)
class Outcome:
    """What has come of what somebody asked for."""

    done: Done = ""
    count: int = 0
    missed: int = 0
    """Drops that were no longer there."""


NOTHING = Outcome()


class QueuePages:
    """What waits in the inbox, and what is tried again."""

    def __init__(self, parts: Parts, failed: Failed) -> None:
        self._parts = parts
        self._failed = failed

    def waiting(
        self, request: Request, shown: Shown = 0, done: Done = "", count: Shown = 0, missed: Shown = 0
    ) -> Response:
        """Show what waits: the inbox first, then what is tried again, the next first."""
        now = self._parts.now()
        deferred = sorted((one for one in self._failed.all() if one.state == "deferred"), key=_due)
        counts = {state: sum(1 for _ in verbs.paths(self._parts.folders, (state,))) for state in STATES}
        inbox = verbs.waiting(self._parts.folders, ("inbox",), now)
        # A long inbox is not read as a whole: each of its drops is opened for it.
        drops = list(islice(inbox, shown, shown + EACH))
        begin = max(0, shown - counts["inbox"])
        drops += deferred[begin : begin + EACH - len(drops)]
        return page(
            request,
            "queue.html",
            title="Queue",
            outcome=Outcome(done, count, missed),
            drops=drops,
            counts=counts,
            now=now,
            work=self._work(now),
            newer=max(0, shown - EACH) if shown else None,
            older=shown + EACH if shown + EACH < counts["inbox"] + counts["deferred"] else None,
        )

    def _work(self, now: datetime) -> str:
        """Returns what the daemon does, in a sentence."""
        state = self._parts.folders.state
        beat = beat_in(state)
        if beat is None or beat.stopped or now - beat.at > SILENT:
            return "" if is_at_work(state / "lock") else "No Atlas is at work: `atlas watch` starts it."
        paused = f"; fetching waits for {', '.join(beat.paused)}" if beat.paused else ""
        return f"Atlas is at work: {beat.flying} in flight, {beat.unrested} not yet at rest{paused}."


def _due(one: Waiting) -> tuple[bool, datetime | None, str]:
    # Without a ticket it is due at once.
    return (one.retry_at is not None, one.retry_at, one.drop)
