"""The second door: captured pages to be looked at, on an origin of their own, where nothing in them can run or call.

Written against ASGI itself. It answers one thing, asks for a pass, and reads neither keys nor cookies.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool

from atlas.catalog import Catalog
from atlas.doors.web.gate import App, Receive, Scope, Send
from atlas.doors.web.passes import Passes, name_in
from atlas.doors.web.problems import status_of
from atlas.errors import AtlasError, Damaged, NotFound
from atlas.jobs.records import found
from atlas.jobs.washing.asking import Shown
from atlas.jobs.washing.head import TEXT
from atlas.vault import Vault

PATH = re.compile(r"/snapshots/([0-9a-f]{8})")
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {}"
)
OFF = (
    "accelerometer, autoplay, bluetooth, browsing-topics, camera, display-capture, encrypted-media, fullscreen, "
    "gamepad, geolocation, gyroscope, hid, identity-credentials-get, idle-detection, local-fonts, magnetometer, "
    "microphone, midi, payment, picture-in-picture, publickey-credentials-get, screen-wake-lock, serial, "
    "storage-access, sync-xhr, usb, web-share, window-management, xr-spatial-tracking"
)
GUARDED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": ", ".join(f"{one}=()" for one in OFF.split(", ")),
    "x-dns-prefetch-control": "off",
    "cache-control": "no-store",
}
OVER = "The leave to look at this is over. Open it anew from its page in the library."
FILE = "This is a file that cannot be shown here. Open it by itself, from its page in the library, to save it."


class Washer(Protocol):
    """Whoever makes of a snapshot what may be looked at."""

    def shown(self, place: str) -> AbstractAsyncContextManager[Shown]:
        """Gives what is to be seen of it; raises Damaged where nothing is."""
        ...


class Showing:
    """All there is to be asked."""

    def __init__(self, catalog: Catalog, vault: Vault, washer: Washer, passes: Passes, library: Iterable[str]) -> None:
        self._catalog = catalog
        self._vault = vault
        self._washer = washer
        self._passes = passes
        self._library = tuple(sorted(library))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        del receive
        told = dict(scope["headers"])
        answer = partial(_answer, send, self._headers(told.get(b"host", b"").decode("latin-1")))
        if scope["method"] not in ("GET", "HEAD"):
            await answer(405, "This door only shows.", {"allow": "GET, HEAD"})
            return
        match = PATH.fullmatch(scope["path"])
        if not match:
            await answer(404, "There is nothing there.")
            return
        if not self._has_leave(match[1], scope["query_string"]):
            await answer(403, OVER)
            return
        try:
            place = await run_in_threadpool(self._place, match[1])
            async with self._washer.shown(place) as shown:
                if not shown.head.media_type and told.get(b"sec-fetch-dest") in (b"iframe", b"frame"):
                    await answer(200, FILE)
                else:
                    await _stream(send, self._headers_of(told, match[1], shown), shown, scope["method"] == "HEAD")
        except AtlasError as error:
            await answer(404 if isinstance(error, Damaged) else status_of(error), str(error))

    def _has_leave(self, name: str, query: bytes) -> bool:
        try:
            told = parse_qs(query.decode("ascii"), max_num_fields=2)
        except ValueError:
            return False
        return self._passes.holds(name, told.get("until", [""])[-1], told.get("pass", [""])[-1])

    def _place(self, name: str) -> str:
        row = found(self._catalog, name)[0]
        if not self._vault.has(row.snapshot):
            raise NotFound(f"The snapshot of {row.id} is not in the archive.")
        return row.snapshot

    def _headers(self, host: str) -> dict[str, str]:
        """Returns what each answer bears: the library alone may frame it, under the name that it was asked for by."""
        # A policy knows no addresses of the sixth version.
        own = [one for one in self._library if name_in(one) == name_in(host.lower()) and "[" not in one]
        return {**GUARDED, "content-security-policy": POLICY.format(" ".join(own) or "'none'")}

    def _headers_of(self, told: Mapping[bytes, bytes], name: str, shown: Shown) -> dict[str, str]:
        headers, head = self._headers(told.get(b"host", b"").decode("latin-1")), shown.head
        if head.media_type:
            return {**headers, "content-type": f"{head.media_type}; charset=utf-8"}
        saved = f'attachment; filename="{name}{head.extension}"'
        return {**headers, "content-type": "application/octet-stream", "content-disposition": saved}


async def _stream(send: Send, headers: Mapping[str, str], shown: Shown, bare: bool) -> None:
    await _begin(send, 200, headers)
    if not bare:
        async for piece in shown.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _answer(
    send: Send, headers: Mapping[str, str], status: int, text: str, more: Mapping[str, str] | None = None
) -> None:
    """Tells something in words: a person has it before their eyes."""
    body = f"{text if status == HTTPStatus.OK else f'{HTTPStatus(status).phrase}. {text}'}\n".encode(errors="replace")
    told = {**headers, **(more or {}), "content-type": f"{TEXT}; charset=utf-8", "content-length": str(len(body))}
    await _begin(send, status, told)
    await send({"type": "http.response.body", "body": body})


async def _begin(send: Send, status: int, headers: Mapping[str, str]) -> None:
    raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})


def doors_of(library: App, shows: Mapping[int, App]) -> App:
    """Returns both doors as one application: a request goes to the one whose port it came to."""

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        # The port of the socket itself; no word of the request's.
        port = (scope.get("server") or ("", 0))[1]
        await shows.get(port, library)(scope, receive, send)

    return either
