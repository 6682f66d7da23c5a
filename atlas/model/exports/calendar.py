"""Events of a calendar (.ics): their addresses, and those in what is written about them."""

import re
from collections.abc import Iterator

from atlas.model import prose
from atlas.model.exports.entry import entry, is_usable
from atlas.model.link import Link

FOLD = re.compile(r"\r?\n[ \t]")
# Each way of parting its parameters but one is ruled out: with two, the time doubles with each parameter.
PROPERTY = re.compile(r"([A-Za-z-]+)((?:;[^:;\"]*+(?:\"[^\"]*+\"[^:;\"]*+)*+)*+):(.*)")
ESCAPED = re.compile(r"\\([\\;,nN])")
TEXTS = ("DESCRIPTION", "LOCATION")


def events(text: str) -> Iterator[Link]:
    """Yields the links of each event in order, with its name and the day it was entered."""
    told: dict[str, str] = {}
    for line in FOLD.sub("", text).splitlines():
        found = PROPERTY.fullmatch(line[:20_000])
        name, value = (found[1].upper(), found[3]) if found else ("", "")
        if name in ("BEGIN", "END"):
            yield from filter(is_usable, _links(told))
            told = {}
        elif name:
            told.setdefault(name, value)
    yield from filter(is_usable, _links(told))


def _links(told: dict[str, str]) -> Iterator[Link]:
    title, added = _plain(told.get("SUMMARY", "")), told.get("CREATED")
    yield from entry(told.get("URL"), title, added)
    for name in TEXTS:
        for link in prose.links(_plain(told.get(name, ""))):
            yield from entry(link.url, title, added)


def _plain(value: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
