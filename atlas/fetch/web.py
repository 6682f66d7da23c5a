"""The web: one address asked for, its redirects followed by hand, every exchange kept."""

import ssl
from collections.abc import Mapping
from dataclasses import replace

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch import faults
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.fetch.visit import Answer, Visit
from atlas.fetch.wire import Session, Tap
from atlas.model import url as urls
from atlas.model.exchange import Sink
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url

HOPS = 5
ACCEPT = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    # Explicit, since requests would offer what happens to be installed; these two Atlas can count.
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


class Web:
    """The web, as Atlas asks it: under a name, through the guard, within the caps."""

    def __init__(self, guard: Guard, trust: ssl.SSLContext, agent: str, max_bytes: int, clock: Clock) -> None:
        self._guard = guard
        self._trust = trust
        self._headers = {"User-Agent": agent, **ACCEPT}
        self._max_bytes = max_bytes
        self._clock = clock

    def get(self, url: Url, sink: Sink, deadline: Deadline, headers: Mapping[str, str] | None = None) -> Answer:
        """Returns what an address leads to, after at most five redirects.

        `headers` replace Atlas's own. Every exchange is in the sink, the cut ones too. Raises Unkept where
        the disk does not take them.
        """
        return replace(self._followed(url, sink, deadline, headers or self._headers), asked=url.href)

    def _followed(self, url: Url, sink: Sink, deadline: Deadline, headers: Mapping[str, str]) -> Answer:
        tap = Tap(self._guard, deadline)
        seen = set()
        before: Answer | None = None
        with Session(tap, self._trust, headers) as session:
            for _ in range(HOPS + 1):
                # A site that sets a cookie and comes back to the same address makes no circle.
                seen.add((url.href, *session.cookies.items()))
                answer = Visit(url, sink, deadline, self._max_bytes, self._clock).made(session, tap)
                if before and answer.fault and answer.fault.kind is Kind.REFUSED:
                    return _lost(before, Kind.REFUSED, f"redirects where Atlas does not go. {answer.fault.detail}")
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


def _lost(answer: Answer, kind: Kind, deed: str) -> Answer:
    return replace(answer, fault=Fault(kind, faults.plain(f"{answer.url.host} {deed}"), answer.status))
