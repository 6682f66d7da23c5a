"""The ladder of the settings, built rung by rung."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network

from atlas import __version__
from atlas.clock import Clock
from atlas.fetch.agents import Agents
from atlas.fetch.climb import Layer
from atlas.fetch.direct import Direct
from atlas.fetch.guard import Guard, Resolve, system
from atlas.fetch.ladder import Ladder
from atlas.fetch.reach import reaches
from atlas.fetch.robots import Robots
from atlas.fetch.variants import Variants
from atlas.fetch.web import Hosts, Web
from atlas.fetch.wire import trust

Networks = Sequence[IPv4Network | IPv6Network]


def ladder(
    layers: Sequence[str],
    allow_networks: Networks,
    own_ports: frozenset[int],
    deadline_seconds: float,
    max_bytes: int,
    contact: str,
    robots: bool,
    hosts: Hosts,
    clock: Clock,
    resolve: Resolve | None = None,
    authorities: str | None = None,
) -> Ladder:
    """Returns the ladder for these settings; `authorities` is a file of certificates instead of Mozilla's."""
    guard = Guard(allow_networks, own_ports, resolve or system)
    web = Web(guard, hosts, trust(authorities), agent(contact), max_bytes, clock)
    rungs: dict[str, Layer] = {one.name: one for one in (Direct(web), Agents(web, hosts), Variants(web, hosts))}
    chosen = [rungs[name] for name in layers]
    if robots:
        return Ladder(chosen, deadline_seconds, clock, Robots(web, clock).refusal)
    return Ladder(chosen, deadline_seconds, clock)


def reach(allow_networks: Networks, url: str, clock: Clock) -> bool:
    """Returns whether anything comes back from the host of an address."""
    return reaches(Guard(allow_networks), url, clock)


def agent(contact: str) -> str:
    """Returns the name Atlas goes by, with where its person can be reached."""
    plain = "".join(one for one in contact if one.isascii() and one.isprintable() and one not in "()").strip()
    return f"Atlas/{__version__} (+{plain})" if plain else f"Atlas/{__version__}"
