"""Pictures that are in the archive, shown beside what they belong to; nothing is ever asked of the web for one."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from atlas.catalog import ArticleRow, Row
from atlas.doors.web.library import Id
from atlas.doors.web.parts import Parts
from atlas.errors import Damaged
from atlas.jobs.records import found

# Formats that are pictures and nothing else: an SVG may have anything in it.
MARKS = {
    "image/png": (b"\x89PNG\r\n\x1a\n", 0),
    "image/jpeg": (b"\xff\xd8\xff", 0),
    "image/gif": (b"GIF8", 0),
    "image/webp": (b"WEBP", 8),
    "image/avif": (b"ftypavif", 4),
}
LARGEST = 5_000_000
"""Bytes of a picture that a list shows."""
A_DAY = "private, max-age=86400"


def pictures_of(parts: Parts, listed: Sequence[tuple[Row, ArticleRow | None]]) -> list[str]:
    """Returns where the picture of each capture is on this door, or "": itself, or its lead picture if kept."""
    leads = [article.image for _, article in listed if article and article.image]
    kept = {one.url: one for one in reversed(parts.catalog.by_urls(leads)) if _is_picture(one)} if leads else {}
    shown = [row if _is_picture(row) else kept.get(article.image) if article else None for row, article in listed]
    return [f"/pictures/{one.id}" if one else "" for one in shown]


class Pictures:
    """Pictures that were captured."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def picture(self, request: Request, id: Id) -> Response:  # noqa: A002 - its name in the path
        """Give a captured picture, as what its bytes are."""
        del request
        row = found(self._parts.catalog, id)[0]
        if not _is_picture(row):
            raise HTTPException(404, "That is no picture.")
        try:
            with self._parts.vault.payload(row.snapshot) as (_, stream):
                content = _read(stream)
        except (Damaged, OSError) as error:
            raise HTTPException(404, "That picture does not read.") from error
        kind = next((one for one, (mark, at) in MARKS.items() if content[at : at + len(mark)] == mark), "")
        if not kind or len(content) > LARGEST:
            raise HTTPException(404, "That is no picture that is shown.")
        return Response(content, headers={"Cache-Control": A_DAY}, media_type=kind)


def _is_picture(row: Row) -> bool:
    return row.media_type in MARKS and 0 < row.size <= LARGEST and row.disposition == "captured"


def _read(stream: BinaryIO | Any) -> bytes:
    return bytes(stream.read(LARGEST + 1))
