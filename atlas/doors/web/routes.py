"""All that can be asked of the door, each with what its key must be for: the one table."""

from typing import Any

from atlas.doors.keys import Permission
from atlas.doors.web import paging, shapes
from atlas.doors.web.atom import MEDIA_TYPE
from atlas.doors.web.dropping import BODY, Dropping
from atlas.doors.web.feeds import Feeds
from atlas.doors.web.library import JSON, MARKDOWN, TEXT, WARC, Library
from atlas.doors.web.pages.failed import FailedPages
from atlas.doors.web.pages.frame import style
from atlas.doors.web.pages.health import HealthPage
from atlas.doors.web.pages.lately import Lately
from atlas.doors.web.pages.login import Login
from atlas.doors.web.pages.pictures import Pictures
from atlas.doors.web.pages.queue import QueuePages
from atlas.doors.web.pages.reading import Reading
from atlas.doors.web.pages.record import Records
from atlas.doors.web.pages.searching import Searching
from atlas.doors.web.pages.statistics import StatisticsPage
from atlas.doors.web.pages.subscribing import feeds
from atlas.doors.web.paging import Paging
from atlas.doors.web.parts import Parts, Route
from atlas.doors.web.queue import Queued
from atlas.doors.web.state import METRICS, State
from atlas.jobs.failing import Failed

READ, WRITE, FEEDS = Permission.READ, Permission.WRITE, Permission.FEEDS


def routes_of(parts: Parts) -> tuple[Route, ...]:
    """Returns the door's routes."""
    dropping, library, queued, state = Dropping(parts), Library(parts), Queued(parts), State(parts)
    failed = Failed(parts.folders)
    followed, feed = Feeds(parts, failed), _bytes({MEDIA_TYPE: {}}, "The feed.")
    taken = {**_gives(shapes.Dropped, 201), "status_code": 201, "openapi_extra": {"requestBody": BODY}}
    saved = {**_gives(shapes.Dropped, 201), "status_code": 201, "openapi_extra": {"requestBody": paging.BODY}}
    article = _bytes({MARKDOWN: {}, JSON: {}}, "The article.")
    snapshot = _bytes({WARC: {"format": "binary"}, TEXT: {}}, "The snapshot, or the words of its article.")
    ready = {"responses": {200: {"model": shapes.Ready}, 503: {"model": shapes.Ready}}}
    # fmt: off
    return (
        Route("POST",   "/api/drops",                   WRITE, dropping.drop,    taken),
        Route("POST",   "/api/pages",                   WRITE, Paging(parts).save, saved, paging.LARGEST),
        Route("GET",    "/api/queue",                   READ,  queued.queue,     _gives(shapes.Queue)),
        Route("POST",   "/api/queue/{name:path}/retry", WRITE, queued.retry,     _gives(shapes.Moved)),
        Route("DELETE", "/api/queue/{name:path}",       WRITE, queued.discard,   _gives(shapes.Moved)),
        Route("GET",    "/api/records",                 READ,  library.records,  _gives(shapes.Records)),
        Route("GET",    "/api/records/{id}",            READ,  library.record,   _gives(shapes.Whole)),
        Route("GET",    "/api/search",                  READ,  library.search,   _gives(shapes.Hits)),
        Route("GET",    "/api/articles/{id}",           READ,  library.article,  article),
        Route("GET",    "/api/snapshots/{id}",          READ,  library.snapshot, snapshot),
        Route("GET",    "/feeds/captures",              FEEDS, followed.captures_feed, feed),
        Route("GET",    "/feeds/failures",              FEEDS, followed.failures_feed, feed),
        Route("GET",    "/health",                      None,  state.health),
        Route("GET",    "/ready",                       None,  state.ready,      ready),
        Route("GET",    "/metrics",                     None,  state.metrics,    _bytes({METRICS: {}}, "The numbers.")),
        Route("GET",    "/openapi.json",                None,  state.described),
        *pages_of(parts),
        *working_pages(parts, queued, failed),
    )
    # fmt: on


def pages_of(parts: Parts) -> tuple[Route, ...]:
    """Returns the routes of the library, in the order of its navigation."""
    login, lately, searching, records = Login(parts), Lately(parts), Searching(parts), Records(parts)
    reading, pictures = Reading(parts), Pictures(parts)
    # fmt: off
    return (
        Route("GET",  "/",                  READ,  lately.lately,        page=True, listed="Lately"),
        Route("GET",  "/search",            READ,  searching.search,     page=True, listed="Search"),
        Route("GET",  "/add",               READ,  lately.offer,         page=True),
        Route("POST", "/add",               WRITE, lately.add,           page=True),
        Route("GET",  "/records/{id}",      READ,  records.record_page,  page=True),
        Route("POST", "/records/{id}/note", WRITE, records.remark,       page=True),
        Route("GET",  "/records/{id}/seen", READ,  records.record_seen,  page=True),
        Route("GET",  "/records/{id}/text", READ,  records.record_text,  page=True),
        Route("GET",  "/records/{id}/warc", READ,  records.record_warc,  page=True),
        Route("GET",  "/articles/{id}",     READ,  reading.article_page, page=True),
        Route("GET",  "/pictures/{id}",     READ,  pictures.picture,     page=True),
        Route("GET",  "/login",             None,  login.ask,            page=True),
        Route("POST", "/login",             None,  login.enter,          page=True),
        Route("POST", "/logout",            None,  login.leave,          page=True),
        Route("GET",  "/static/{name}",     None,  style,                page=True),
    )
    # fmt: on


def working_pages(parts: Parts, queued: Queued, failed: Failed) -> tuple[Route, ...]:
    """Returns the routes of the pages that tell how it goes, and of what may be done about it."""
    waiting, failures = QueuePages(parts, failed), FailedPages(parts, queued, failed)
    # fmt: off
    return (
        Route("GET",  "/queue",         READ,  waiting.waiting,                  page=True, listed="Queue"),
        Route("GET",  "/failed",        READ,  failures.failed,                  page=True, listed="Failed"),
        Route("POST", "/failed/retry",  WRITE, failures.retry,                   page=True),
        Route("GET",  "/failed/forget", READ,  failures.ask,                     page=True),
        Route("POST", "/failed/forget", WRITE, failures.forget,                  page=True),
        Route("GET",  "/statistics",    READ,  StatisticsPage(parts).statistics, page=True, listed="Statistics"),
        Route("GET",  "/checks",        READ,  HealthPage(parts).checks,         page=True, listed="Health"),
        Route("GET",  "/feeds",         READ,  feeds,                            page=True, listed="Feeds"),
    )
    # fmt: on


def _gives(model: type, status: int = 200) -> dict[str, Any]:
    return {"responses": {status: {"model": model}}}


def _bytes(types: dict[str, dict[str, str]], told: str) -> dict[str, Any]:
    content = {
        kind: {"schema": {"type": "object" if kind == JSON else "string", **more}} for kind, more in types.items()
    }
    return {"responses": {200: {"description": told, "content": content}}}
