"""The web: one address asked for, its redirects followed by hand, every exchange kept."""

import ssl
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch import faults
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.fetch.nowhere import Nowhere
from atlas.fetch.visit import NO_COOKIES, Answer, Visit
from atlas.fetch.wire import Session, Tap
from atlas.model import url as urls
from atlas.model.attempt import Known
from atlas.model.exchange import Sink
from atlas.model.fault import Fault, Kind, resting
from atlas.model.url import Url

HOPS = 5
ACCEPT = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    # Explicit, since requests would offer what happens to be installed; these two Atlas can count.
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


class Hosts(Protocol):
    """What is known of the hosts, and whose turn it is at each."""

    def rest(self, host: str) -> timedelta:
        """Returns how long a host is to be left alone; nought where it may be visited."""

    def visit(self, host: str, first: bool, over: Callable[[], bool]) -> AbstractContextManager[bool]:
        """Holds the host for one connection; gives False where its turn did not come in time."""

    def told(self, url: Url, fault: Fault | None) -> None:
        """Learns what came of a connection."""

    def agent(self, host: str) -> str:
        """Returns the browser's name under which the host last let Atlas in, or ""."""

    def likes(self, host: str, agent: str) -> None:
        """Remembers such a name, or with "" forgets it."""


class Cookies(Protocol):
    """The cookies a person brought from a browser."""

    def sent(self, url: Url) -> Mapping[str, str]:
        """Returns those that an address is sent now, by name."""

    def know(self, url: Url) -> bool:
        """Whether the person is known to its host by some: then it is nobody else's business."""


class NoCookies:
    """Nobody is known anywhere."""

    def sent(self, url: Url) -> Mapping[str, str]:
        """Returns none."""
        return NO_COOKIES

    def know(self, url: Url) -> bool:
        """Returns no."""
        return False


class Web:
    """The web, as Atlas asks it: under a name, through the guard, within the caps."""

    def __init__(
        self,
        guard: Guard,
        hosts: Hosts,
        trust: ssl.SSLContext,
        agent: str,
        max_bytes: int,
        clock: Clock,
        cookies: Cookies | None = None,
    ) -> None:
        self._guard = guard
        self._hosts = hosts
        self._trust = trust
        self._headers = {"User-Agent": agent, **ACCEPT}
        self._max_bytes = max_bytes
        self._clock = clock
        self._cookies = cookies or NoCookies()

    def get(
        self,
        url: Url,
        sink: Sink,
        deadline: Deadline,
        headers: Mapping[str, str] | None = None,
        known: Known | None = None,
        outside: bool = False,
    ) -> Answer:
        """Returns what an address leads to, after at most five redirects; what is `known`, only if it has changed.

        `headers` replace Atlas's own; what was found `outside` leads into no network of one's own. Every
        exchange is in the sink, the cut ones too. Raises Unkept where the disk does not take them.
        """
        tap = Tap(self._guard.trail(outside), deadline)
        return replace(self._followed(url, sink, tap, deadline, headers or self._headers, known), asked=url.href)

    def post(self, url: Url, form: Mapping[str, str], deadline: Deadline, headers: Mapping[str, str]) -> Answer:
        """Returns what a host answers to a form; no redirect is followed, and nothing of it is kept.

        `headers` are sent besides Atlas's own.
        """
        tap = Tap(self._guard, deadline)
        visit = Visit(url, Nowhere(), deadline, self._max_bytes, self._clock)
        with Session(tap, self._trust, {**self._headers, **headers}, form) as session:
            return self._visited(visit, session, tap, set())

    def _followed(
        self, url: Url, sink: Sink, tap: Tap, deadline: Deadline, headers: Mapping[str, str], known: Known | None
    ) -> Answer:
        seen: set[tuple[object, ...]] = set()
        visited: set[str] = set()
        before: Answer | None = None
        with Session(tap, self._trust, headers) as session:
            for _ in range(HOPS + 1):
                # A site that sets a cookie and comes back to the same address makes no circle.
                seen.add((url.href, *session.cookies.items()))
                visit = Visit(url, sink, deadline, self._max_bytes, self._clock, known, self._cookies.sent(url))
                answer = self._visited(visit, session, tap, visited)
                if before and answer.fault and answer.fault.kind is Kind.REFUSED:
                    lost = _lost(before, Kind.REFUSED, f"redirects where Atlas does not go. {answer.fault.detail}")
                    # So does a network that wants a password first.
                    return replace(lost, fault=replace(lost.fault, silent=True)) if lost.fault else lost
                if answer.fault or not answer.location:
                    return answer
                try:
                    url = urls.join(url, answer.location)
                except BadUrl as error:
                    return _lost(answer, Kind.REFUSED, f"redirects where Atlas does not go. {error}")
                if (url.href, *session.cookies.items()) in seen:
                    return _lost(answer, Kind.LOOP, "redirects in a circle.")
                before = answer
            return _lost(answer, Kind.LOOP, f"redirects more than {HOPS} times.")

    def _visited(self, visit: Visit, session: Session, tap: Tap, visited: set[str]) -> Answer:
        """Returns what a host answers when its turn has come; of one that rests, that it does."""
        url, deadline = visit.url, visit.deadline
        if rest := self._hosts.rest(url.host):
            return Answer(url, fault=resting(url.host, rest, self._clock.now() + rest))
        with self._hosts.visit(url.host, url.host not in visited, lambda: deadline.over) as mine:
            if not mine:
                told = faults.plain(f"{url.host} was being visited all the while.")
                return Answer(url, fault=Fault(Kind.RESTING, told))
            visited.add(url.host)
            answer = visit.made(session, tap)
        # A visit that was cut because Atlas stops says nothing of its host.
        if not deadline.interrupted:
            self._hosts.told(url, None if _is_replayed(answer) else answer.fault)
        return answer


def _is_replayed(answer: Answer) -> bool:
    """Whether it is an archive that is well, and shows how a site failed long ago."""
    return answer.exchange is not None and bool(answer.exchange.header("Memento-Datetime"))


def _lost(answer: Answer, kind: Kind, deed: str) -> Answer:
    return replace(answer, fault=Fault(kind, faults.plain(f"{answer.url.host} {deed}"), answer.status))
