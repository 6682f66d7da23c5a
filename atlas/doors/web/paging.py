"""A page that comes by the door as somebody sees it: it becomes a saved page in the inbox, piece by piece."""

import codecs
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from anyio import from_thread
from fastapi import Query
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from atlas import files
from atlas.doors.web.parts import Json, Parts
from atlas.errors import Unfit
from atlas.model.adding import name_of, vetted
from atlas.model.event import Noticed
from atlas.model.formats import LARGEST_EXPORT
from atlas.model.link import Link
from atlas.model.names import shown
from atlas.model.saved import from_mark, is_document
from atlas.model.ticket import SUFFIX

HTML = "text/html"
LARGEST = LARGEST_EXPORT - 20_000
"""Bytes of a page: with what is written before it, it is no larger than a saved page may be."""
BEGINNING = 4096
BODY: dict[str, Any] = {
    "required": True,
    "content": {HTML: {"schema": {"type": "string", "description": "The whole page, in UTF-8 whatever it says."}}},
}
Address = Annotated[str, Query(max_length=8000, description="Where the page is from.")]


class Paging:
    """The way in for pages."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def save(self, request: Request, url: Address) -> Json:
        """Write a page into the inbox as it was sent, to be kept without a visit to its site."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != HTML:
            raise HTTPException(415, f"The door takes a page as {HTML}.", {"Accept-Post": HTML})
        name = await run_in_threadpool(self._take, vetted([Link(url)]), _waiting(request.stream()))
        self._parts.tell(Noticed("A page came in by the door.", name, f"With the key {request.state.key}."))
        return Json({"drop": name, "addresses": 1}, 201, {"Location": "/api/queue"})

    def _take(self, links: list[Link], pieces: Iterator[bytes]) -> str:
        beginning = b""
        while len(beginning) < BEGINNING and (piece := next(pieces, b"")):
            beginning += piece
        if not is_document(beginning[:BEGINNING].decode(errors="replace")):
            raise Unfit("That is no page: it does not begin as one.")
        inbox = self._parts.folders.inbox
        path = files.unused(inbox / name_of(links, self._parts.now(), ".html"), beside=SUFFIX)
        try:
            with files.made(path) as file:
                # Its own word on its letters was for the bytes that the site sent: the mark goes before that.
                file.write(codecs.BOM_UTF8 + from_mark(links[0].url).encode() + beginning)
                file.writelines(pieces)
        except FileExistsError as error:
            raise HTTPException(503, "Another page of this second was faster.", {"Retry-After": "1"}) from error
        return shown(path.name)


def _waiting(stream: AsyncIterator[bytes]) -> Iterator[bytes]:
    """Yields what comes, to a thread that waits for it."""

    async def following() -> bytes:
        async for piece in stream:
            if piece:
                return piece
        return b""

    while piece := from_thread.run(following):
        yield piece
