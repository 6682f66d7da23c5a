"""A page that a person's own program saved: what it says of where it is from, read in its beginning."""

import re
from dataclasses import dataclass
from datetime import datetime

from atlas.model.exports.entry import entry, is_usable
from atlas.model.exports.tags import Tag, tags_in
from atlas.model.late import Late
from atlas.model.link import tidy

mail, dates = Late("atlas.model.exports.mail"), Late("email.utils")

HTML, MHTML, PDF, EPUB = "text/html", "multipart/related", "application/pdf", "application/epub+zip"
LOOKED_AT = 1 << 20
"""Characters of a page in which it may name its address: styles and pictures may stand before that."""
DOCUMENT = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
FROM = re.compile(r"<!--\s*saved from url=\(\d{1,9}\)(\S{1,8000}?)\s*-->", re.IGNORECASE)
SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(\S{1,8000})(?:\s+saved date:\s*([^\r\n]{1,100}))?"
)
SAVED_DATE = re.compile(r"\w{3} (\w{3}) (\d\d?) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")
SAVERS = re.compile(r"^from:\s*<saved by |^snapshot-content-location:", re.IGNORECASE | re.MULTILINE)
NAMES = frozenset({".mht", ".mhtml"})


@dataclass(frozen=True)
class Saved:
    """A page in a file."""

    media_type: str
    url: str = ""
    """Where it is from; "" where it does not say."""
    title: str = ""
    at: datetime | None = None
    """When it was saved, where it says so."""


def is_document(head: str) -> bool:
    """Whether a text begins as a whole page of HTML."""
    return DOCUMENT.search(head) is not None


def html(text: str) -> Saved:
    """Returns what a page says of itself: what saved it knows best, then its own word for its address."""
    text = text[:LOOKED_AT]
    title, named = _named(text)
    single, found = SINGLE_FILE.search(text), FROM.search(text)
    # What stands first was written last: the other is the page's own, and may be anything.
    if single and (not found or single.start() < found.start()):
        return Saved(HTML, _address(single[1]), title, _day(single[2] or ""))
    return Saved(HTML, _address(found[1]) if found else _address(named), title)


def from_mark(url: str) -> str:
    """Returns the line by which a page says where it was saved from, as browsers write it."""
    return f"<!-- saved from url=({len(url):04}){url.replace('-->', '--%3E')} -->\n"


def is_mhtml(head: str, extension: str) -> bool:
    """Whether a message is a page in parts, and no mail."""
    return extension in NAMES or SAVERS.search(head) is not None


def mhtml(data: bytes) -> Saved:
    """Returns what a page in parts says of itself."""
    told = mail.heading(data)
    url = _address(told["Snapshot-Content-Location"]) or _address(told["Content-Location"])
    return Saved(MHTML, url, tidy(told["Subject"]), _mailed(told["Date"]))


def _named(text: str) -> tuple[str, str]:
    """Returns a page's title, and the address it calls its own."""
    title = canonical = shared = ""
    for tag in tags_in(text):
        if tag.closing:
            continue
        if tag.name == "title" and not title:
            title = tidy(tag.after)
        elif tag.name == "link" and not canonical:
            canonical = _canonical(tag)
        elif tag.name == "meta" and not shared:
            told = tag.attributes
            shared = told.get("content", "") if told.get("property", "").lower() == "og:url" else ""
        elif tag.name == "body":
            break
    return title, canonical or shared


def _canonical(tag: Tag) -> str:
    told = tag.attributes
    return told.get("href", "") if "canonical" in told.get("rel", "").lower().split() else ""


def _address(written: str) -> str:
    """Returns an address of the web, or ""."""
    link = next(entry(written), None)
    return link.url if link and is_usable(link) else ""


def _day(told: str) -> datetime | None:
    """Returns the moment that JavaScript writes so: Tue Nov 24 2026 10:00:00 GMT+0100 (Central European …)."""
    found = SAVED_DATE.match(told)
    return _mailed(f"{found[2]} {found[1]} {found[3]} {found[4]} {found[5]}") if found else None


def _mailed(told: str) -> datetime | None:
    try:
        found = dates.parsedate_to_datetime(told)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else None
