"""Finding again: words and filters as one question, in the language of `atlas search`."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from atlas.doors.web.library import VERDICT
from atlas.doors.web.pages.frame import page
from atlas.doors.web.pages.pictures import pictures_of
from atlas.doors.web.parts import Parts
from atlas.model.verdict import Verdict

EACH = 20
READ = (Verdict.PAGE, Verdict.OTHER_TYPE, Verdict.PAYWALL, Verdict.CONSENT, Verdict.HOLLOW)
"""What has an article that could be found."""
STATES = {"": "anything", "doubtful": "doubtful text", **{one.on_disk: one.on_disk for one in READ}}
ORDERS = {"best": "the best first", "newest": "the newest first", "oldest": "the oldest first"}
Words = Annotated[str, Query(max_length=8000)]
Short = Annotated[str, Query(max_length=255)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
State = Annotated[str, Query(alias="is", pattern=f"^$|^doubtful$|{VERDICT}")]
Order = Annotated[Literal["best", "newest", "oldest"], Query()]
Skip = Annotated[int, Query(ge=0, le=100_000)]


@dataclass(frozen=True)
class Sought:
    """What somebody looks for, field by field as the form has it."""

    q: str
    tag: str
    host: str
    after: str
    until: str
    state: str
    sort: str

    @property
    def question(self) -> str:
        """The question in words, as one would type it."""
        told = (("tag", self.tag), ("site", self.host), ("after", self.after), ("before", _next_day(self.until)))
        terms = [f'{name}:"{_word(value)}"' for name, value in (*told, ("is", self.state)) if _word(value)]
        return " ".join(filter(None, (self.q.strip(), *terms)))

    def href(self, skip: int) -> str:
        """Returns where this is looked for, so many of the first left out."""
        fields = {"is" if name == "state" else name: value for name, value in asdict(self).items() if value}
        return f"/search?{urlencode({**fields, 'skip': skip})}"


class Searching:
    """The search page."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def search(
        self,
        request: Request,
        q: Words = "",
        tag: Short = "",
        host: Short = "",
        after: Day = "",
        until: Day = "",
        state: State = "",
        sort: Order = "best",
        skip: Skip = 0,
    ) -> Response:
        """Show what was found."""
        sought = Sought(q, tag, host, after, until, state, sort)
        hits = self._parts.catalog.search(sought.question, EACH + 1, skip, sort) if sought.question else []
        pictures = pictures_of(self._parts, [(one.row, one.article) for one in hits])
        found = [*zip(hits, pictures, strict=True)][:EACH]
        return page(
            request,
            "search.html",
            title=f"Search: {q}" if q else "Search",
            sought=sought,
            hits=found,
            first=skip + 1,
            earlier=sought.href(max(0, skip - EACH)) if skip else "",
            later=sought.href(skip + EACH) if len(hits) > EACH else "",
            states=STATES,
            orders=ORDERS,
            narrowed=any((tag, host, after, until, state, sort != "best")),
        )


def _word(value: str) -> str:
    return " ".join(value.replace('"', " ").split())


def _next_day(day: str) -> str:
    """Returns the day after, for `before:` leaves out its own; "" for what is no day of any calendar."""
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""
