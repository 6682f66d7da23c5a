"""robots.txt, asked where the settings say so (RFC 9309)."""

import threading
from dataclasses import dataclass

from protego import Protego

from atlas.clock import Clock
from atlas.fetch.deadline import Deadline
from atlas.fetch.nowhere import Nowhere
from atlas.fetch.visit import Answer
from atlas.fetch.web import Web
from atlas.model import url as urls
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url

LARGEST = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""
AGENT = "Atlas"
LASTING = 24 * 3600.0
"""Seconds a robots.txt is believed (RFC 9309, 2.4)."""
MANY = 1000
ROOM = 4 * 1024 * 1024
"""Characters of robots.txt that are remembered in all: read, they take several times as much."""
EVERYTHING = ""


@dataclass(frozen=True)
class Rules:
    """What one site allows, and until when that is believed."""

    parsed: Protego
    size: int
    until: float


class Robots:
    """The rules of the sites that were asked; threads share it."""

    def __init__(self, web: Web, clock: Clock) -> None:
        self._web = web
        self._clock = clock
        self._lock = threading.Lock()
        self._rules: dict[str, Rules] = {}

    def refusal(self, url: Url, deadline: Deadline) -> Fault | None:
        """Returns why an address is not to be fetched, or None where it may be."""
        site = f"{url.scheme}://{url.site}"
        with self._lock:
            rules = self._rules.get(site)
        if rules is None or rules.until < self._clock.monotonic():
            answer = self._web.get(urls.join(url, "/robots.txt"), Nowhere(), deadline)
            if answer.fault and _undecided(answer):
                return answer.fault
            rules = self._remembered(site, answer)
        if rules.parsed.can_fetch(url.href, AGENT):
            return None
        return Fault(Kind.REFUSED, f"{url.host} asks robots not to fetch this (robots.txt); [fetch] robots is on.")

    def _remembered(self, site: str, answer: Answer) -> Rules:
        text = EVERYTHING if answer.fault else answer.sample[:LARGEST].decode("utf-8", "replace")
        rules = Rules(Protego.parse(text), len(text), self._clock.monotonic() + LASTING)
        with self._lock:
            if len(self._rules) >= MANY or sum(one.size for one in self._rules.values()) + rules.size > ROOM:
                self._rules.clear()
            self._rules[site] = rules
        return rules


def _undecided(answer: Answer) -> bool:
    """Whether the site may only be asked again later: it did not say that there are no rules."""
    return answer.status is None or answer.status >= 500 or answer.status == 429
