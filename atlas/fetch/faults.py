"""What went wrong, in Atlas's words: exceptions of the network and statuses of the web become faults."""

import errno
import http.client
import re
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected, UnknownProtocol

import requests
from requests.cookies import CookieConflictError
from requests.exceptions import ContentDecodingError
from urllib3.exceptions import DecodeError, HTTPError, InvalidHeader, LocationValueError, ProtocolError
from urllib3.exceptions import SSLError as PoolSSLError
from urllib3.exceptions import TimeoutError as PoolTimeout

from atlas.errors import AtlasError, BadUrl, LedInside
from atlas.fetch.reply import HeadCut, HeadTooLarge
from atlas.model.exchange import Exchange
from atlas.model.fault import Fault, Kind

FOREIGN = (
    *(requests.RequestException, HTTPError, HTTPException),
    *(OSError, ValueError, zlib.error, CookieConflictError, BadUrl),
)
"""All that a request may raise."""

LONGEST = 300
SHORTEST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(hours=24)
NOBODY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.ETIMEDOUT})
NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
OF_TIME = frozenset({9, 10})
"""OpenSSL's numbers for a certificate that holds not yet, or no more."""

# fmt: off
#    cause                            nothing sent yet   sent              what the host did
CAUSES: tuple[tuple[type[BaseException], Kind, Kind, str], ...] = (
    (HeadTooLarge,                    Kind.TOO_LARGE,    Kind.TOO_LARGE,   "sent more headers than Atlas takes"),
    (HeadCut,                         Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "broke off inside its headers"),
    (LineTooLong,                     Kind.TOO_LARGE,    Kind.TOO_LARGE,   "sent more headers than Atlas takes"),
    (ssl.SSLCertVerificationError,    Kind.INSECURE,     Kind.INSECURE,    "showed a certificate that does not hold"),
    (ssl.SSLEOFError,                 Kind.UNREACHABLE,  Kind.BROKEN_OFF,  "closed the connection while securing it"),
    (TimeoutError,                    Kind.TIMEOUT,      Kind.TIMEOUT,     "did not answer in time"),
    (PoolTimeout,                     Kind.TIMEOUT,      Kind.TIMEOUT,     "did not answer in time"),
    (requests.exceptions.Timeout,     Kind.TIMEOUT,      Kind.TIMEOUT,     "did not answer in time"),
    (ssl.SSLError,                    Kind.INSECURE,     Kind.BROKEN_OFF,  "did not agree on a secure connection"),
    (PoolSSLError,                    Kind.INSECURE,     Kind.BROKEN_OFF,  "did not agree on a secure connection"),
    (requests.exceptions.SSLError,    Kind.INSECURE,     Kind.BROKEN_OFF,  "did not agree on a secure connection"),
    (RemoteDisconnected,              Kind.UNREACHABLE,  Kind.BROKEN_OFF,  "closed the connection without an answer"),
    (BadStatusLine,                   Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "did not answer in HTTP"),
    (UnknownProtocol,                 Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "did not answer in HTTP"),
    (IncompleteRead,                  Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "broke off before the end of the page"),
    (InvalidHeader,                   Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "sent headers that contradict each other"),
    (ConnectionRefusedError,          Kind.UNREACHABLE,  Kind.UNREACHABLE, "refused the connection"),
    (ConnectionError,                 Kind.UNREACHABLE,  Kind.BROKEN_OFF,  "broke the connection"),
    (CookieConflictError,             Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "sent cookies that contradict each other"),
    (LocationValueError,              Kind.REFUSED,      Kind.BROKEN_OFF,  "has an address that cannot be dialled"),
    (requests.exceptions.InvalidURL,  Kind.REFUSED,      Kind.BROKEN_OFF,  "has an address that cannot be dialled"),
    (http.client.InvalidURL,          Kind.REFUSED,      Kind.REFUSED,     "has an address that cannot be dialled"),
    (requests.TooManyRedirects,       Kind.LOOP,         Kind.LOOP,        "redirects too often"),
    (zlib.error,                      Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "sent what does not unpack"),
    (DecodeError,                     Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "sent what does not unpack"),
    (ContentDecodingError,            Kind.BROKEN_OFF,   Kind.BROKEN_OFF,  "sent what does not unpack"),
    (HTTPException,                   Kind.UNREACHABLE,  Kind.BROKEN_OFF,  "did not keep to HTTP"),
    (UnicodeError,                    Kind.REFUSED,      Kind.BROKEN_OFF,  "has or sent what does not read"),
    (ValueError,                      Kind.REFUSED,      Kind.BROKEN_OFF,  "has or sent what does not read"),
    (OSError,                         Kind.UNREACHABLE,  Kind.BROKEN_OFF,  "cannot be reached"),
    (ProtocolError,                   Kind.UNREACHABLE,  Kind.BROKEN_OFF,  "broke off before the end of the page"),
    (HTTPError,                       Kind.UNREACHABLE,  Kind.BROKEN_OFF,  "cannot be reached"),
)

STATUSES: dict[int, Kind] = {
    401: Kind.LOGIN, 402: Kind.LOGIN, 407: Kind.LOGIN,
    403: Kind.BLOCKED, 406: Kind.BLOCKED, 418: Kind.BLOCKED, 999: Kind.BLOCKED,
    304: Kind.BROKEN_OFF,
    404: Kind.ABSENT, 410: Kind.ABSENT,
    408: Kind.OVERLOADED, 421: Kind.OVERLOADED, 425: Kind.OVERLOADED,
    429: Kind.THROTTLED,
    451: Kind.LEGAL,
    511: Kind.OFFLINE,
}
CLASSES: dict[int, Kind] = {3: Kind.LOOP, 4: Kind.ABSENT, 5: Kind.OVERLOADED}
# fmt: on
GONE = 410
CHALLENGES = ("cf-mitigated", "x-amzn-waf-action", "x-vercel-mitigated")
"""Headers that say, whatever the status, that the answer is a riddle and not the page."""


