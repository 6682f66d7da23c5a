"""The judge: what an answer without a fault is."""

import re

from atlas.fetch import faults
from atlas.fetch.visit import Answer
from atlas.model.attempt import Page
from atlas.model.fault import Fault, Kind
from atlas.model.verdict import Verdict

MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}")
TEXTS = re.compile(r"text/.*|application/(?:xhtml\+xml|xml|json|.*\+xml|.*\+json)")
RULES = 1
"""The version of the rules: it grows whenever they would judge an answer otherwise."""
UNTYPED = "It does not say of what type it is."


def judged(answer: Answer, layer: str) -> tuple[Page | None, Fault | None]:
    """Returns the page an answer is, with the fault that spoils it, if one does."""
    exchange = answer.exchange
    if exchange is None:
        return None, answer.fault
    if answer.known:
        return answer.known.again(layer, exchange.status), None
    media_type = media_type_of(exchange.header("Content-Type"))
    fault = answer.fault or _hollow(answer)
    page = Page(
        final_url=exchange.url,
        layer=layer,
        status=exchange.status,
        media_type=media_type,
        size=exchange.size,
        digest=answer.digest,
        verdict=_verdict(media_type, fault),
        notes=answer.notes if media_type else (*answer.notes, UNTYPED),
        rules=RULES,
        memento=answer.memento,
    )
    return page, fault


def media_type_of(header: str) -> str:
    """Returns the type a Content-Type header names, or "" where it names none."""
    named = header.partition(";")[0].strip().lower()
    return named if MEDIA_TYPE.fullmatch(named) else ""


def _hollow(answer: Answer) -> Fault | None:
    if not answer.empty:
        return None
    said = faults.said(answer.url.host, answer.status or 0).rstrip(".")
    return Fault(Kind.HOLLOW, f"{said}, with nothing in it.", answer.status)


def _verdict(media_type: str, fault: Fault | None) -> Verdict:
    if fault is not None:
        return Verdict.HOLLOW if fault.kind is Kind.HOLLOW else Verdict.NOTHING
    return Verdict.PAGE if not media_type or TEXTS.fullmatch(media_type) else Verdict.OTHER_TYPE
