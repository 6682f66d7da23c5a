"""What every request passes before anything is asked of it: names, origins, sizes, time; and what each answer bears.

Written against ASGI itself, so that a refusal costs no routing and nothing of a body is read for it.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from traceback import format_exception
from types import MappingProxyType
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from atlas.doors.web.problems import problem
from atlas.model.event import Broke, Event, Warned

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 1_000_000
"""Bytes of a body."""
PATIENCE = 30.0
"""Seconds that a body may take to come."""
MOST_HEADERS = 100
LONGEST_HEAD = 16_384
"""Bytes of a request before its body."""
LONGEST_PATH = 200
"""Characters of a path in the journal."""
# Of these, two would let two programs read one request differently.
SINGLE = (b"host", b"authorization", b"content-type", b"content-length", b"origin")
EXTENSIONS = ("chrome-extension://", "moz-extension://")
NOTHING_LARGER: Mapping[tuple[str, str], int] = MappingProxyType({})
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})
WORTH_TELLING = frozenset({401, 403, 421, 503, 507})
SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
)


def names_at(listen: str, port: int, more: Iterable[str] = ()) -> frozenset[str]:
    """Returns the names that a door answers to: this machine's own with the port, where it is, and further ones."""
    return frozenset({f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", listen, *more})


class Gate:
    """The door's frame."""

    def __init__(
        self,
        app: App,
        names: Iterable[str],
        tell: Callable[[Event], None],
        patience: float = PATIENCE,
        largest: Mapping[tuple[str, str], int] = NOTHING_LARGER,
    ) -> None:
        self._app = app
        self._names = frozenset(names)
        self._origins = frozenset(f"{scheme}://{name}" for scheme in ("http", "https") for name in self._names)
        self._tell = tell
        self._patience = patience
        self._largest = largest
        """Bytes that a body may have, by method and path."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = Visit(scope, receive, send, self._patience, self._most(scope))
        try:
            refused = self._refusal(scope)
            # Of what is refused the body may still be coming: read as the next request, it would be one that nobody
            # sent.
            visit.ends = refused is not None
            await (refused or self._app)(scope, visit.receive, visit.send)
        except ClientDisconnect:
            # Who goes away in the middle of a sentence has dropped nothing.
            return
        except Exception as error:  # noqa: BLE001 - the door outlives what nobody foresaw
            # The framework has answered already, and lets the error pass.
            trace = "".join(format_exception(error))
            self._tell(Broke("Something nobody foresaw; the door goes on.", type(error).__name__, trace=trace))
        if visit.status in WORTH_TELLING and not visit.asked:
            self._tell(Warned("The door could not serve somebody.", _told(scope), f"{visit.status}"))

    def _refusal(self, scope: Scope) -> Response | None:
        """Returns why a request goes no further, or None where it may."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        # Of doubles the last; that there are none of those that matter is asked below.
        known = dict(headers)
        if len(headers) > MOST_HEADERS or _size(scope) > LONGEST_HEAD:
            return problem(
                431, f"A request has at most {MOST_HEADERS} headers and {LONGEST_HEAD} bytes before its body."
            )
        if any(sum(name == one for name, _ in headers) > 1 for one in SINGLE):
            return problem(400, "A header is there twice that may be there once.")
        if known.get(b"host", b"").decode("latin-1").lower() not in self._names:
            return problem(421, "The door does not answer to that name. [web] hosts in config.toml adds names.")
        # A router's `$` also matches before a line's end.
        if not scope["path"].startswith("/") or CONTROL.search(scope["path"]):
            return problem(400, "The request's path is none.")
        origin = known.get(b"origin", b"").decode("latin-1").lower()
        # Browsers say who asks (Fetch Metadata); no page can forge it. Programs send none, and show a key.
        foreign = known.get(b"sec-fetch-site", b"").lower() not in (b"", b"same-origin", b"none")
        if _is_extension(scope, known, origin):
            origin, foreign = "", False
        if (origin and origin not in self._origins) or (foreign and scope["method"] not in CHANGES_NOTHING):
            return problem(403, "The door does not answer to what other sites ask for.")
        length, most = known.get(b"content-length", b"0"), self._most(scope)
        # By its length first: int() of a hundred thousand digits is refused by Python with an error of its own.
        if not length.isdigit() or len(length) > len(str(most)) or int(length) > most:
            return problem(413, _too_large(most))
        return None

    def _most(self, scope: Scope) -> int:
        return self._largest.get((scope["method"], scope["path"]), LARGEST)


class Visit:
    """One request: how much of its body has come, and what was answered."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, patience: float, most: int) -> None:
        self.scope = scope
        self.status = 0
        self.ends = False
        """Whether the connection ends with the answer."""
        self.asked = False
        """Whether a password was asked for of somebody who had shown none: a reader of feeds begins so each time."""
        self._receive = receive
        self._send = send
        self._until = asyncio.get_running_loop().time() + patience
        self._size = 0
        self._most = most
        self._whole = not any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])

    async def receive(self) -> Message:
        """Returns the next piece of the body; raises what tells that it is too large or too late."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError as error:
            raise HTTPException(408, "The body did not come in time.") from error
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise HTTPException(413, _too_large(self._most))
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Sends a piece of the answer, its head with what every answer bears."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = {name.lower(): value for name, value in message["headers"]}
            shown = any(name == b"authorization" for name, _ in self.scope["headers"])
            self.asked = not shown and own.get(b"www-authenticate", b"").startswith(b"Basic")
            more = [one for one in SAFE if one[0] not in own]
            # A body that nobody reads must not come either.
            more += [(b"connection", b"close")] if self.ends or not self._whole else []
            message = {**message, "headers": [*message["headers"], *more]}
        await self._send(message)


def _is_extension(scope: Scope, known: dict[bytes, bytes], origin: str) -> bool:
    """Whether a browser's extension asks for what programs ask for: no site can have its origin.

    It gets nothing by that: what it is let do, its key says, which it has to show.
    """
    return origin.startswith(EXTENSIONS) and scope["path"].startswith("/api/") and b"authorization" in known


def _too_large(most: int) -> str:
    return f"A body may have {round(most / 1_000_000)} MB."


def _size(scope: Scope) -> int:
    # What comes in one piece, the server beneath takes whole, however long it is.
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return headers + len(scope["raw_path"]) + len(scope["query_string"])


def _told(scope: Scope) -> str:
    return f"{scope['method']} {scope['path'][:LONGEST_PATH]}"
