"""The embassy of the web: the one room that dials out, and the ladder it hands to the rest of the house."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network

from atlas import __version__
from atlas.clock import Clock
from atlas.fetch.direct import Direct
from atlas.fetch.guard import Guard, Resolve, system
from atlas.fetch.ladder import Ladder
from atlas.fetch.web import Web
from atlas.fetch.wire import trust

__all__ = ["Ladder", "ladder"]


def ladder(
    allow_networks: Sequence[IPv4Network | IPv6Network],
    own_ports: frozenset[int],
    deadline_seconds: float,
    max_bytes: int,
    contact: str,
    clock: Clock,
    resolve: Resolve | None = None,
    authorities: str | None = None,
) -> Ladder:
    """Returns the ladder for these settings; `authorities` is a file of certificates instead of Mozilla's."""
    guard = Guard(allow_networks, own_ports, resolve or system)
    web = Web(guard, trust(authorities), agent(contact), max_bytes, clock)
    return Ladder([Direct(web)], deadline_seconds, clock)


def agent(contact: str) -> str:
    """Returns the name Atlas goes by, with where its person can be reached."""
    plain = "".join(one for one in contact if one.isascii() and one.isprintable() and one not in "()").strip()
    return f"Atlas/{__version__} (+{plain})" if plain else f"Atlas/{__version__}"
