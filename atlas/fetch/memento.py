"""The memento layer: archives that speak RFC 7089, each asked through its TimeGate.

A TimeGate is named by a template: an address with {url} in it, or one that the page's is put
behind. {time} stands for the wanted moment where an archive takes it in its addresses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from atlas.errors import BadUrl
from atlas.fetch import faults
from atlas.fetch.climb import Climb
from atlas.fetch.copies import Inside, copy_of, in_time, inside, is_copy, kept_back
from atlas.fetch.relations import relations
from atlas.fetch.visit import Answer
from atlas.fetch.web import ACCEPT, Web
from atlas.model import url as urls
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url

SHOWN = re.compile(r"(/[0-9]{14})(?:[a-z]{2}_)?(?=/https?:/)")
"""In the addresses of most archives: the moment of a copy, and how it is shown."""
EXACT = r"\1id_"
REWRITTEN = "It is as the archive shows it: with addresses, and perhaps a banner, of its own."


class TimeGates:
    """Asks archives for the copy nearest to when the drop came."""

    name = "memento"

    def __init__(self, web: Web, agent: str, templates: Sequence[str], inside: Inside = inside) -> None:
        self._web = web
        self._headers = {"User-Agent": agent, **ACCEPT}
        self._templates = tuple(templates)
        self._inside = inside

    def answers(self, climb: Climb) -> Iterator[Answer]:
        """Yields what one archive after the other has of the page."""
        if fault := kept_back(climb, self._inside):
            yield Answer(climb.url, fault=fault)
            return
        # One more share than there are archives: something is left for the layer that follows.
        for share, template in zip(range(len(self._templates) + 1, 1, -1), self._templates, strict=True):
            if climb.deadline.over:
                return
            yield self._copy(template, climb, climb.deadline.left() / share)

    def missing(self) -> str:
        """Returns why no archive can be asked, or ""."""
        return "" if self._templates else "No archive is named in [archives] timegates."

    def _copy(self, template: str, climb: Climb, seconds: float) -> Answer:
        try:
            gate = urls.parse(filled(template, climb.url, climb.ask.since))
        except BadUrl as error:
            return Answer(climb.url, fault=Fault(Kind.REFUSED, faults.plain(str(error))))
        return in_time(climb, seconds, lambda: self._asked(gate, climb))

    def _asked(self, gate: Url, climb: Climb) -> Answer:
        answer = self._got(gate, climb)
        shown = answer.url if is_copy(answer) else _nearest(answer, climb.ask.since)
        if shown and not (is_copy(answer) and answer.fault):
            answer = self._exactly(shown, answer, climb)
        return replace(copy_of(answer, climb.url), asked=gate.href)

    def _exactly(self, shown: Url, gate: Answer, climb: Climb) -> Answer:
        """Returns a copy as it was archived, where the archive tells that apart from how it shows it."""
        exact = urls.parse(SHOWN.sub(EXACT, shown.href, count=1))
        if exact.href != shown.href:
            answer = self._got(exact, climb)
            if is_copy(answer):
                # Also where it is a failure: some archives show those, too, with 200 OK and a frame around them.
                return answer
        answer = gate if shown.href == gate.url.href else self._got(shown, climb)
        return answer if exact.href == shown.href else replace(answer, notes=(*answer.notes, REWRITTEN))

    def _got(self, url: Url, climb: Climb) -> Answer:
        wanted = format_datetime(climb.ask.since.astimezone(UTC), usegmt=True)
        return self._web.get(url, climb.sink, climb.deadline, {**self._headers, "Accept-Datetime": wanted})


def filled(template: str, url: Url, since: datetime) -> str:
    """Returns the address at which an archive is asked for a page."""
    named = template.replace("{time}", f"{since.astimezone(UTC):%Y%m%d%H%M%S}")
    before, asked, after = named.partition("{url}")
    if not asked:
        return named + url.href
    return before + (quote(url.href, safe="") if before.endswith("=") else url.href) + after


def _nearest(answer: Answer, since: datetime) -> Url | None:
    """Returns the copy nearest to a moment among those an answer names, where it is a choice of copies."""
    if answer.exchange is None or answer.exchange.status not in {200, 300}:
        return None
    dated = [
        (abs(one.moment - since), one.address)
        for one in relations(answer.exchange)
        if "memento" in one.kinds and one.moment
    ]
    try:
        return urls.join(answer.url, min(dated)[1]) if dated else None
    except BadUrl:
        return None
