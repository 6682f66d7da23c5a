"""What a drop asks for: one address, and the words and the day it came with."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

LARGEST = 10_000_000
"""Bytes of a list, a shortcut or a note."""

LONGEST_TITLE = 300
INVISIBLE = " \t\r\n\f\v\xa0\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00\x1a"
# Written as a whole line these are addresses, if none that Atlas fetches: the person shall hear of it.
SCHEMED = re.compile(
    r"""
      https?:/{0,2}[^\s/<>"`][^\s<>"`]*
    | (?!https?:)[a-z][a-z0-9+.-]*://\S+
    | (?:javascript|mailto|tel|blob|file|vbscript|magnet|urn):\S.*
    | data:[^\s,]*,.* | about:\w+
    """,
    re.IGNORECASE | re.VERBOSE,
)
WWW = re.compile(r"www\.[^\s/?#@.]+\.[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
BARE = re.compile(r"(?:[a-z0-9-]+\.){1,126}[a-z]{2,}(?::[0-9]+)?/\S*", re.IGNORECASE)
SEVERAL = re.compile(r"[,;|]https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """One address of a drop, as written."""

    url: str
    title: str = ""
    added: datetime | None = None
    """When a person put it where it was exported from."""
    tags: tuple[str, ...] = ()
    """Its tags, and the folders it lay in."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of a list of feeds: nobody asked for its pages."""

    url: str
    title: str = ""
    site: str = ""
    """The page it is a feed of, where the list says so."""


def address(line: str) -> str:
    """Returns the address that a line wholly is, or "".

    Without a scheme it is one if it begins with www. or reads host.name/path; `example.com`
    alone is not, for it may as well be `notes.txt`.
    """
    text = line.strip(INVISIBLE)
    if SEVERAL.search(text):
        return ""
    if SCHEMED.fullmatch(text):
        return text.rstrip(",;")
    return f"https://{text}" if WWW.fullmatch(text) or BARE.fullmatch(text) else ""


def tidy(title: str) -> str:
    """Returns a title on one line, of a bearable length."""
    words = title.strip(INVISIBLE)[: LONGEST_TITLE * 4].split()
    return " ".join(words)[:LONGEST_TITLE].rstrip()


def once(links: Iterable[Link], key: Callable[[str], str] = str) -> tuple[Link, ...]:
    """Returns each address once, at its first place, with all that is told of it anywhere."""
    seen: dict[str, Link] = {}
    for link in links:
        mark = key(link.url)
        known = seen.setdefault(mark, link)
        if known is not link:
            seen[mark] = _together(known, link)
    return tuple(seen.values())


def _together(known: Link, again: Link) -> Link:
    return replace(
        known,
        title=known.title or again.title,
        added=min((one.added for one in (known, again) if one.added), default=None),
        tags=tuple(dict.fromkeys((*known.tags, *again.tags))),
        note=known.note or again.note,
    )
