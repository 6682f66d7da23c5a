"""Answers that bring nothing new: records that refer to the one that has the body (ISO 28500, 6.7)."""

from atlas.model.attempt import Known
from atlas.model.exchange import Exchange
from atlas.vault.warc import Fields

PROFILES = "http://netpreserve.org/warc/1.1/revisit"
IDENTICAL = f"{PROFILES}/identical-payload-digest"
UNCHANGED = f"{PROFILES}/server-not-modified"


def identical(exchange: Exchange, digest: str, known: Known) -> bool:
    """Whether an answer with this body is a known page once more, byte for byte."""
    whole = exchange.status == 200 and exchange.size > 0 and not exchange.truncated
    return whole and digest == known.page.digest


def fields_of(known: Known, profile: str) -> Fields:
    """Returns what a revisit record says beside what every answer's record does."""
    return (
        ("WARC-Profile", profile),
        ("WARC-Refers-To", known.record),
        ("WARC-Refers-To-Target-URI", known.uri),
        ("WARC-Refers-To-Date", known.date),
        ("WARC-Payload-Digest", known.page.digest),
        ("WARC-Truncated", "length" if profile == IDENTICAL else ""),
    )
