"""The ladder of the settings, built rung by rung."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from atlas import __version__
from atlas.clock import Clock
from atlas.fetch.agents import Agents
from atlas.fetch.browser import Browser
from atlas.fetch.climb import Layer
from atlas.fetch.direct import Direct
from atlas.fetch.guard import Guard, Resolve, system
from atlas.fetch.ladder import Ladder
from atlas.fetch.memento import TimeGates
from atlas.fetch.reach import reaches
from atlas.fetch.robots import Robots
from atlas.fetch.saving import Saving
from atlas.fetch.variants import Variants
from atlas.fetch.wayback import Wayback
from atlas.fetch.web import Cookies, Hosts, NoCookies, Web
from atlas.fetch.wire import trust

AVAILABLE = {"https://web.archive.org": "https://archive.org/wayback/available"}
"""Where the availability API is that belongs to a Wayback Machine, if not with it."""
SAVE_ANSWER = 1_000_000
Networks = Sequence[IPv4Network | IPv6Network]


def ladder(
    layers: Sequence[str],
    allow_networks: Networks,
    own_ports: frozenset[int],
    deadline_seconds: float,
    max_bytes: int,
    contact: str,
    robots: bool,
    timegates: Sequence[str],
    wayback: str,
    hosts: Hosts,
    clock: Clock,
    resolve: Resolve | None = None,
    authorities: str | None = None,
    browser: str = "",
    homes: Path = Path(".atlas/browser"),
    cookies: Cookies | None = None,
) -> Ladder:
    """Returns the ladder for these settings.

    `authorities` is a file of certificates instead of Mozilla's, `browser` the program of the browser layer
    if not the one that is installed, `homes` where it has its own folders. The person's cookies are for the sites
    themselves: neither archives nor the browser are given any.
    """
    guard = Guard(allow_networks, own_ports, resolve or system)
    trusted, known = trust(authorities), cookies or NoCookies()
    web = Web(guard, hosts, trusted, agent(contact), max_bytes, clock)
    site = Web(guard, hosts, trusted, agent(contact), max_bytes, clock, known)
    rungs: tuple[Layer, ...] = (
        Direct(site),
        Agents(site, hosts),
        Variants(site, hosts),
        Browser(guard, hosts, clock, homes, max_bytes, browser),
        TimeGates(web, agent(contact), timegates),
        Wayback(web, wayback, AVAILABLE.get(wayback, f"{wayback}/wayback/available")),
    )
    named = {one.name: one for one in rungs}
    chosen = [named[name] for name in layers]
    if robots:
        return Ladder(chosen, deadline_seconds, clock, Robots(web, clock).refusal, own=known.know)
    return Ladder(chosen, deadline_seconds, clock, own=known.know)


def saving(
    wayback: str, contact: str, hosts: Hosts, clock: Clock, cookies: Cookies | None = None
) -> Callable[[str], tuple[bool, str]]:
    """Returns what asks the Wayback Machine to save an address: whether it takes it on, and a sentence."""
    web = Web(Guard(), hosts, trust(), agent(contact), SAVE_ANSWER, clock)
    asks = Saving(web, clock, base=wayback, own=(cookies or NoCookies()).know)

    def asked(url: str) -> tuple[bool, str]:
        answer = asks.asked(url)
        return answer.taken, answer.detail

    return asked


def reach(allow_networks: Networks, url: str, clock: Clock) -> bool:
    """Returns whether the host of an address answers for itself."""
    return reaches(Guard(allow_networks), trust(), url, clock)


def agent(contact: str) -> str:
    """Returns the name Atlas goes by, with where its person can be reached."""
    plain = "".join(one for one in contact if one.isascii() and one.isprintable() and one not in "()").strip()
    return f"Atlas/{__version__} (+{plain})" if plain else f"Atlas/{__version__}"
