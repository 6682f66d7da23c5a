"""One page shown in a browser, and what it had become when it came to rest: judged for faults, kept."""

from contextlib import ExitStack
from datetime import datetime

from atlas.clock import Clock
from atlas.fetch import faults
from atlas.fetch.body import Body
from atlas.fetch.climb import Climb
from atlas.fetch.proxy import TOLD, Proxy
from atlas.fetch.tab import State, Tab
from atlas.fetch.visit import Answer
from atlas.model import url as urls
from atlas.model.exchange import Exchange
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url

PATIENCE = 15.0
"""Seconds after which a page that does not come to rest is taken as it is."""
READING = 2.0
"""Seconds that are left for reading it out."""
PAGES = frozenset({"text/html", "application/xhtml+xml"})
OURS = frozenset({502, *(status.value for status in TOLD.values())})
RESTLESS = "It had not come to rest when it was taken."
SPENT = "It loads more than Atlas lets a page load; the rest was left out."

# fmt: off
#    what the browser calls it     kind             what the host did
ERRORS: tuple[tuple[str, Kind, str], ...] = (
    ("net::ERR_CERT_",             Kind.INSECURE,   "showed a certificate that does not hold"),
    ("net::ERR_SSL_",              Kind.INSECURE,   "did not agree on a secure connection"),
    ("net::ERR_TOO_MANY_REDIRECT", Kind.LOOP,       "redirects in a circle"),
    ("net::ERR_TIMED_OUT",         Kind.TIMEOUT,    "did not answer in time"),
    ("download",                   Kind.HOLLOW,     "sends what a browser saves and does not show"),
    ("",                           Kind.BROKEN_OFF, "sent nothing that a browser shows"),
)
# fmt: on


class Rendering:
    """A climb's page in a tab."""

    def __init__(self, climb: Climb, tab: Tab, proxy: Proxy, clock: Clock, max_bytes: int) -> None:
        self._climb = climb
        self._tab = tab
        self._proxy = proxy
        self._clock = clock
        self._max_bytes = max_bytes
        self._end = clock.monotonic() + climb.deadline.left()

    def answer(self) -> Answer:
        """Returns what the page became, kept; or why it did not come to be shown."""
        url = self._climb.url
        at = self._clock.now()
        patience = min(self._clock.monotonic() + PATIENCE, self._end - READING)
        wrong = self._tab.go(f"{url.href}#{url.fragment}" if url.fragment else url.href, patience)
        if wrong:
            return Answer(url, fault=self._unshown(url, wrong))
        rested = self._tab.settle(lambda: self._proxy.moved, patience)
        if lost := self._tab.lost(self._end):
            there = urls.parse(lost)
            return Answer(there, fault=self._unshown(there, ""))
        state = self._tab.state(self._end)
        there = urls.parse(state.url)
        fault = self._fault(there, state)
        return Answer(there, fault=fault) if fault else self._kept(there, state, at, rested)

    def _unshown(self, url: Url, wrong: str) -> Fault:
        """Returns why an address was not shown: what the proxy met on the way, else what the browser says."""
        lost = self._tab.lost(self._end)
        there = urls.parse(lost) if lost else url
        if met := self._proxy.fault(there):
            return met
        kind, deed = next((kind, deed) for name, kind, deed in ERRORS if wrong.startswith(name))
        told = f" ({wrong})" if wrong.startswith("net::") else ""
        return Fault(kind, faults.plain(f"{there.host} {deed}{told}."))

    def _fault(self, url: Url, state: State) -> Fault | None:
        met = self._proxy.fault(url)
        if met and state.status in OURS:
            return met
        if state.media_type not in PAGES:
            return Fault(Kind.HOLLOW, faults.plain(f"{url.host} sent {state.media_type}, which is not rendered."))
        return None if state.whole else faults.timed_out(url.host, begun=True)

    def _kept(self, url: Url, state: State, at: datetime, rested: bool) -> Answer:
        with ExitStack() as undo:
            file = self._climb.sink.body()
            undo.callback(file.close)
            body = Body(file, self._max_bytes)
            body.take(self._tab.markup(self._end))
            undo.pop_all()
        exchange = Exchange(
            url=url.href,
            at=at,
            peer="",
            request=b"",
            head=b"",
            status=state.status,
            headers=(("Content-Type", f"{state.media_type}; charset=utf-8"),),
            size=body.size,
            truncated="length" if body.too_large else "",
            converted=True,
        )
        self._climb.sink.keep(exchange, file)
        fault = faults.fault_in(exchange, url.host, self._clock.now()) or (_too_large(url) if body.too_large else None)
        notes = (f"It is what {self._tab.version} made of the page.", *self._oddities(rested))
        return Answer(
            url, exchange, body.digest, body.empty, notes, body.sample, asked=self._climb.url.href, fault=fault
        )

    def _oddities(self, rested: bool) -> tuple[str, ...]:
        told = ((RESTLESS, not rested), (SPENT, self._proxy.spent))
        return tuple(words for words, so in told if so)


def _too_large(url: Url) -> Fault:
    return Fault(Kind.TOO_LARGE, faults.plain(f"{url.host} makes more of its page than Atlas takes."))
