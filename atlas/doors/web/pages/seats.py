"""Who sits in the library: the session of the cookie, and the proof in each form that changes something."""

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from atlas.doors.keys import Permission
from atlas.doors.sessions import IDLE, Seat
from atlas.doors.web.parts import Parts

# Over https the name itself keeps other hosts and plain http from setting it.
SECURE, PLAIN = "__Host-atlas", "atlas"
MOST_FIELDS = 100
FORM = "application/x-www-form-urlencoded"
PROOF = "proof"
"""The field of a form that proves where it came from."""
FOREIGN = ("cross-site", "same-site")


def seated(parts: Parts, permission: Permission) -> Callable[[Request], Awaitable[None]]:
    """Returns what a page asks before all else: a session whose key is not used up, and for this."""

    async def check(request: Request) -> None:
        seat = await run_in_threadpool(seat_of, parts, request)
        if seat is None:
            raise HTTPException(303, "Log in first.", {"Location": f"/login{_next(request)}"})
        request.state.seat, request.state.key = seat, seat.key.name
        wait = parts.allowance.wait(seat.key)
        if wait:
            told = f"The key {seat.key.name} has used up its {seat.key.per_hour} requests an hour."
            raise HTTPException(429, told, {"Retry-After": str(wait)})
        if not seat.key.may(permission):
            raise HTTPException(403, f"The key {seat.key.name} is not for this: it lacks `{permission}`.")

    return check


async def meant(request: Request) -> None:
    """Asks of what changes something that a page of this session sent it; `form_of` has its fields from then on."""
    seat: Seat | None = seat_in(request)
    shown = (await form_of(request)).get(PROOF, "")
    if seat is None or not hmac.compare_digest(shown.encode(errors="replace"), seat.proof.encode()):
        raise HTTPException(403, "The form is not of this session: go back, load the page anew and try again.")


def seat_of(parts: Parts, request: Request) -> Seat | None:
    """Returns who asks, by the cookie; None where nobody does, or another site does."""
    token = token_of(request)
    # The cookie is not sent then; where it is, the browser is none that keeps the rules.
    if not token or request.headers.get("sec-fetch-site", "") in FOREIGN:
        return None
    return parts.sessions.seat(token)


def seat_in(request: Request) -> Seat | None:
    """Returns who was found to ask, or None where nobody was."""
    return getattr(request.state, "seat", None)


def token_of(request: Request) -> str:
    """Returns the session's token, or ""."""
    return request.cookies.get(SECURE) or request.cookies.get(PLAIN, "")


async def form_of(request: Request) -> dict[str, str]:
    """Returns a form's fields, of each the last; raises what tells the sender that it is none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise HTTPException(415, f"The library takes {FORM}.")
    try:
        # Memory that the framework keeps of a body: to be read twice.
        fields = parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400, f"The form does not read: {error}.") from error
    return {name: values[-1] for name, values in fields.items()}


def let_in(answer: Response, request: Request, token: str) -> None:
    """Gives a browser its session."""
    _set(answer, request, token, int(IDLE.total_seconds()))


def let_out(answer: Response, request: Request) -> None:
    """Takes a browser's session from it."""
    _set(answer, request, "", 0)


def _set(answer: Response, request: Request, token: str, age: int) -> None:
    secure = request.headers.get("origin", "").startswith("https://")
    name = SECURE if secure else PLAIN
    answer.set_cookie(name, token, max_age=age, path="/", secure=secure, httponly=True, samesite="strict")


def _next(request: Request) -> str:
    """Returns where somebody who logs in first goes on to, as the end of an address."""
    if request.method != "GET" or request.url.path == "/":
        return ""
    return f"?{urlencode({'next': request.url.path + (f'?{request.url.query}' if request.url.query else '')})}"
