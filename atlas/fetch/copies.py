"""What archives answer: a copy of the page with its date, or why there is none.

Only what says of itself that it is a memento (RFC 7089) is a copy: whatever else an archive
sends, with whatever status, is a page of its own.
"""

import contextlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from atlas.errors import BadUrl
from atlas.fetch import faults
from atlas.fetch.addresses import is_public
from atlas.fetch.climb import Climb
from atlas.fetch.relations import moment_in, relations
from atlas.fetch.visit import UNFRAMED, Answer
from atlas.model import url as urls
from atlas.model.exchange import Exchange
from atlas.model.fault import ARCHIVES, Fault, Kind
from atlas.model.privacy import why_private
from atlas.model.url import Url

Inside = Callable[[str], bool]
"""Says of the address a page was fetched from whether it is one of a network of our own."""

AS_ORIGIN = "x-archive-orig-"
"""Before the names of the headers that came with the page when it was archived."""
OF_THE_WIRE = frozenset(("connection", "content-encoding", "content-length", "transfer-encoding"))
ERROR = "x-archive-wayback-runtime-error"
WITHHELD = "AccessControlException"
"""In the error of an archive that was asked by somebody not to show what it has."""
LOGIN = re.compile(r"(?i)[/._-](?:log-?(?:in|on)|sign-?in|sso|auth)(?:[/?._-]|$)")
KNOWN = "there are cookies of yours for its host"
RETYPED = "Its type is the one its site declared; the archive calls it otherwise."


def inside(peer: str) -> bool:
    """Whether an address that was dialled is not one of the public internet."""
    return bool(peer) and not is_public(peer)


def kept_back(climb: Climb, inside: Inside) -> Fault | None:
    """Returns why an address is not told to archives, or None where it may be."""
    reason = KNOWN if climb.own else why_private(climb.url)
    seen = (one.answer.exchange for one in climb.found if one.layer not in ARCHIVES)
    if not reason and any(inside(exchange.peer) for exchange in seen if exchange):
        reason = "it leads into a network of your own"
    return Fault(Kind.REFUSED, f"Archives are not asked: {reason}.") if reason else None


def in_time(climb: Climb, seconds: float, ask: Callable[[], Answer]) -> Answer:
    """Returns an answer if it came within its share of the climb's time, else that it did not."""
    with climb.deadline.hurried(seconds) as shut:
        answer = ask()
    if not shut.is_set() or _is_sound(answer):
        return answer
    host = answer.url.host
    return replace(answer, exchange=None, fault=faults.timed_out(host, begun=answer.exchange is not None))


def is_copy(answer: Answer) -> bool:
    """Whether an answer says of itself that it is an archived copy."""
    return _taken(answer) is not None


def copy_of(answer: Answer, wanted: Url, taken: datetime | None = None) -> Answer:
    """Returns an archive's answer as the copy of an address that it is, else as a fault without a page.

    `taken` is when the copy was taken, for an archive that does not say it but marks it as a copy.
    """
    moment = _taken(answer) or (taken if _has_origin(answer) else None)
    if answer.exchange is None or moment is None:
        return replace(answer, exchange=None, fault=_none(answer))
    if answer.exchange.status // 100 == 3 and answer.fault:
        return replace(answer, exchange=None)
    exchange = _as_served(answer.exchange)
    if failure := _archived_failure(answer, exchange, wanted):
        told = faults.plain(f"The copy of {moment:%Y-%m-%d} in {answer.url.host} {failure[1]}.")
        return replace(answer, exchange=None, memento=moment, fault=Fault(failure[0], told, exchange.status))
    notes = answer.notes if _type(exchange) == _type(answer.exchange) else (*answer.notes, RETYPED)
    return replace(answer, exchange=exchange, notes=notes, memento=moment)


def no_copy(host: str) -> Fault:
    """Returns the fault of an archive that does not have the page."""
    return Fault(Kind.ABSENT, faults.plain(f"{host} has no copy of it."))


def withheld_in(answer: Answer) -> Fault | None:
    """Returns the fault of an archive that does not show what it has, or None where it does not say so."""
    exchange = answer.exchange
    if exchange is None or (WITHHELD not in exchange.header(ERROR) and WITHHELD.encode() not in answer.sample[:4096]):
        return None
    return Fault(Kind.BLOCKED, faults.plain(f"{answer.url.host} does not show its copies of it."), exchange.status)


def _none(answer: Answer) -> Fault:
    host, fault = answer.url.host, answer.fault
    if withheld := withheld_in(answer):
        return withheld
    if fault is None:
        told = faults.plain(f"{host} answered with a page of its own, not with a copy.")
        return Fault(Kind.ABSENT, told, answer.status)
    if answer.status in {404, 410}:
        return replace(no_copy(host), status=answer.status)
    return fault


def _archived_failure(answer: Answer, exchange: Exchange, wanted: Url) -> tuple[Kind, str] | None:
    """Returns what the archive kept in place of the page, or None where it kept the page."""
    if exchange.status // 100 != 2:
        said = f"{exchange.status} {faults.PHRASES.get(exchange.status, '')}".rstrip()
        return answer.fault.kind if answer.fault else Kind.ABSENT, f"only says {said}"
    if any(exchange.header(name) for name in faults.CHALLENGES):
        return Kind.BLOCKED, "is a riddle for robots"
    there = _original(exchange)
    if there and LOGIN.search(_path(there)) and not LOGIN.search(_path(wanted)):
        return Kind.LOGIN, "leads to a login"
    if there and _path(there) == "/" != _path(wanted):
        return Kind.ABSENT, "leads to the front page of its site"
    return None


def _original(exchange: Exchange) -> Url | None:
    """Returns the address the copy was taken from, as the archive tells it."""
    for relation in relations(exchange):
        if "original" in relation.kinds:
            with contextlib.suppress(BadUrl):
                return urls.parse(relation.address)
    return None


def _type(exchange: Exchange) -> str:
    return exchange.header("Content-Type").partition(";")[0].strip().lower()


def _path(url: Url) -> str:
    return "/" + url.href.split("/", 3)[3]


def _taken(answer: Answer) -> datetime | None:
    return moment_in(answer.exchange.header("Memento-Datetime")) if answer.exchange else None


def _has_origin(answer: Answer) -> bool:
    exchange = answer.exchange
    return exchange is not None and any(name.lower().startswith(AS_ORIGIN) for name, _ in exchange.headers)


def _as_served(exchange: Exchange) -> Exchange:
    """Returns it with the headers the page had on its own site, as far as the archive tells them."""
    told = tuple(
        (name[len(AS_ORIGIN) :], value) for name, value in exchange.headers if name.lower().startswith(AS_ORIGIN)
    )
    origin = tuple((name, value) for name, value in told if name.lower() not in OF_THE_WIRE)
    names = {name.lower() for name, _ in origin}
    own = tuple(
        (name, value)
        for name, value in exchange.headers
        if name.lower() not in names and not name.lower().startswith(AS_ORIGIN)
    )
    return replace(exchange, headers=(*origin, *own))


def _is_sound(answer: Answer) -> bool:
    """Whether an answer cannot have been cut by shutting its connection."""
    if answer.exchange is None or answer.fault:
        return answer.fault is not None and answer.fault.kind is Kind.RESTING
    return bool(answer.exchange.header("Content-Length")) or UNFRAMED in answer.notes
