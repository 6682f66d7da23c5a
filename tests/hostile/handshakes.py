"""Troubles under https: handshakes that go wrong, and certificates that do not hold, by the name asked for."""

import datetime
import ssl
import struct

import trustme

from tests.hostile.troubles import dripping, resetting, stalling
from tests.hostile.visit import Trouble

HELLO = b"\x16\x03"
LONG_AGO = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
FAR_OFF = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
NINE_DAYS = datetime.timedelta(days=9)

HANDSHAKES: dict[str, Trouble] = {
    "handshake-hang.example": stalling(),
    "handshake-drip.example": dripping(HELLO + b"\x03\x40\x00", b"\0"),
    "handshake-half.example": stalling(HELLO + b"\x03\x00\x7a\x02"),
    "handshake-reset.example": resetting(),
    "handshake-closed.example": lambda visit: None,
    "handshake-alert.example": lambda visit: visit.send(b"\x15\x03\x03\x00\x02\x02\x28"),
    "handshake-unknown-name.example": lambda visit: visit.send(b"\x15\x03\x03\x00\x02\x02\x70"),
    "handshake-noise.example": lambda visit: visit.send(b"220 mail.example ESMTP\r\n" * 10),
}
"""On the port that speaks no TLS."""

CERTIFICATES = {
    "good.example": {},
    "expired.example": {"not_before": LONG_AGO, "not_after": LONG_AGO + NINE_DAYS},
    "early.example": {"not_before": FAR_OFF, "not_after": FAR_OFF + NINE_DAYS},
    "wrong-name.example": {},
    "unknown-issuer.example": {},
}
"""On the port that does."""


def handshake(request: bytes) -> Trouble | None:
    """Returns what comes of a TLS greeting on the port that speaks none, or None where it is no greeting."""
    if not request.startswith(HELLO[:1]) or len(request) < 5 or len(request) < 5 + struct.unpack(">H", request[3:5])[0]:
        return None
    return next((trouble for name, trouble in HANDSHAKES.items() if name.encode() in request), stalling())


def contexts(authority: trustme.CA) -> dict[str, ssl.SSLContext]:
    """Returns a server's side of TLS for every name."""
    return {name: _context(authority, name, dates) for name, dates in CERTIFICATES.items()}


def by_name(authority: trustme.CA) -> ssl.SSLContext:
    """Returns a server's side of TLS that shows each name its own certificate."""
    known = contexts(authority)
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(plain)
    plain.sni_callback = lambda sock, name, context: setattr(sock, "context", known.get(name or "", plain))
    return plain


def _context(authority: trustme.CA, name: str, dates: dict[str, datetime.datetime]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer = trustme.CA() if name.startswith("unknown") else authority
    issuer.issue_cert("other.example" if name.startswith("wrong") else name, **dates).configure_cert(context)
    return context
