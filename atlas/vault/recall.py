"""What the vault has of a page already: all that a new capture of it needs in order to refer to it."""

import re
from pathlib import Path
from typing import Any

from atlas.model.attempt import LIVE, Known
from atlas.model.snapshot import PLACE, Facts
from atlas.model.verdict import GOOD, Verdict
from atlas.vault import reading

STATUSES = frozenset({200, 304})
ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,256}"')
LAST_MODIFIED = re.compile(r"[A-Za-z0-9,:+ -]{1,64}")


def known_in(root: Path, place: str) -> Known | None:
    """Returns the page a snapshot has, or None where it is none to refer to; raises Damaged where it does not read."""
    facts = reading.facts_in(root / place)
    page = facts.page
    if page is None or not PLACE.fullmatch(place) or not _good(facts, page.verdict):
        return None
    with reading.answer(root, place, facts) as (found, original):
        says = original.rec_headers.get_header
        if says("WARC-Truncated") or says("WARC-Payload-Digest") != facts.digest:
            return None
        etag, last_modified = _validators(root / place, found)
    return Known(
        snapshot=place if found is original else facts.refers_to,
        record=says("WARC-Record-ID"),
        date=says("WARC-Date"),
        uri=says("WARC-Target-URI"),
        page=page,
        etag=etag if ETAG.fullmatch(etag) else "",
        last_modified=last_modified if LAST_MODIFIED.fullmatch(last_modified) else "",
    )


def _good(facts: Facts, verdict: Verdict) -> bool:
    captured = facts.disposition == "captured" and facts.status in STATUSES
    return captured and verdict in GOOD and facts.layer in LIVE


def _validators(path: Path, found: Any) -> tuple[str, str]:
    """Returns the ETag and the Last-Modified of an answer; of one that brought neither, what it said yes to."""
    if found.http_headers:
        names, headers = ("ETag", "Last-Modified"), found.http_headers
    else:
        names, headers = ("If-None-Match", "If-Modified-Since"), reading.request_of(path, found)
    first, second = (headers.get_header(name, "") if headers else "" for name in names)
    return first, second
