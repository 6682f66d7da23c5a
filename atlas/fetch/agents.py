"""The agents layer: the address again, under the name and the headers of a browser in use.

Of the names the one that last worked at the host comes first, else one chosen by the host, so that
a host sees one face of Atlas and all hosts together see several.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from zlib import crc32

from atlas.fetch.climb import Climb
from atlas.fetch.visit import Answer
from atlas.fetch.web import Hosts, Web

ASKED = 2
"""Names that are tried in one climb."""
# Not br and zstd, which browsers add: Atlas could not count what they come to.
ENCODINGS = "gzip, deflate"
LANGUAGES = "en-US,en;q=0.9"
CHROMIUM_ACCEPT = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
PLAIN_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NAVIGATION = {
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}


@dataclass(frozen=True)
class Agent:
    """A browser's name, and the headers that belong to it."""

    name: str
    headers: Mapping[str, str]


def _chromium(name: str, brand: str, version: int, system: str, platform: str, suffix: str = "") -> Agent:
    engine = f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    brands = f'"Chromium";v="{version}", "{brand}";v="{version}", "Not_A Brand";v="24"'
    return _agent(
        name,
        engine + suffix,
        CHROMIUM_ACCEPT,
        {"Sec-CH-UA": brands, "Sec-CH-UA-Mobile": "?0", "Sec-CH-UA-Platform": f'"{platform}"'},
    )


def _agent(name: str, user_agent: str, accept: str, hints: Mapping[str, str]) -> Agent:
    plain = {"Accept": accept, "Accept-Encoding": ENCODINGS, "Accept-Language": LANGUAGES, "Connection": "close"}
    return Agent(name, {"User-Agent": user_agent, **hints, **plain, **NAVIGATION})


WINDOWS = "Windows NT 10.0; Win64; x64"
MAC = "Macintosh; Intel Mac OS X 10_15_7"
AGENTS = (
    _chromium("chrome-windows", "Google Chrome", 156, WINDOWS, "Windows"),
    _agent(
        "firefox-windows",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:157.0) Gecko/20100101 Firefox/157.0",
        PLAIN_ACCEPT,
        {},
    ),
    _agent(
        "safari-mac",
        f"Mozilla/5.0 ({MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
        PLAIN_ACCEPT,
        {},
    ),
    _chromium("edge-windows", "Microsoft Edge", 156, WINDOWS, "Windows", " Edg/156.0.0.0"),
    _chromium("chrome-mac", "Google Chrome", 156, MAC, "macOS"),
)
"""The browsers most people use, as they presented themselves on 2026-11-24."""


class Agents:
    """Asks the site as browsers do."""

    name = "agents"

    def __init__(self, web: Web, hosts: Hosts) -> None:
        self._web = web
        self._hosts = hosts

    def answers(self, climb: Climb) -> Iterator[Answer]:
        """Yields what the site answers to one name after the other."""
        host = climb.url.host
        for agent in islice(in_order(host, climb.ask.patience.attempts, self._hosts.agent(host)), ASKED):
            answer = self._web.get(climb.url, climb.sink, climb.deadline, agent.headers, outside=climb.outside)
            if answer.fault is None:
                self._hosts.likes(host, agent.name)
            yield answer
            # Asked for more, so the judge found fault with it.
            if self._hosts.agent(host) == agent.name:
                self._hosts.likes(host, "")

    def missing(self) -> str:
        """Returns "": there is nothing it needs."""
        return ""


def in_order(host: str, attempts: int, liked: str) -> Iterator[Agent]:
    """Yields the agents for a host, the one it likes first; each attempt begins with another."""
    first = crc32(host.encode()) + attempts * ASKED
    turned = [AGENTS[(first + step) % len(AGENTS)] for step in range(len(AGENTS))]
    yield from sorted(turned, key=lambda one: one.name != liked)


def headers_of(name: str) -> Mapping[str, str] | None:
    """Returns the headers of an agent, or None where there is no such name."""
    return next((one.headers for one in AGENTS if one.name == name), None)
