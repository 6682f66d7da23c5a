"""What the vault has of a page already: all that a new capture of it needs in order to refer to it."""

import re
from pathlib import Path
from typing import Any

from atlas.model.attempt import LIVE, Known
from atlas.model.snapshot import PLACE, Facts
from atlas.model.verdict import GOOD, Verdict
from atlas.vault import reading

STATUSES = frozenset({200, 304})
# RFC 9110, 8.8.3. It is sent back as it came: what is none could smuggle a header.
ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,256}"')
LAST_MODIFIED = re.compile(r"[A-Za-z0-9,:+ -]{1,64}")


def known_in(root: Path, place: str) -> Known | None:
    """Returns the page a snapshot has, if the site itself sent it; raises Damaged where it does not read."""
    facts = reading.facts_in(root / place)
    return _page_in(root, place, facts) if facts.layer in LIVE else None


def held_in(root: Path, place: str) -> Known | None:
    """Returns the page a snapshot has, whoever sent it; raises Damaged where it does not read."""
    return _page_in(root, place, reading.facts_in(root / place))


def _page_in(root: Path, place: str, facts: Facts) -> Known | None:
    """Returns a snapshot's page where it is a whole good one that others may refer to."""
    page = facts.page
    if page is None or not PLACE.fullmatch(place) or not _good(facts, page.verdict):
        return None
    with reading.answer(root, place, facts) as (found, original, home):
        says = original.rec_headers.get_header
        if original.rec_type != "response" or says("WARC-Truncated") or says("WARC-Payload-Digest") != facts.digest:
            return None
        etag, last_modified = _validators(root / place, found)
    return Known(
        snapshot=home,
        record=says("WARC-Record-ID"),
        date=says("WARC-Date"),
        uri=says("WARC-Target-URI"),
        page=page,
        etag=etag if ETAG.fullmatch(etag) else "",
        last_modified=last_modified if LAST_MODIFIED.fullmatch(last_modified) else "",
    )


def _good(facts: Facts, verdict: Verdict) -> bool:
    captured = facts.disposition == "captured" and facts.status in STATUSES
    return captured and verdict in GOOD


def _validators(path: Path, found: Any) -> tuple[str, str]:
    """Returns the ETag and the Last-Modified of an answer; of one that brought neither, what it said yes to."""
    if found.http_headers:
        names, headers = ("ETag", "Last-Modified"), found.http_headers
    else:
        names, headers = ("If-None-Match", "If-Modified-Since"), reading.request_of(path, found)
    first, second = (headers.get_header(name, "") if headers else "" for name in names)
    return first, second
