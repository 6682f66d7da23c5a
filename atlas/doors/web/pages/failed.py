"""What failed, by why, and the two things a person may do about it: one drop at a time, or all of one reason."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from atlas.doors.web.pages.frame import page
from atlas.doors.web.pages.login import gone_to
from atlas.doors.web.pages.queue import NOTHING, Done, Outcome, Shown
from atlas.doors.web.pages.seats import form_of
from atlas.doors.web.parts import Parts
from atlas.doors.web.queue import FAILED, Queued
from atlas.errors import NotFound
from atlas.jobs.failing import Failed, groups_of, seal_of, why
from atlas.jobs.verbs import Waiting

FEW, EACH = 5, 50
"""Drops that are shown of each reason, and of one reason that is looked at."""
GROUPS = 100
"""Reasons that are shown at once: where no fault has a part, each drop may have one of its own."""
MOST = 250
"""Drops of one reason that are moved or forgotten at once: each is made durable."""
PLACES = ("/failed", "/queue")
State = Literal["dead", "deferred"]
Text = Annotated[str, Query(max_length=8000)]


class FailedPages:
    """What failed."""

    def __init__(self, parts: Parts, queued: Queued, failed: Failed) -> None:
        self._parts = parts
        self._queued = queued
        self._failed = failed

    def failed(
        self,
        request: Request,
        state: State | None = None,
        why: Text | None = None,
        shown: Shown = 0,
        done: Done = "",
        count: Shown = 0,
        missed: Shown = 0,
    ) -> Response:
        """Show what failed by reason; or all of one reason, page by page."""
        outcome = Outcome(done, count, missed)
        if state is None or why is None:
            return self._overview(request, outcome)
        group = next((one for one in groups_of(self._failed.all()) if (one.state, one.why) == (state, why)), None)
        if group is None:
            return self._overview(request, outcome) if done else self._overview(request, NOTHING, "Nothing failed so.")
        return page(
            request,
            "failed-group.html",
            title="Failed",
            group=group,
            drops=group.drops[shown : shown + EACH],
            outcome=outcome,
            query=urlencode({"state": state, "why": why}, errors="replace"),
            shown=shown,
            each=EACH,
            most=MOST,
            now=self._parts.now(),
        )

    async def retry(self, request: Request) -> Response:
        """Move what is asked for back into the inbox."""
        return await run_in_threadpool(self._retry, request, await form_of(request))

    def ask(self, request: Request, state: State, drop: Text = "", why: Text = "", back: Text = "") -> Response:
        """Ask whether what is asked for is really to be forgotten; nothing is changed."""
        return self._ask(request, {"state": state, "drop": drop, "why": why, "back": back})

    async def forget(self, request: Request) -> Response:
        """Forget what somebody was asked about, if it still is that."""
        return await run_in_threadpool(self._forget, request, await form_of(request))

    def _retry(self, request: Request, form: Mapping[str, str]) -> Response:
        return self._each(request, form, "retried", self._queued.moved_back)

    def _ask(self, request: Request, form: Mapping[str, str], status: int = 200) -> Response:
        chosen = self._chosen(form)
        if not chosen:
            return self._gone(request, form)
        return page(
            request,
            "forget.html",
            status,
            title="Forget?",
            drops=chosen[:MOST],
            count=len(chosen),
            asked={name: form.get(name, "") for name in ("state", "drop", "why", "back")},
            seal=seal_of(chosen[:MOST]),
            place=_place(form),
            changed=status != 200,
        )

    def _forget(self, request: Request, form: Mapping[str, str]) -> Response:
        chosen = self._chosen(form)[:MOST]
        # Others may have failed since, or another of that name: nobody was asked about those.
        if chosen and seal_of(chosen) != form.get("seal"):
            return self._ask(request, form, 409)
        return self._each(request, form, "forgotten", self._queued.forgotten)

    def _each(
        self, request: Request, form: Mapping[str, str], fate: Done, deed: Callable[[Waiting, str], str]
    ) -> Response:
        count = missed = 0
        for one in self._chosen(form)[:MOST]:
            try:
                deed(one, request.state.key)
                count += 1
            except NotFound:
                # Beside a running Atlas a drop may move on at any time; the others are still to be done.
                missed += 1
        if not count:
            return self._gone(request, form)
        return gone_to(f"{_place(form)}?{urlencode({'done': fate, 'count': count, 'missed': missed})}")

    def _chosen(self, form: Mapping[str, str]) -> list[Waiting]:
        """Returns what is asked for, one drop or all of one reason; nothing where it is gone."""
        state, drop = form.get("state", ""), form.get("drop", "")
        if state not in FAILED:
            raise HTTPException(422, "Say where it is: dead or deferred.")
        if not drop:
            return [one for one in self._failed.all() if (one.state, why(one)) == (state, form.get("why", ""))]
        try:
            return self._queued.named(drop, (state,))
        except NotFound:
            return []

    def _gone(self, request: Request, form: Mapping[str, str]) -> Response:
        named = form.get("drop", "") or "What you asked for"
        sorry = f"{named} is no longer there: it was tried again, taken away or forgotten meanwhile."
        return self._overview(request, NOTHING, sorry)

    def _overview(self, request: Request, outcome: Outcome, sorry: str = "") -> Response:
        groups = groups_of(self._failed.all())
        return page(
            request,
            "failed.html",
            404 if sorry else 200,
            title="Failed",
            groups=groups[:GROUPS],
            further=max(0, len(groups) - GROUPS),
            outcome=outcome,
            sorry=sorry,
            few=FEW,
            most=MOST,
            now=self._parts.now(),
        )


def _place(form: Mapping[str, str]) -> str:
    """Returns where somebody came from."""
    return form.get("back", "") if form.get("back") in PLACES else PLACES[0]