def plain(text: str) -> str:
    """Returns a text fit for a line on a terminal: no control characters, not too long."""
    shown = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def fault_of(error: BaseException, host: str, sent: bool, doubtful: bool = False) -> Fault:
    """Returns the fault an exception means.

    `sent` says that the request had gone out, `doubtful` that this machine's clock is not to be believed.
    """
    chain = tuple(_chain(error))[::-1]
    for cause in chain:
        if isinstance(cause, AtlasError):
            return Fault(Kind.REFUSED, plain(str(cause)), silent=isinstance(cause, LedInside))
        if isinstance(cause, socket.gaierror):
            return _unnamed(cause, host)
        if doubtful and isinstance(cause, ssl.SSLError) and getattr(cause, "verify_code", 0) in OF_TIME:
            told = f"This machine's clock is wrong: whether {host} is secure cannot be told by it."
            return Fault(Kind.CLOCK, plain(told))
    for named, before, after, deed in CAUSES:
        for cause in chain:
            if isinstance(cause, named) or (named is ssl.SSLEOFError and _ended(cause)):
                told = plain(f"{host} {deed}{_more(cause)}.")
                return Fault(after if sent else before, told, silent=not sent and _silent(cause))
    return Fault(Kind.DEFECT, plain(f"{host}: {type(error).__name__}."))


def timed_out(host: str, begun: bool, connected: bool = True) -> Fault:
    """Returns the fault of a climb whose time ran out, before the answer had begun or after."""
    told = plain(f"{host} did not {'send the whole page' if begun else 'answer'} in time.")
    return Fault(Kind.TIMEOUT, told, silent=not connected)


def fault_in(answer: Exchange, host: str, now: datetime) -> Fault | None:
    """Returns the fault an answer's status or headers tell, or None where it may be a page."""
    if answer.unchanged:
        return None
    status = answer.status
    rest = rest_of(answer.header("Retry-After"), now)
    kind = STATUSES.get(status) or CLASSES.get(status // 100)
    if any(answer.header(name) for name in CHALLENGES):
        kind = Kind.BLOCKED
    elif status == HTTPStatus.SERVICE_UNAVAILABLE and rest:
        kind = Kind.THROTTLED
    elif kind is None and status // 100 != 2:
        kind = Kind.BROKEN_OFF
    if kind is None:
        return None
    return Fault(kind, said(host, status), status, final=status == GONE, rest=rest)


def unchanged(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer says that what was asked for has not changed."""
    return status == HTTPStatus.NOT_MODIFIED and not any(name in headers for name in CHALLENGES)


def said(host: str, status: int) -> str:
    """Returns what a host answered, as a sentence; the phrase is ours, never the server's."""
    phrase = PHRASES.get(status, "")
    return plain(f"{host} answered {status} {phrase}".rstrip() + ".")


def rest_of(value: str, now: datetime) -> timedelta | None:
    """Returns how long a Retry-After asks us to stay away, within 1 s and 24 h."""
    value = value.strip()
    if re.fullmatch(r"[0-9]+", value):
        asked = LONGEST_REST if len(value) > 6 else timedelta(seconds=int(value))
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        asked = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return min(max(asked, SHORTEST_REST), LONGEST_REST)


PHRASES = {one.value: one.phrase for one in HTTPStatus} | {402: "Payment Required", 999: "Request Denied"}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yields an exception and those wrapped in it, the outer ones first."""
    left: list[object] = [error]
    seen: set[int] = set()
    while left:
        one = left.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [getattr(one, "reason", None), one.__cause__, one.__context__, *one.args]


def _unnamed(error: socket.gaierror, host: str) -> Fault:
    if error.errno in NO_NAME:
        return Fault(Kind.NO_SUCH_HOST, plain(f"There is no host named {host}."))
    return Fault(Kind.UNREACHABLE, plain(f"The name {host} could not be looked up just now."), silent=True)


def _ended(cause: BaseException) -> bool:
    # Older Pythons tell an end in the middle of a handshake by other classes.
    return isinstance(cause, ssl.SSLZeroReturnError) or getattr(cause, "reason", "") == "UNEXPECTED_EOF_WHILE_READING"


def _silent(cause: BaseException) -> bool:
    return isinstance(cause, TimeoutError) or (isinstance(cause, OSError) and cause.errno in NOBODY)


def _more(cause: BaseException) -> str:
    """Returns what OpenSSL or the system adds, never what the server said."""
    for kind, words in MORE:
        if isinstance(cause, kind):
            more = words(cause)
            return f" ({more})" if more else ""
    return ""


MORE: tuple[tuple[type[BaseException], Callable[..., str]], ...] = (
    (ssl.SSLCertVerificationError, lambda cause: getattr(cause, "verify_message", "").rstrip(".")),
    (ssl.SSLError, lambda cause: (getattr(cause, "reason", None) or "").replace("_", " ").lower()),
    (TimeoutError, lambda cause: ""),
    (ConnectionRefusedError, lambda cause: ""),
    (OSError, lambda cause: cause.strerror if cause.errno in errno.errorcode else ""),
)
