"""The other addresses a page names: where it refreshes to, its canonical address, its AMP and its print view.

The tags are picked out of the text, not parsed: on what is written to hurt, a parser of HTML takes minutes.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from atlas.errors import BadUrl
from atlas.fetch.bare import TAG, Bare, bare
from atlas.model import url as urls
from atlas.model.url import Url

PARSED = 256 * 1024
"""Bytes that are looked through."""
TAGS = re.compile(r"<(/?(?:link|a|base|meta))(?=[\s/>])([^<>]{0,4000})>", re.IGNORECASE)
WRITTEN = re.compile(r"""([a-z-]{1,20})\s*=\s*("[^"]{0,2000}"|'[^']{0,2000}'|[^\s"'`=]{1,2000})""", re.IGNORECASE)
SAID = 500
"""Characters of a link's words that are read."""
PRINT = re.compile(r"\bprint(?:er|able|version|view|-friendly)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Tag:
    """One tag, and what stands behind it up to the next that counts."""

    name: str
    written: dict[str, str] = field(repr=False)
    said: str = ""

    def value(self, name: str) -> str:
        """Returns what an attribute says, or ""."""
        return self.written.get(name, "")

    def words(self, name: str) -> list[str]:
        """Returns the words of an attribute, in lower case."""
        return self.value(name).lower().split()


def named_by(url: Url, page: bytes) -> Iterator[Url]:
    """Yields the other addresses that the page from an address names, those that say most first."""
    tags = list(_tags(bare(page[:PARSED].decode("utf-8", "replace"))))
    base = next((there for tag in tags if tag.name == "base" and (there := _joined(url, tag.value("href")))), url)
    for tag in tags:
        if tag.name == "meta" and (there := _joined(base, _refresh_of(tag))):
            yield there
    for rank in (_is_canonical, _is_amp, _is_print):
        for tag in tags:
            if rank(tag) and (there := _joined(base, tag.value("href"))):
                yield there


def _tags(page: Bare) -> Iterator[Tag]:
    # What is said to those without scripts is said to Atlas.
    for markup in (page.markup, page.notices):
        found = [*TAGS.finditer(markup), None]
        for one, following in pairwise(found):
            if one and not one[1].startswith("/"):
                end = following.start() if following else len(markup)
                said = TAG.sub(" ", markup[one.end() : min(end, one.end() + SAID)])
                yield Tag(one[1].lower(), _written(one[2]), said)


def _written(attributes: str) -> dict[str, str]:
    """Returns a tag's attributes; of one that is written twice, the first."""
    found = [(name.lower(), html.unescape(value.strip("\"'"))) for name, value in WRITTEN.findall(attributes)]
    return dict(reversed(found))


def _refresh_of(meta: Tag) -> str:
    """Returns where a meta refresh leads, or "" (HTML Standard, 4.2.5.3)."""
    if "refresh" not in meta.words("http-equiv"):
        return ""
    # Not a pattern: one blank after the other could be matched in too many ways.
    _, _, rest = meta.value("content").replace(",", ";", 1).partition(";")
    name, _, target = rest.partition("=")
    return target.strip().strip("'\"") if name.strip().lower() == "url" else ""


def _is_canonical(tag: Tag) -> bool:
    return tag.name == "link" and "canonical" in tag.words("rel")


def _is_amp(tag: Tag) -> bool:
    return tag.name == "link" and "amphtml" in tag.words("rel")


def _is_print(tag: Tag) -> bool:
    if tag.name == "link":
        return "alternate" in tag.words("rel") and "print" in tag.words("media")
    return tag.name == "a" and bool(PRINT.search(tag.said) or "print" in tag.words("class"))


def _joined(base: Url, href: str) -> Url | None:
    if not href.strip():
        return None
    try:
        return urls.join(base, href.strip())
    except BadUrl:
        return None
