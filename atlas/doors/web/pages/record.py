"""One capture, with all that is known of it: its history, its tries, what the judge said, and the ways to read it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from atlas.catalog import Row
from atlas.doors.web.library import TEXT, Id, kept_of, written_of
from atlas.doors.web.pages.frame import POLICY, page
from atlas.doors.web.pages.login import gone_to
from atlas.doors.web.pages.seats import form_of
from atlas.doors.web.parts import Parts
from atlas.errors import NotFound
from atlas.jobs.records import found
from atlas.jobs.remarks import digest_of, remark, remark_of
from atlas.model.article_file import text_in
from atlas.model.event import Noticed
from atlas.model.plain import plain

MOST = 200
"""Snapshots of one address that are shown."""


class Records:
    """The pages of captures."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def record_page(self, request: Request, id: Id) -> Response:  # noqa: A002 - its name in the path
        """Show all that is known of a capture."""
        return self._shown(request, self._row(id))

    async def remark(self, request: Request, id: Id) -> Response:  # noqa: A002 - as above
        """Write what somebody says about a capture beside its article, unless somebody else did so meanwhile."""
        form = await form_of(request)
        text = "\n".join(form.get("note", "").splitlines())
        row = await run_in_threadpool(self._row, id)
        wrote = await run_in_threadpool(remark, self._parts.folders, row.snapshot, text, form.get("was", ""))
        if not wrote:
            wrong = "Somebody changed the note meanwhile. Theirs is below, yours in the field: say which it is."
            return await run_in_threadpool(self._shown, request, row, text, wrong)
        told = f"With the key {request.state.key}."
        self._parts.tell(Noticed("A note was written in the library.", row.id, told))
        return gone_to(f"/records/{row.id}#note")

    def _shown(self, request: Request, row: Row, typed: str | None = None, wrong: str = "") -> Response:
        catalog, note = self._parts.catalog, remark_of(self._parts.folders, row.snapshot)
        history = sorted(catalog.by_url(row.url), key=lambda one: one.captured_at, reverse=True)
        return page(
            request,
            "record.html",
            409 if wrong else 200,
            title=row.title or row.url,
            row=row,
            reading=catalog.reading(row.snapshot),
            tries=catalog.tries(row.snapshot),
            history=history[:MOST],
            alike=catalog.alike(row.snapshot)[:10],
            snapshot=snapshot_href(self._parts, row),
            note=note if typed is None else typed,
            was=digest_of(note),
            wrong=wrong,
            theirs=note,
            place=self._parts.folders.told(self._parts.folders.raw / row.snapshot),
        )

    def record_seen(self, request: Request, id: Id) -> Response:  # noqa: A002 - as above
        """Show a capture as it was, in a frame from the second door, for which this page has leave."""
        row, viewing = self._row(id), self._parts.viewing
        if viewing is None:
            raise NotFound("Captured pages are not shown here: [web] snapshots in config.toml is empty.")
        host = request.headers["host"].lower()
        href = viewing.href(host, row.id)
        # A policy knows no addresses of the sixth version: no frame can be let in from there.
        framed = "[" not in host
        shown = page(request, "seen.html", title=row.title or row.url, row=row, href=href, framed=framed)
        if framed:
            shown.headers["Content-Security-Policy"] = f"{POLICY}; frame-src {viewing.place(host)}"
        return shown

    def record_text(self, id: Id) -> Response:  # noqa: A002 - as above
        """Give the words of a capture, and nothing that a browser would do anything with."""
        words = plain(text_in(written_of(self._parts, self._row(id)).encode(errors="replace")))
        return Response(words.encode(errors="replace"), media_type=TEXT)

    def record_warc(self, id: Id) -> Response:  # noqa: A002 - as above
        """Give a snapshot as it is kept, to be saved and not shown."""
        return kept_of(self._parts, self._row(id))

    def _row(self, named: str) -> Row:
        return found(self._parts.catalog, named)[0]


def snapshot_href(parts: Parts, row: Row) -> str:
    """Returns where the page is shown as it was, from an origin of its own; "" where nothing shows it."""
    return f"/records/{row.id}/seen" if parts.viewing else ""
