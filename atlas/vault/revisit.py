"""Answers that bring nothing new: records that refer to the one that has the body (ISO 28500, 6.7)."""

from dataclasses import dataclass

from atlas.model.attempt import Known
from atlas.model.exchange import Exchange
from atlas.vault.sealed import Recall
from atlas.vault.warc import Fields

PROFILES = "http://netpreserve.org/warc/1.1/revisit"
IDENTICAL = f"{PROFILES}/identical-payload-digest"
UNCHANGED = f"{PROFILES}/server-not-modified"
LEAST = 1000
"""Bytes of a body that are worth looking for: a smaller one takes no more room than what would refer to it."""


@dataclass(frozen=True)
class Origin:
    """The record of an answer that has its body itself."""

    record: str
    uri: str
    date: str
    digest: str


class Origins:
    """Where the bodies of one attempt's answers are already: in the vault, or before in the same WARC."""

    def __init__(self, known: Known | None, recall: Recall) -> None:
        self._known = known
        self._recall = recall
        self._own: dict[str, Origin] = {}
        self.refers_to = ""
        """The place of the other snapshot that is referred to; there is one at most."""

    def unchanged(self, exchange: Exchange) -> Origin | None:
        """Returns the record that an answer says has not changed."""
        return self._in(self._known) if exchange.unchanged else None

    def of(self, exchange: Exchange, digest: str) -> Origin | None:
        """Returns the record that has an answer's body, byte for byte; None where it is to be kept."""
        if exchange.truncated or not exchange.size:
            return None
        return self._own.get(digest) or self._in(self._page(exchange, digest))

    def add(self, exchange: Exchange, origin: Origin) -> None:
        """Takes an answer whose body is kept in this WARC."""
        if exchange.size >= LEAST and not exchange.truncated:
            self._own[origin.digest] = origin

    def _page(self, exchange: Exchange, digest: str) -> Known | None:
        if exchange.status != 200:
            return None
        # First the snapshot that was asked about: a capture refers to one other at most.
        if self._known and self._known.page.digest == digest:
            return self._known
        held = self._recall(digest) if exchange.size >= LEAST else None
        return held if held and held.page.digest == digest else None

    def _in(self, known: Known | None) -> Origin | None:
        if known is None or self.refers_to not in ("", known.snapshot):
            return None
        self.refers_to = known.snapshot
        return Origin(known.record, known.uri, known.date, known.page.digest)


def fields_of(origin: Origin, profile: str) -> Fields:
    """Returns what a revisit record says beside what every answer's record does."""
    return (
        ("WARC-Profile", profile),
        ("WARC-Refers-To", origin.record),
        ("WARC-Refers-To-Target-URI", origin.uri),
        ("WARC-Refers-To-Date", origin.date),
        ("WARC-Payload-Digest", origin.digest),
        ("WARC-Truncated", "length" if profile == IDENTICAL else ""),
    )
