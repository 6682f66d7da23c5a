"""The queue by the door: what `atlas queue`, `retry` and `discard` do."""

from collections.abc import Callable
from itertools import islice
from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request

from atlas.doors.web.library import Limit, Offset, next_of
from atlas.doors.web.parts import Json, Parts
from atlas.errors import NotFound
from atlas.jobs import verbs
from atlas.jobs.records import drop_fields
from atlas.jobs.verbs import STATES, Waiting
from atlas.model.event import Noticed
from atlas.model.names import printable

FAILED = ("deferred", "dead")
State = Annotated[Literal["inbox", "deferred", "dead"] | None, Query(description="Only what is there.")]
Name = Annotated[str, Path(max_length=2000, description="As the queue shows it.")]


class Queued:
    """What waits, and the two things one may do about what failed."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def queue(self, request: Request, state: State = None, limit: Limit = 50, offset: Offset = 0) -> Json:
        """List what waits, what is tried again by itself, and what needs a person."""
        found = verbs.waiting(self._parts.folders, (state,) if state else STATES, self._parts.now())
        drops = [drop_fields(one) for one in islice(found, offset, offset + limit)]
        return Json({"drops": drops, "next": next_of(request, len(drops), limit, offset)})

    def retry(self, request: Request, name: Name) -> Json:
        """Move a failed drop back into the inbox."""
        folders = self._parts.folders
        return self._each(request, name, "moved back", lambda one: folders.told(verbs.retry(folders, one)))

    def discard(self, request: Request, name: Name) -> Json:
        """Forget a failed drop: its links are not tried again."""

        def forget(one: Waiting) -> str:
            verbs.discard(one)
            return one.drop

        return self._each(request, name, "forgotten", forget)

    def _each(self, request: Request, name: str, fate: str, deed: Callable[[Waiting], str]) -> Json:
        done = []
        for one in self._named(name):
            try:
                done.append(deed(one))
            except FileNotFoundError as error:
                raise NotFound(f"{name} is no longer there.") from error
            self._parts.tell(Noticed(f"A drop was {fate} by the door.", one.drop, f"With the key {request.state.key}."))
        return Json({"drops": done})

    def _named(self, name: str) -> list[Waiting]:
        # The verbs take paths, too; the door takes what it shows.
        plain = printable(name) == name and not name.startswith("/") and ".." not in name.split("/")
        found = verbs.named(self._parts.folders, (name,), FAILED) if plain else []
        if not (exact := [one for one in found if one.drop == name]):
            raise NotFound(f"No failed drop is called {printable(name)}.")
        return exact
