"""One request and its answer: sent, read to the end or to a cap, kept."""

import re
import string
import threading
from collections.abc import Mapping
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from atlas.clock import Clock
from atlas.fetch import faults
from atlas.fetch.body import Body
from atlas.fetch.deadline import Deadline
from atlas.fetch.oddities import oddities
from atlas.fetch.wire import Session, Tap
from atlas.model.attempt import Known
from atlas.model.exchange import Exchange, Sink
from atlas.model.fault import Fault, Kind
from atlas.model.inflate import encoding_of
from atlas.model.url import Url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
FAILURE_CAP = 64 * 1024
"""What is kept of the body of a redirect or of an answer that says it failed."""
FAILURE_PATIENCE = 2.0
"""Nobody waits for what a redirect says beside its address, or a failure beside its status."""
TRUNCATED = {Kind.TIMEOUT: "time", Kind.TOO_LARGE: "length"}
NEVER = threading.Event()
NO_COOKIES: Mapping[str, str] = MappingProxyType({})
# Whoever reads a snapshot later must not be able to go to the site as the person who kept it.
SENT = re.compile(rb"^cookie[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
SET = re.compile(rb"^set-cookie2?[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
FRAMING = re.compile(rb"^transfer-encoding[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
UNFRAMED = "The chunked framing is taken off the body, and the Transfer-Encoding line off the head."
PERSONAL = "It was fetched with cookies of yours; neither those nor what the site set are kept with it."
SURPLUS = "It goes on behind the end it had told; what follows is not kept."
LENGTHLESS = "The length it declares does not hold."
FRAMED = "It has a transfer coding Atlas does not know; the body is as it crossed the wire."


@dataclass(frozen=True)
class Answer:
    """What asking for an address came to."""

    url: Url
    exchange: Exchange | None = None
    digest: str = ""
    empty: bool = True
    notes: tuple[str, ...] = ()
    sample: bytes = field(default=b"", repr=False)
    """The beginning of the body, inflated: at most 1 MiB, for the judge."""
    memento: datetime | None = None
    """For an archived copy: when the archive took it."""
    asked: str = ""
    """The address a layer asked for, where redirects led on from it."""
    known: Known | None = None
    """What the vault has of the page, where the answer is that it has not changed."""
    fault: Fault | None = None

    def spoilt(self, fault: Fault) -> "Answer":
        """Returns it with a fault that was found in it."""
        return replace(self, fault=fault)

    @property
    def status(self) -> int | None:
        """The HTTP status, where there was an answer."""
        return self.exchange.status if self.exchange else None

    @property
    def location(self) -> str:
        """Where it redirects to, as browsers read it, or ""."""
        if self.exchange is None or self.exchange.status not in REDIRECTS:
            return ""
        wire = self.exchange.header("Location").strip().encode("latin-1", "replace")
        try:
            return wire.decode("utf-8")
        except UnicodeDecodeError:
            return quote(wire, safe=string.printable)


class Visit:
    """One exchange with one host."""

    def __init__(
        self,
        url: Url,
        sink: Sink,
        deadline: Deadline,
        max_bytes: int,
        clock: Clock,
        known: Known | None = None,
        cookies: Mapping[str, str] = NO_COOKIES,
    ) -> None:
        self.url = url
        self._sink = sink
        self.deadline = deadline
        self._max_bytes = max_bytes
        self._clock = clock
        self._known = known
        self._conditions = known.conditions(url.href) if known else {}
        self._cookies = cookies
        self._personal = False

    def made(self, session: Session, tap: Tap) -> Answer:
        """Asks, reads and keeps; returns what came of it."""
        at = self._clock.now()
        tap.start(self.url)
        try:
            prepared = session.prepared(self.url, self._conditions, self._cookies)
            self._personal = session.personal
            response = session.send(prepared, stream=True, allow_redirects=False, timeout=self.deadline.left())
        except faults.FOREIGN as error:
            return Answer(self.url, fault=self._fault(error, tap))
        with closing(response):
            return self._kept(response.raw, tap, at)

    def _kept(self, raw: Any, tap: Tap, at: datetime) -> Answer:
        redirect = raw.status in REDIRECTS and "Location" in raw.headers
        failed = raw.status >= HTTPStatus.BAD_REQUEST
        with ExitStack() as undo:
            file = self._sink.body()
            undo.callback(file.close)
            cap = min(FAILURE_CAP, self._max_bytes) if redirect or failed else self._max_bytes
            body = Body(file, cap, encoding_of(raw.headers.get("Content-Encoding", "")))
            patience = min(FAILURE_PATIENCE, self.deadline.left() / 4)
            with self.deadline.hurried(patience) if redirect or failed else nullcontext(NEVER) as hurried:
                fault = self._read(raw, body, tap)
            if hurried.is_set():
                fault = faults.timed_out(self.url.host, begun=True)
            undo.pop_all()
        exchange = self._exchange(raw, tap, at, body, fault)
        self._sink.keep(exchange, file)
        notes = (*_notes(raw, body, tap), *((PERSONAL,) if self._personal else ()))
        return self._answer(exchange, notes, body, fault)

    def _read(self, raw: Any, body: Body, tap: Tap) -> Fault | None:
        host = self.url.host
        if raw.status == HTTPStatus.NOT_MODIFIED:
            # It has no body, whatever its headers announce: they are those of the page (RFC 9112, 6.3).
            return None
        declared = raw.length_remaining
        if declared is not None and declared > self._max_bytes:
            return _too_large(host)
        try:
            body.take(raw)
        except faults.FOREIGN as error:
            return self._fault(error, tap)
        if body.too_large:
            return _too_large(host)
        # A body that ends where its connection ends looks whole when it was the deadline that ended it.
        if self.deadline.over and declared is None and not raw.chunked:
            return faults.timed_out(host, begun=True)
        if body.cut:
            return Fault(Kind.BROKEN_OFF, faults.plain(f"{host} broke off before the end of the compressed page."))
        return None

    def _answer(self, exchange: Exchange, notes: tuple[str, ...], body: Body, fault: Fault | None) -> Answer:
        told = faults.fault_in(exchange, self.url.host, self._clock.now())
        spoilt = told or (replace(fault, status=exchange.status) if fault else None)
        answer = Answer(self.url, exchange, body.digest, body.empty, notes, body.sample, fault=spoilt)
        if exchange.unchanged:
            return replace(answer, known=self._known)
        if not answer.location:
            return answer
        over = faults.timed_out(self.url.host, begun=True) if self.deadline.over else None
        return replace(answer, fault=over)

    def _exchange(self, raw: Any, tap: Tap, at: datetime, body: Body, fault: Fault | None) -> Exchange:
        unframed = UNFRAMED in _framing(raw)
        left_out = {"transfer-encoding"} if unframed else set()
        head, request = FRAMING.sub(b"", tap.head) if unframed else tap.head, tap.request
        if self._personal:
            left_out |= {"set-cookie", "set-cookie2"}
            head, request = SET.sub(b"", head), SENT.sub(b"", request)
        headers = tuple((name, value) for name, value in raw.headers.items() if name.lower() not in left_out)
        return Exchange(
            url=self.url.href,
            at=at,
            peer=tap.peer,
            request=request,
            head=head,
            status=raw.status,
            headers=headers,
            size=body.size,
            truncated=TRUNCATED.get(fault.kind, "disconnect") if fault else "",
            unchanged=bool(self._conditions) and fault is None and faults.unchanged(raw.status, raw.headers),
        )

    def _fault(self, error: Exception, tap: Tap) -> Fault:
        if self.deadline.over:
            return faults.timed_out(self.url.host, begun=bool(tap.head), connected=bool(tap.peer))
        return faults.fault_of(error, self.url.host, sent=bool(tap.request), doubtful=self._clock.doubtful())


def _notes(raw: Any, body: Body, tap: Tap) -> tuple[str, ...]:
    """Returns what is odd about an answer, a sentence each."""
    measured = raw.chunked or raw.length_remaining == 0
    surplus = (SURPLUS,) if tap.surplus and measured and not body.too_large else ()
    length = (LENGTHLESS,) if raw.length_remaining is None and "Content-Length" in raw.headers else ()
    packed = body.oddities()
    unlike = oddities(raw.headers.get("Content-Type", ""), b"" if packed else body.sample)
    return (*_framing(raw), *length, *surplus, *packed, *unlike)


def _framing(raw: Any) -> tuple[str, ...]:
    coding = raw.headers.get("Transfer-Encoding", "").strip().lower()
    return () if coding in {"", "identity"} else (UNFRAMED,) if coding == "chunked" else (FRAMED,)


def _too_large(host: str) -> Fault:
    return Fault(Kind.TOO_LARGE, faults.plain(f"{host} has more to send than Atlas takes."))
