"""The wayback layer: the Wayback Machine's capture nearest to when the drop came, byte for byte.

Its index of captures (CDX) is asked first; where that is out of order, the smaller one that
knows the nearest capture alone. An archive that says it is asked too much is not asked on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from urllib.parse import urlencode

from atlas.fetch import faults
from atlas.fetch.captures import STAMP, Capture, captures_in, nearest_in
from atlas.fetch.climb import Climb
from atlas.fetch.copies import Inside, copy_of, in_time, inside, kept_back, no_copy, withheld_in
from atlas.fetch.visit import Answer
from atlas.fetch.web import Web
from atlas.model import url as urls
from atlas.model.fault import Fault, Kind

LISTED = 10
PLAYED = 2
"""Captures asked for at most: some are in the index and cannot be played back."""
OUT_OF_ORDER = frozenset(
    (Kind.UNREACHABLE, Kind.NO_SUCH_HOST, Kind.TIMEOUT, Kind.OVERLOADED, Kind.BROKEN_OFF, Kind.ABSENT, Kind.TOO_LARGE)
)
BUSY = frozenset((Kind.UNREACHABLE, Kind.TIMEOUT, Kind.OVERLOADED, Kind.THROTTLED, Kind.RESTING))


@dataclass(frozen=True)
class Look:
    """What a look into an index came to."""

    answer: Answer
    captures: list[Capture] | None
    """The nearest first; None where the index did not tell."""

    @property
    def out_of_order(self) -> bool:
        """Whether the archive's other index, on another host, may know better."""
        if self.captures is not None or withheld_in(self.answer):
            return False
        return self.answer.fault is None or self.answer.fault.kind in OUT_OF_ORDER


class Wayback:
    """Asks the Wayback Machine."""

    name = "wayback"

    def __init__(
        self,
        web: Web,
        base: str = "https://web.archive.org",
        available: str = "https://archive.org/wayback/available",
        inside: Inside = inside,
    ) -> None:
        self._web = web
        self._base = base.rstrip("/")
        self._available = available
        self._inside = inside

    def answers(self, climb: Climb) -> Iterator[Answer]:
        """Yields the nearest capture, or the next where that one cannot be had, and every fault on the way."""
        if fault := kept_back(climb, self._inside):
            yield Answer(climb.url, fault=fault)
            return
        for look in (self._listed, self._known):
            found = look(climb)
            if found.captures:
                yield from self._played(found.captures, climb)
                return
            yield _without(found)
            if not found.out_of_order or climb.deadline.over:
                return

    def missing(self) -> str:
        """Returns "": there is nothing it needs."""
        return ""

    def _listed(self, climb: Climb) -> Look:
        """Looks for the page in the index of all captures."""
        asked = {
            "url": climb.url.href,
            # Else a * in the address would stand for all addresses that begin alike.
            "matchType": "exact",
            "output": "json",
            "fl": "timestamp,original,statuscode",
            "filter": "statuscode:200",
            "closest": _stamp(climb),
            "sort": "closest",
            "limit": str(LISTED),
        }
        answer = self._index(f"{self._base}/cdx/search/cdx?{urlencode(asked)}", climb, 3)
        captures = None if answer.fault else captures_in(answer.sample)
        return Look(answer, captures and sorted(captures, key=lambda one: abs(one.taken - climb.ask.since)))

    def _known(self, climb: Climb) -> Look:
        """Looks for the page in the smaller index, which knows of each its nearest capture."""
        asked = {"url": climb.url.href, "timestamp": _stamp(climb)}
        answer = self._index(f"{self._available}?{urlencode(asked)}", climb, 2)
        return Look(answer, None if answer.fault else nearest_in(answer.sample, climb.url.href))

    def _index(self, address: str, climb: Climb, share: int) -> Answer:
        url = urls.parse(address)
        answer = in_time(climb, climb.deadline.left() / share, lambda: self._web.get(url, climb.sink, climb.deadline))
        return replace(answer, asked=url.href)

    def _played(self, captures: list[Capture], climb: Climb) -> Iterator[Answer]:
        """Yields the very bytes that were captured, of the nearest first."""
        for capture in captures[:PLAYED]:
            url = urls.parse(f"{self._base}/web/{capture.stamp}id_/{capture.url}")
            answer = copy_of(self._web.get(url, climb.sink, climb.deadline), climb.url, capture.taken)
            yield answer
            # A failure that was archived is none of the archive's.
            if answer.fault and answer.fault.kind in BUSY and answer.memento is None:
                return


def _stamp(climb: Climb) -> str:
    return climb.ask.since.astimezone(UTC).strftime(STAMP)


def _without(look: Look) -> Answer:
    """Returns why a look found nothing, without what was sent: that is no page."""
    answer, host = look.answer, look.answer.url.host
    unread = Fault(Kind.BROKEN_OFF, faults.plain(f"{host} sent a list of copies that does not read."), answer.status)
    fault = withheld_in(answer) or answer.fault or (unread if look.captures is None else no_copy(host))
    return replace(answer, exchange=None, fault=fault)
