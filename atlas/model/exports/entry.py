"""One entry of an export as a link, cleaned of what no address and no word has in it."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from atlas.model import moment
from atlas.model.link import LONGEST_TITLE, Link, address, tidy

LONGEST_NOTE = 2000
LONGEST_TAG = 100
MOST_TAGS = 50
# A folder's name may be as long as its file, and is a tag of all that lies in it.
LOOKED_AT = 4
"""How many times what is kept of words, and of tags, is looked at to find it."""
LONGEST_MOMENT = 40
HTTP = re.compile(r"https?:", re.IGNORECASE)
BREAKS = re.compile(r"[\t\r\n]+")
NO_TEXT = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
NUMBER = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,9})?")
# Chrome counts from there.
WINDOWS = datetime(1601, 1, 1, tzinfo=UTC)
UNIX = datetime(1970, 1, 1, tzinfo=UTC)
# Seconds, thousandths, millionths, and millionths since 1601: their ranges do not meet between 1990 and 2100.
SCALES = ((1e11, UNIX, 1.0), (1e14, UNIX, 1e3), (1e16, UNIX, 1e6), (1e18, WINDOWS, 1e6))
FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def entry(url: Any, title: Any = "", added: Any = None, tags: Iterable[Any] = (), note: Any = "") -> Iterator[Link]:
    """Yields the link, where there is an address at all; whatever is no text is left out."""
    written = NO_TEXT.sub("", BREAKS.sub("", _text(url))).strip()
    if not written:
        return
    plain = written if HTTP.match(written) else address(written) or written
    called = tidy(_words(title, LONGEST_TITLE))
    yield Link(
        plain,
        "" if called in (written, plain) else called,
        moment_of(added),
        tuple(tidied(tags)),
        _words(note, LONGEST_NOTE).strip()[:LONGEST_NOTE],
    )


def is_usable(link: Link) -> bool:
    """Whether it is an address of the web at all, and not one for its browser alone."""
    return HTTP.match(link.url) is not None


def moment_of(told: Any) -> datetime | None:
    """Returns the moment a number or a text tells, or None where it tells none that can be."""
    text = str(told).strip() if isinstance(told, int | float | str) and len(str(told)) <= LONGEST_MOMENT else ""
    try:
        found = _counted(float(text)) if NUMBER.fullmatch(text) else moment.read(text)
    except (ValueError, OverflowError):
        return None
    return moment.whole(found) if FIRST <= found < LAST else None


def tidied(tags: Iterable[Any]) -> Iterator[str]:
    """Yields each tag once, on one line, of a bearable length; not too many."""
    seen: set[str] = set()
    for one in islice(tags, MOST_TAGS * LOOKED_AT):
        tag = tidy(_words(one, LONGEST_TAG))[:LONGEST_TAG].rstrip()
        if tag and tag not in seen and len(seen) < MOST_TAGS:
            seen.add(tag)
            yield tag


def tags_of(told: Any, separator: str = "") -> list[Any]:
    """Returns the tags in a list, in a text that is a list, or in a text with separators."""
    if isinstance(told, list):
        return [one.get("name") if isinstance(one, dict) else one for one in told[:MOST_TAGS]]
    text = _text(told)
    if text.startswith("["):
        return _listed(text)
    between = separator or ("|" if "|" in text else ",")
    return text.split(between, MOST_TAGS)


def _listed(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        # As Python prints a list.
        return [first or second for first, second in QUOTED.findall(text)]
    return found if isinstance(found, list) else []


def _counted(number: float) -> datetime:
    start, scale = next(((start, scale) for below, start, scale in SCALES if number < below), (UNIX, 1.0))
    return start + timedelta(seconds=number / scale)


def _words(told: Any, longest: int) -> str:
    return NO_TEXT.sub("", _text(told)[: longest * LOOKED_AT])


def _text(told: Any) -> str:
    return told if isinstance(told, str) else ""
