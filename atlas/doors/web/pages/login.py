"""Coming in with a key, and going out."""

from collections.abc import Callable
from datetime import datetime
from math import ceil
from threading import Lock
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atlas.doors.keys import Key
from atlas.doors.web.pages.frame import CALM, page
from atlas.doors.web.pages.seats import form_of, let_in, let_out, meant, seat_of, token_of
from atlas.doors.web.parts import Parts
from atlas.model.event import Noticed
from atlas.model.names import printable

A_MINUTE = 10
"""Keys that may be tried, together by all who come from one address."""
MOST_ADDRESSES = 1000
LONGEST_KEY = 200


class Login:
    """The way into the library."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._patience = Patience(parts.now)

    def ask(self, request: Request, next: str = "/") -> Response:  # noqa: A002 - its name in the address
        """Ask for a key; who is in already goes on."""
        there = local(next)
        if seat_of(self._parts, request):
            return gone_to(there)
        return page(request, "login.html", title="Log in", there=there, wrong="")

    async def enter(self, request: Request) -> Response:
        """Let somebody in with a key."""
        form, address = await form_of(request), request.client.host if request.client else ""
        wait = self._patience.wait(address)
        if wait:
            raise HTTPException(429, f"Too many keys were tried: wait {wait} seconds.", {"Retry-After": str(wait)})
        there, shown = local(form.get("next", "")), form.get("key", "").strip()[:LONGEST_KEY]
        key = await run_in_threadpool(self._parts.keys.shown, shown)
        if key is None:
            wrong = "No key is like this one, or it was revoked."
            return page(request, "login.html", 401, title="Log in", there=there, wrong=wrong)
        self._patience.forget(address)
        self._spent(key)
        token = await run_in_threadpool(self._parts.sessions.begin, key)
        self._parts.tell(Noticed("Somebody came into the library.", "", f"With the key {key.name}."))
        answer = gone_to(there)
        let_in(answer, request, token)
        return answer

    async def leave(self, request: Request) -> Response:
        """End the session, if a page of it asks so."""
        request.state.seat = await run_in_threadpool(seat_of, self._parts, request)
        if request.state.seat:
            await meant(request)
            await run_in_threadpool(self._parts.sessions.end, token_of(request))
        answer = gone_to("/login")
        let_out(answer, request)
        return answer

    def _spent(self, key: Key) -> None:
        if wait := self._parts.allowance.wait(key):
            told = f"The key {key.name} has used up its {key.per_hour} requests an hour."
            raise HTTPException(429, told, {"Retry-After": str(wait)})


class Patience:
    """How many keys may yet be tried from an address: a bucket that fills evenly over the minute."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, address: str) -> int:
        """Takes one off; returns the seconds to wait where nothing is left, else 0."""
        now = self._now().timestamp()
        with self._lock:
            if len(self._left) >= MOST_ADDRESSES:
                self._left = {one: told for one, told in self._left.items() if now - told[1] < 60}
            left, then = self._left.get(address, (float(A_MINUTE), now))
            left = min(left + max(now - then, 0.0) * A_MINUTE / 60, A_MINUTE)
            taken = left >= 1
            self._left[address] = (left - taken, now)
        return 0 if taken else ceil((1 - left) * 60 / A_MINUTE)

    def forget(self, address: str) -> None:
        """Lets an address begin anew: somebody showed a key there."""
        with self._lock:
            self._left.pop(address, None)


def local(place: str) -> str:
    """Returns a place of the library's own, as it was asked for; its first page where it is none."""
    plain = place.startswith("/") and "\\" not in place and printable(place) == place
    return place if plain and not place.startswith("//") and not urlsplit(place).netloc else "/"


def gone_to(place: str) -> Response:
    """Returns what sends a browser on to a page."""
    return RedirectResponse(place, 303, headers=CALM)
