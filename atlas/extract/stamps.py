"""Moments as files tell them: PDF's, EXIF's, mail's and ISO's ways of writing, all as RFC 3339."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

WRITTEN = re.compile(
    r"""
    (?:D:)? (?P<year>\d{4}) [-:/]? (?P<month>\d\d) [-:/]? (?P<day>\d\d)
    (?: [T ]* (?P<hour>\d\d) :? (?P<minute>\d\d) (?: :? (?P<second>\d\d) (?:[.,]\d+)? )?
        \s* (?P<zone> Z | [+-]\d\d (?: [:']? \d\d )? )?
    )?
    """,
    re.VERBOSE | re.ASCII,
)
FIRST_YEAR = 1000


def stamp(text: object) -> str:
    """Returns the day or, where its zone is told, the moment that a text tells; "" where it is none."""
    if not isinstance(text, str):
        return ""
    found = WRITTEN.match(text.strip()[:60])
    try:
        return _told(found) if found else _mailed(text.strip()[:60])
    except (ValueError, OverflowError, IndexError, TypeError):
        return ""


def _told(found: re.Match[str]) -> str:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    day = (int(found[name]) for name in ("year", "month", "day"))
    moment = datetime.combine(date(*day), time(hour, minute, second))
    if moment.year < FIRST_YEAR:
        return ""
    return _written(moment.replace(tzinfo=_zone(found["zone"]))) if found["zone"] else moment.date().isoformat()


def _zone(written: str) -> timezone:
    if written == "Z":
        return UTC
    digits = re.sub(r"\D", "", written)
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-ahead if written[0] == "-" else ahead)


def _mailed(text: str) -> str:
    moment = parsedate_to_datetime(text)
    return _written(moment) if moment.tzinfo else moment.date().isoformat()


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
