"""Links that come by the door: they become a drop in the inbox, like everybody's."""

from dataclasses import replace
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from atlas.doors.web.parts import Json, Parts
from atlas.doors.web.shapes import Drop, from_form
from atlas.model.adding import collected, folder_name, listed, name_of, vetted
from atlas.model.drop import links_in
from atlas.model.event import Noticed
from atlas.model.link import Link, once, tidy
from atlas.model.names import shown
from atlas.spool.arriving import dropped

JSON, FORM, TEXT = "application/json", "application/x-www-form-urlencoded", "text/plain"
SCHEMA = Drop.model_json_schema()
BODY: dict[str, Any] = {
    "required": True,
    "content": {
        JSON: {"schema": SCHEMA},
        FORM: {
            "schema": {
                "type": "object",
                "description": "As a phone's share sheet sends it: `url` goes before `text`; tags have commas between.",
                "properties": {name: {"type": "string"} for name in ("url", "text", "title", "tags", "note")},
            }
        },
        TEXT: {"schema": {"type": "string", "minLength": 1, "description": "Every address in it is taken."}},
    },
}


class Dropping:
    """The way in."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def drop(self, request: Request) -> Json:
        """Write links into the inbox; they are kept when `GET /api/queue` no longer has them.

        Each request is a drop of its own, however often it is sent.
        """
        wanted = _read(request.headers.get("content-type", ""), await request.body())
        # It syncs: on a card that takes a tenth of a second, in which nobody else would be answered.
        name, count = await run_in_threadpool(self.take, wanted)
        self._parts.tell(Noticed("A drop came in by the door.", name, f"With the key {request.state.key}."))
        return Json({"drop": name, "addresses": count}, 201, {"Location": "/api/queue"})

    def take(self, wanted: Drop) -> tuple[str, int]:
        """Writes the links that are asked for into the inbox; returns the drop's name, and how many they are."""
        links = _links(wanted)
        inbox = self._parts.folders.inbox
        folder = inbox.joinpath(*(folder_name(one) for one in wanted.tags))
        extension, write = (".jsonl", collected) if wanted.note else (".txt", listed)
        path = dropped(folder, name_of(links, self._parts.now(), extension), write(links))
        return shown(path.relative_to(inbox).as_posix()), len(links)


def _read(content_type: str, body: bytes) -> Drop:
    """Returns what a body asks for; raises what tells the sender what is wrong with it."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        match kind:
            case "application/json":
                return Drop.model_validate_json(body)
            case "application/x-www-form-urlencoded":
                return Drop.model_validate(from_form(body.decode()))
            case "text/plain":
                return Drop(text=body.decode())
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error
    except ValueError as error:
        raise HTTPException(400, f"The body does not read as {kind}: {error}.") from error
    raise HTTPException(415, f"The door takes {JSON}, {FORM} and {TEXT}.", {"Accept-Post": f"{JSON}, {FORM}, {TEXT}"})


def _links(wanted: Drop) -> list[Link]:
    """Returns the links that are asked for, each once; raises BadUrl where one is none."""
    urls = wanted.urls or ([wanted.url] if wanted.url else [])
    found = [Link(one) for one in urls] if wanted.text is None else links_in(wanted.text.encode(), "shared.txt")
    links = once(vetted(Link(one.url, one.title) for one in found))
    if len(links) == 1 and wanted.title:
        links = (replace(links[0], title=tidy(wanted.title)),)
    return [replace(one, note=wanted.note) for one in links]
