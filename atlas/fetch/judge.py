"""The judge: what an answer is, whatever its status says. A false alarm is the worse mistake."""

import re
from dataclasses import replace
from http import HTTPStatus

from atlas.fetch import faults
from atlas.fetch.grounds import GROUNDS, header
from atlas.fetch.seen import Seen, media_type_of
from atlas.fetch.visit import Answer
from atlas.model.attempt import Page
from atlas.model.fault import Fault
from atlas.model.verdict import RULES, Judgement, Verdict

__all__ = ["RULES", "judged", "judgement_of", "media_type_of"]

FAILURES = HTTPStatus.BAD_REQUEST
EMPTY = "empty"
TEXTS = re.compile(r"text/.*|application/(?:xhtml\+xml|xml|json|.*\+xml|.*\+json)")
UNTYPED = "It does not say of what type it is."
REFUSALS = frozenset({Verdict.CHALLENGE, Verdict.LOGIN, Verdict.CONSENT, Verdict.PAYWALL, Verdict.PARKED})
"""What may be said of an answer that its status calls a failure: that it is one is no news."""
SENTENCES = {
    Verdict.CHALLENGE: "{} turns robots away, or asks for proof of a person, instead of showing the page.",
    Verdict.LOGIN: "{} shows a login form instead of the page.",
    Verdict.CONSENT: "{} asks for consent to cookies instead of showing the page.",
    Verdict.PAYWALL: "{} shows the beginning of the page to those who have not paid, and no more.",
    Verdict.HOLLOW: "{} shows no page, only what would build one or lead to one.",
    Verdict.SOFT_404: "{} says that there is no such page, whatever its status.",
    Verdict.PARKED: "{} shows that its domain is parked or for sale instead of the page.",
}


def judged(answer: Answer, layer: str) -> tuple[Page | None, Fault | None]:
    """Returns the page an answer is, with the fault that spoils it, if one does."""
    exchange = answer.exchange
    if exchange is None:
        return None, answer.fault
    if answer.known:
        return answer.known.again(layer, exchange.status), None
    headers = {name.lower(): value for name, value in reversed(exchange.headers)}
    seen = Seen(answer.asked or exchange.url, exchange.url, headers, answer.sample)
    judgement = judgement_of(seen, exchange.status, torn=answer.fault is not None, empty=answer.empty)
    page = Page(
        final_url=exchange.url,
        layer=layer,
        status=exchange.status,
        media_type=seen.media_type,
        size=exchange.size,
        digest=answer.digest,
        verdict=judgement.verdict,
        notes=answer.notes if seen.media_type else (*answer.notes, UNTYPED),
        signals=judgement.signals,
        rules=judgement.rules,
        memento=answer.memento,
    )
    return page, answer.fault or _fault(judgement, answer)


def judgement_of(seen: Seen, status: int, torn: bool, empty: bool) -> Judgement:
    """Returns what an answer is; `torn` is one that the wire spoilt, where its status says nothing of it."""
    found = header(seen) or (Judgement(Verdict.NOTHING) if torn and status < FAILURES else _read(seen, empty))
    if status >= FAILURES and found.verdict not in REFUSALS:
        return Judgement(Verdict.NOTHING)
    return replace(found, signals=tuple(map(faults.plain, found.signals)))


def _read(seen: Seen, empty: bool) -> Judgement:
    if empty:
        return Judgement(Verdict.HOLLOW, (EMPTY,))
    if seen.markup:
        for ground in GROUNDS:
            if found := ground(seen):
                return found
    readable = not seen.media_type or TEXTS.fullmatch(seen.media_type)
    return Judgement(Verdict.PAGE if readable else Verdict.OTHER_TYPE)


def _fault(judgement: Judgement, answer: Answer) -> Fault | None:
    kind = judgement.verdict.fault
    if kind is None:
        return None
    if judgement.signals == (EMPTY,):
        said = faults.said(answer.url.host, answer.status or 0).rstrip(".")
        return Fault(kind, f"{said}, with nothing in it.", answer.status)
    return Fault(kind, faults.plain(SENTENCES[judgement.verdict].format(answer.url.host)), answer.status)
