"""Whether this machine has a way out at all."""

import errno
import socket
from typing import Any

AFAR: tuple[tuple[int, tuple[Any, ...]], ...] = (
    (socket.AF_INET, ("192.0.2.1", 9)),
    (socket.AF_INET6, ("2001:db8::1", 9)),
)
"""Addresses of nobody, by family (RFC 5737, RFC 3849)."""
NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EHOSTUNREACH, errno.ENETDOWN})


def has_route() -> bool:
    """Returns whether the system knows a way out of this machine; nothing is sent."""
    return any(_leads(family, address) for family, address in AFAR)


def _leads(family: int, address: tuple[Any, ...]) -> bool:
    try:
        # Connecting a datagram socket asks the routing table and sends nothing.
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect(address)
    except OSError as error:
        return error.errno not in NO_ROUTE
    return True
