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
        return Json({"drops": [self.moved_back(one, request.state.key) for one in self.named(name)]})

    def discard(self, request: Request, name: Name) -> Json:
        """Forget a failed drop: its links are not tried again."""
        return Json({"drops": [self.forgotten(one, request.state.key) for one in self.named(name)]})

    def moved_back(self, one: Waiting, key: str) -> str:
        """Moves a failed drop back into the inbox; returns where it is. Raises NotFound where it is gone."""
        folders = self._parts.folders
        return self._done(one, "moved back", key, lambda: folders.told(verbs.retry(folders, one)))

    def forgotten(self, one: Waiting, key: str) -> str:
        """Forgets a failed drop; returns what it was called. Raises NotFound where it is gone."""

        def forget() -> str:
            verbs.discard(one)
            return one.drop

        return self._done(one, "forgotten", key, forget)

    def named(self, name: str, states: tuple[str, ...] = FAILED) -> list[Waiting]:
        """Returns the failed drops of this name; raises NotFound where there is none."""
        # The verbs take paths, too; the door takes what it shows.
        plain = printable(name) == name and not name.startswith("/") and ".." not in name.split("/")
        found = verbs.named(self._parts.folders, (name,), states) if plain else []
        if not (exact := [one for one in found if one.drop == name]):
            raise NotFound(f"No failed drop is called {printable(name)}.")
        return exact

    def _done(self, one: Waiting, fate: str, key: str, deed: Callable[[], str]) -> str:
        try:
            done = deed()
        except FileNotFoundError as error:
            raise NotFound(f"{one.drop} is no longer there.") from error
        self._parts.tell(Noticed(f"A drop was {fate} by the door.", one.drop, f"With the key {key}."))
        return done
