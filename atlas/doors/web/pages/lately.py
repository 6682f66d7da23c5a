"""What came in lately, the newest first, and the way in for further links."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from atlas.catalog import ArticleRow, Row, Wanted
from atlas.doors.web.dropping import Dropping
from atlas.doors.web.pages.bookmark import bookmark_of
from atlas.doors.web.pages.frame import page
from atlas.doors.web.pages.login import gone_to
from atlas.doors.web.pages.pictures import pictures_of
from atlas.doors.web.pages.seats import form_of
from atlas.doors.web.parts import Parts
from atlas.doors.web.shapes import Drop
from atlas.errors import BadUrl, Unfit
from atlas.model.event import Noticed

EACH = 20
"""Captures of a page."""
JUST_THEN = "~"
"""Behind the milliseconds and the Z of any moment, as texts sort."""
Since = Annotated[str, Query(alias="from", pattern=r"^[0-9T:.Z-]{0,24}$")]
Shown = Annotated[int, Query(ge=0, le=100_000)]
Added = Annotated[int, Query(ge=0, le=100_000)]
Offered = Annotated[str, Query(max_length=8000)]
NOTHING = {"text": "", "tags": "", "note": ""}


@dataclass(frozen=True)
class Entry:
    """A capture as a list has it."""

    row: Row
    article: ArticleRow | None
    excerpt: str
    picture: str


class Lately:
    """The first page."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._dropping = Dropping(parts)

    def lately(self, request: Request, since: Since = "", shown: Shown = 0, added: Added = 0) -> Response:
        """Show what came in lately."""
        before = f"{since}{JUST_THEN}" if since else ""
        rows = self._parts.catalog.page(Wanted(before=before, limit=EACH + 1, offset=shown))
        return page(
            request,
            "lately.html",
            title="Lately",
            entries=entries_of(self._parts, rows[:EACH]),
            older=_older(rows, since, shown),
            since=since,
            added=added,
            wrong="",
            typed=NOTHING,
        )

    def offer(self, request: Request, url: Offered = "") -> Response:
        """Ask whether a page is to be kept: a bookmark in a browser leads here. Nothing is written before that."""
        typed = {**NOTHING, "text": url}
        return page(request, "add.html", title="Keep a page", wrong="", typed=typed, bookmark=bookmark_of(request))

    async def add(self, request: Request) -> Response:
        """Write the links of a form into the inbox."""
        form = {**NOTHING, **await form_of(request)}
        try:
            tags = [tag.strip() for tag in form["tags"].split(",") if tag.strip()]
            wanted = Drop.model_validate({"text": form["text"], "tags": tags, "note": form["note"].strip()})
            name, count = await run_in_threadpool(self._dropping.take, wanted)
        except ValidationError as error:
            return self._again(request, form, "; ".join(one["msg"] for one in error.errors()))
        except (BadUrl, Unfit) as error:
            return self._again(request, form, str(error))
        self._parts.tell(Noticed("A drop came in by the library.", name, f"With the key {request.state.key}."))
        return gone_to(f"/?added={count}")

    def _again(self, request: Request, form: dict[str, str], wrong: str) -> Response:
        typed = {name: form[name] for name in NOTHING}
        bookmark = bookmark_of(request)
        return page(request, "add.html", 422, title="Keep a page", wrong=wrong, typed=typed, bookmark=bookmark)


def entries_of(parts: Parts, rows: list[Row]) -> list[Entry]:
    """Returns captures as lists have them."""
    openings = parts.catalog.openings(rows)
    read = [openings.get(one.snapshot, (None, "")) for one in rows]
    pictures = pictures_of(parts, [(row, article) for row, (article, _) in zip(rows, read, strict=True)])
    return [
        Entry(row, article, (article.description if article else "") or (f"{opening}…" if opening else ""), picture)
        for row, (article, opening), picture in zip(rows, read, pictures, strict=True)
    ]


def _older(rows: list[Row], since: str, shown: int) -> str:
    """Returns where the list goes on, "" where this is its end: what comes in meanwhile moves nothing."""
    if len(rows) <= EACH:
        return ""
    last = rows[EACH - 1].captured_at
    same = sum(one.captured_at == last for one in rows[:EACH])
    return f"/?from={last}&shown={same + (shown if last == since else 0)}"
