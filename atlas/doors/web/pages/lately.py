"""What came in lately, the newest first."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from atlas.catalog import Row, Wanted
from atlas.doors.web.pages.frame import page
from atlas.doors.web.parts import Parts

EACH = 20
"""Captures of a page."""
JUST_THEN = "~"
"""Behind the milliseconds and the Z of any moment, as texts sort."""
Since = Annotated[str, Query(alias="from", pattern=r"^[0-9T:.Z-]{0,24}$")]
Shown = Annotated[int, Query(ge=0, le=100_000)]


class Lately:
    """The first page."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def lately(self, request: Request, since: Since = "", shown: Shown = 0) -> Response:
        """Show what came in lately."""
        before = f"{since}{JUST_THEN}" if since else ""
        rows = self._parts.catalog.page(Wanted(before=before, limit=EACH + 1, offset=shown))
        return page(request, "lately.html", title="Lately", rows=rows[:EACH], older=_older(rows, since, shown))


def _older(rows: list[Row], since: str, shown: int) -> str:
    """Returns where the list goes on, "" where this is its end: what comes in meanwhile moves nothing."""
    if len(rows) <= EACH:
        return ""
    last = rows[EACH - 1].captured_at
    same = sum(one.captured_at == last for one in rows[:EACH])
    return f"/?from={last}&shown={same + (shown if last == since else 0)}"
