"""What is kept, by the door: records, articles, snapshots, and finding them again."""

from functools import partial
from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from atlas.catalog import Row, Wanted
from atlas.doors.web.parts import Json, Parts
from atlas.errors import NotFound
from atlas.jobs.records import all_of, article_file, fields_of, found, hit_fields, text_below
from atlas.model.plain import plain
from atlas.model.verdict import Verdict

WARC = "application/warc"
MARKDOWN, TEXT, JSON = "text/markdown", "text/plain", "application/json"
VERDICT = f"^({'|'.join(one.on_disk for one in Verdict)})$"
# A moment, or the beginning of one: texts of this form sort as time does.
MOMENT = r"^\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,3})?)?)?Z?)?)?)?$"

Id = Annotated[str, Path(pattern="^[0-9a-f]{8}$", description="A record's `id`.")]
Limit = Annotated[int, Query(ge=1, le=500, description="At most so many.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Leave out so many of the first.")]
Judged = Annotated[str | None, Query(pattern=VERDICT, description="What the judge called it.")]
Host = Annotated[str, Query(max_length=255, description="Of a site, and of all beneath it.")]
Address = Annotated[str, Query(max_length=8000, description="Of this address.")]
Moment = Annotated[str, Query(pattern=MOMENT, max_length=24)]
Question = Annotated[str, Query(min_length=1, max_length=8000, description="As for `atlas search`.")]
As = Annotated[Literal["warc", "text"], Query(alias="as", description="The file itself, or its article's words.")]


class Library:
    """All that may be read."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._fields = partial(fields_of, parts.folders)

    def records(
        self,
        request: Request,
        verdict: Judged = None,
        host: Host = "",
        url: Address = "",
        after: Moment | None = None,
        before: Moment | None = None,
        every: Annotated[bool, Query(alias="all", description="Earlier captures and failed attempts, too.")] = False,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Json:
        """List what was captured, the best of each address, the newest first."""
        wanted = Wanted(every, verdict or "", url, host.lower(), after or "", before or "", limit, offset)
        records = [self._fields(one) for one in self._parts.catalog.page(wanted)]
        return Json({"records": records, "next": next_of(request, len(records), limit, offset)})

    def record(self, id: Id) -> Json:  # noqa: A002 - its name in the path
        """Tell all that is known of a capture."""
        return Json(all_of(self._parts.catalog, self._parts.folders, self._row(id)))

    def search(self, request: Request, q: Question, limit: Limit = 10, offset: Offset = 0) -> Json:
        """Find what was kept by the words in it, the best first."""
        found = self._parts.catalog.search(q, limit, offset)
        hits = [hit_fields(self._parts.folders, one) for one in found]
        return Json({"hits": hits, "next": next_of(request, len(hits), limit, offset)})

    def article(self, request: Request, id: Id) -> Response:  # noqa: A002 - as above
        """Give an article: its file in Markdown, head and text; or, by `Accept`, its record and text in JSON."""
        row = self._row(id)
        written = written_of(self._parts, row)
        vary = {"Vary": "Accept"}
        if not prefers_json(request.headers.get("accept", "")):
            return Response(written.encode(errors="replace"), headers=vary, media_type=MARKDOWN)
        told = all_of(self._parts.catalog, self._parts.folders, row)
        return Json({**told, "text": text_below(written)}, headers=vary)

    def snapshot(self, id: Id, form: As = "warc") -> Response:  # noqa: A002 - as above
        """Give a snapshot as it is kept, a WARC file; or the words of its article. Never the page itself."""
        row = self._row(id)
        if form == "text":
            return _attached(plain(text_below(written_of(self._parts, row))), f"{row.id}.txt")
        return kept_of(self._parts, row)

    def _row(self, named: str) -> Row:
        return found(self._parts.catalog, named)[0]


def written_of(parts: Parts, row: Row) -> str:
    """Returns the file of an article; raises what says that somebody is writing it."""
    try:
        return article_file(parts.folders, row)
    except BlockingIOError as error:
        raise HTTPException(503, "Somebody is writing that article.", {"Retry-After": "1"}) from error


def kept_of(parts: Parts, row: Row) -> FileResponse:
    """Returns a snapshot as a file to save; raises NotFound where it is not in the archive."""
    if not parts.vault.has(row.snapshot):
        raise NotFound(f"The snapshot of {row.id} is not in the archive: {row.snapshot}")
    path = parts.folders.raw / row.snapshot
    return FileResponse(path, media_type=WARC, filename=path.name)


def next_of(request: Request, count: int, limit: int, offset: int) -> str | None:
    """Returns where a list goes on, or None where this was all of it."""
    if count < limit:
        return None
    there = request.url.include_query_params(limit=limit, offset=offset + limit)
    return f"{there.path}?{there.query}"


def prefers_json(accept: str) -> bool:
    """Whether somebody would rather have JSON than Markdown; who does not say gets Markdown."""
    return _worth(accept, JSON) > _worth(accept, MARKDOWN)


def _worth(accept: str, media_type: str) -> float:
    """Returns what an Accept header says a media type is worth: what names it goes before what only includes it."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    worths: dict[str, float] = {}
    for one in accept.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        told = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        worths[name] = float(told) if told.replace(".", "", 1).isdecimal() and told.isascii() else 0.0
    return next((worths[name] for name in ranges if name in worths), 0.0)


def _attached(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(errors="replace"), headers=headers, media_type=TEXT)
