"""When it was published and changed: the day as people read it, the moment where machines are told the same day."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import htmldate
from htmldate.extractors import regex_parse
from lxml import etree

from atlas.extract.bylines import ELSEWHERE
from atlas.extract.linked import texts
from atlas.extract.telling import COMMENTS, WORKS, Page, Told, beneath, first

PUBLISHED = (
    ("article:published_time", "article:published", "og:article:published_time", "datepublished")
    + ("citation_publication_date", "citation_date", "citation_online_date", "parsely-pub-date")
    + ("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "dc.date.created")
    + ("date", "pubdate", "publishdate", "publish-date", "sailthru.date")
)
MODIFIED = (
    "article:modified_time",
    "article:modified",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
) + ("dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "revised")
ISO = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T\s]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?(?![\d:])",
    re.IGNORECASE,
)
SCRIPTED = re.compile(r"\s*\w{3} (\w{3}) (\d\d?) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")
"""As JavaScript writes a moment."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
RIGHTS = re.compile(r"©|\(c\)|copyright|since|rights", re.IGNORECASE)
SHORT = etree.XPath(
    "(//body//text()[(contains(., '20') or contains(., '199')) and string-length(.) < 400]"
    "[not(parent::script or parent::style)])[position() <= 400]"
)
EARLIEST, LATEST = 1990, 2100
DAY = timedelta(days=1)


class Moment(NamedTuple):
    """A day, and the moment of it where the page tells one with its zone."""

    day: str
    moment: str = ""

    @property
    def written(self) -> str:
        """As RFC 3339 has it: the moment, or else the day."""
        return self.moment or self.day


def published_of(page: Page) -> Told:
    """Returns when a page was published."""
    told = [(moment, one.source) for one in _published(page) if (moment := moment_in(one.value))]
    day, source = _day(page, told)
    for moment, told_by in told:
        if moment.day == day and moment.moment:
            seen = _seen(page, moment)
            return Told(seen, "text") if seen else Told(moment.moment, told_by)
    return Told(day, next((told_by for moment, told_by in told if moment.day == day), source))


def modified_of(page: Page, published: str) -> Told:
    """Returns when a page was changed last, as it tells itself; nothing where that was before it was published."""
    told = ((moment_in(one.value), one.source) for one in _modified(page))
    return first(Told(one.written, source) for one, source in told if one and one.day >= published[:10])


def moment_in(text: str) -> Moment | None:
    """Returns the day or moment a text tells machines, or None. A time without a zone, or midnight, is a day."""
    try:
        moment = _read(text[:80])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment is None or not EARLIEST <= moment.year <= LATEST:
        return None
    day = moment.date().isoformat()
    if moment.tzinfo is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return Moment(day)
    return Moment(day, moment.isoformat(timespec="seconds").replace("+00:00", "Z"))


def _day(page: Page, told: list[tuple[Moment, str]]) -> tuple[str, str]:
    found = _found(page)
    if found and told and found > told[0][0].day and found in {one.day for one in _changes(page)}:
        return told[0][0].day, told[0][1]
    if found:
        return found, "url" if found in re.sub(r"[/_.]", "-", page.url) else "htmldate"
    if told:
        return told[0][0].day, told[0][1]
    return next(_spelled(page), ""), "text"


def _found(page: Page) -> str:
    """Returns the day htmldate finds, without its extensive search: that takes seconds once a process."""
    try:
        return htmldate.find_date(page.root, extensive_search=False, original_date=True, url=page.url) or ""
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, etree.LxmlError):
        return ""


def _changes(page: Page) -> Iterator[Moment]:
    return (moment for one in _modified(page) if (moment := moment_in(one.value)))


def _published(page: Page) -> Iterator[Told]:
    for thing in page.about(*WORKS):
        for key in ("datePublished", "dateCreated", "uploadDate"):
            yield from (Told(one, "json-ld") for one in texts(thing.get(key))[:1])
    yield from (Told(one, "meta") for one in page.meta(*PUBLISHED))
    yield from (Told(one, "microdata") for one in page.item("datepublished", "issued", "datecreated"))
    for element in page.heads["time"][:40]:
        if not beneath(element, COMMENTS):
            yield Told(element.get("datetime") or "", "time")


def _modified(page: Page) -> Iterator[Told]:
    for thing in page.about(*WORKS):
        yield from (Told(one, "json-ld") for one in texts(thing.get("dateModified"))[:1])
    yield from (Told(one, "meta") for one in page.meta(*MODIFIED))
    yield from (Told(one, "microdata") for one in page.item("datemodified", "modified"))


def _seen(page: Page, moment: Moment) -> str:
    """Returns the day that stands in the page, where a moment told in UTC falls on the next or the last one there."""
    if not moment.moment.endswith("Z"):
        return ""
    day = date.fromisoformat(moment.day)
    beside = day - DAY if moment.moment[11:13] < "13" else day + DAY
    seen = {one for one, _ in zip(_spelled(page), range(20), strict=False)}
    return beside.isoformat() if moment.day not in seen and beside.isoformat() in seen else ""


def _spelled(page: Page) -> Iterator[str]:
    """Yields the days that are written out in short texts of their own."""
    for piece in SHORT(page.root):
        plain = " ".join(piece.split())
        if len(plain) < 80 and YEAR.search(plain) and not RIGHTS.search(plain):
            day = regex_parse(plain)
            if day and EARLIEST <= day.year <= LATEST and not beneath(_around(piece), ELSEWHERE):
                yield day.date().isoformat()


def _around(piece: Any) -> Any:
    """Returns the element that a text is in; that of a text behind another element is not this other one."""
    before = piece.getparent()
    return before.getparent() if piece.is_tail else before


def _read(text: str) -> datetime | None:
    if match := ISO.match(text):
        year, month, day, hour, minute, second = (int(one or 0) for one in match.groups()[:6])
        zone = _zone(match[7]) if match[4] else None
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    if match := SCRIPTED.match(text):
        return datetime.strptime(" ".join(match.groups()), "%b %d %Y %H:%M:%S %z")
    return parsedate_to_datetime(text) if text.strip() else None


def _zone(written: str | None) -> timezone | None:
    if not written:
        return None
    if written.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if written[0] == "-" else away)
