"""What came in, and what failed, as feeds that a reader of feeds follows."""

import re
from datetime import UTC, datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from atlas.catalog import Row, Wanted
from atlas.doors.web.atom import MEDIA_TYPE, Feed, News, atom
from atlas.doors.web.parts import Parts
from atlas.jobs.failing import Failed
from atlas.jobs.verbs import Waiting
from atlas.model import moment
from atlas.model.url import host_of

MOST = 50
BEGAN = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment of what has no other."""
WITH_PORT = re.compile(r":\d+\Z")
FATES = {"dead": "Needs you", "deferred": "Tried again by itself"}


class Feeds:
    """The two feeds."""

    def __init__(self, parts: Parts, failed: Failed) -> None:
        self._parts = parts
        self._failed = failed

    def captures_feed(self, request: Request) -> Response:
        """Tell what was captured last, the newest first, as an Atom feed."""
        site = site_of(request)
        news = tuple(_captured(site, one) for one in self._parts.catalog.page(Wanted(limit=MOST)))
        return self._told(request, "captures", "New captures", "Pages that are kept.", f"{site}/", news)

    def failures_feed(self, request: Request) -> Response:
        """Tell what failed last, the newest first, as an Atom feed: each drop once for each of its fates."""
        site = site_of(request)
        latest = sorted(self._failed.all(), key=_settled, reverse=True)[:MOST]
        news = tuple(_failed(site, one) for one in latest)
        return self._told(request, "failures", "Failures", "Links that could not be kept.", f"{site}/failed", news)

    def _told(self, request: Request, name: str, title: str, about: str, page: str, news: tuple[News, ...]) -> Response:
        machine, home = self._parts.machine, self._parts.folders.home
        here = f"{site_of(request)}{request.url.path}"
        feed = Feed(f"{machine}:{home}/{name}", f"{title} – Atlas on {machine}", about, here, page, news, BEGAN)
        written = atom(feed)
        # By the bytes: readers ask every few minutes, and mostly nothing is new.
        mark = f'"{sha256(written).hexdigest()[:32]}"'
        headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
        if mark in re.findall(r'"[^"]*"', request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return Response(written, headers=headers, media_type=MEDIA_TYPE)


def site_of(request: Request) -> str:
    """Returns how the door was called, without a slash at its end; a name without a port is that of a TLS front."""
    # The gate has let the name pass: it is one of the door's own.
    host = request.headers["host"]
    return f"{'http' if WITH_PORT.search(host) else 'https'}://{host}"


def _captured(site: str, row: Row) -> News:
    host = host_of(row.final_url or row.url) or "no host"
    kept = f"{host}: {row.verdict or 'a page'}, by {row.layer or 'an older Atlas'}."
    return News(
        identity=f"capture {row.snapshot}",
        title=row.title or row.url,
        updated=moment.read(row.captured_at),
        published=moment.read(row.captured_at),
        page=f"{site}/records/{row.id}",
        summary=" ".join(filter(None, (row.note, kept))),
        origin=row.final_url or row.url,
        tags=row.tags,
    )


def _failed(site: str, one: Waiting) -> News:
    again = f"Again at {one.retry_at:%Y-%m-%d %H:%M}Z." if one.retry_at else ""
    return News(
        identity=f"failure {one.state} {one.drop} {one.first_seen}",
        title=f"{FATES[one.state]}: {one.drop}",
        updated=_settled(one),
        published=one.first_seen,
        page=f"{site}/failed",
        summary=" ".join(filter(None, (one.reason, again, one.advice))),
        origin=next(iter(one.urls), ""),
        tags=(one.state, *([one.kind] if one.kind else [])),
    )


def _settled(one: Waiting) -> datetime:
    return one.settled_at or BEGAN
