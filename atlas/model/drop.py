"""What a dropped file asks for: a table of formats, each with how to know it and how to read it.

The content decides before the name does: a list under the name of a shortcut is read as a list.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from atlas.model import prose, readers
from atlas.model.decoding import text_of
from atlas.model.link import Link, once
from atlas.model.readers import BINARY_PLIST

__all__ = ["FORMATS", "Drop", "Format", "Link", "links_in"]

# A saved page: its addresses are parts of it, not wishes of a person.
PAGES = frozenset({".html", ".htm", ".xhtml", ".mht", ".mhtml", ".eml", ".xml", ".svg", ".opml", ".rss", ".atom"})
MARKUP = re.compile(r"<(?:[!?]|[a-z][a-z0-9-]*(?::[a-z][\w-]*)?[\s/>])", re.IGNORECASE)
PLIST = re.compile(r"(?:<\?xml|<!DOCTYPE\s+plist|<plist[\s>])", re.IGNORECASE)
HEAD = 2000


@dataclass(frozen=True)
class Drop:
    """A dropped file's bytes and name."""

    data: bytes
    name: str

    @cached_property
    def text(self) -> str:
        """Its text; "" where it has none."""
        return text_of(self.data) or ""

    @cached_property
    def head(self) -> str:
        """The beginning of its text."""
        return self.text[:HEAD].lstrip()

    @cached_property
    def section(self) -> str:
        """The section it begins with, where it is an INI file."""
        return readers.section_of(self.head)

    @property
    def extension(self) -> str:
        """The end of its name, with the dot, in lower case."""
        return PurePath(self.name).suffix.lower()


@dataclass(frozen=True)
class Format:
    """One kind of file."""

    name: str
    is_it: Callable[[Drop], bool]
    links: Callable[[Drop], Iterable[Link]]


def links_in(data: bytes, name: str) -> tuple[Link, ...]:
    """Returns the addresses a dropped file asks for, in order, each once; () where it asks for none."""
    drop = Drop(data, name)
    return once(next(one.links(drop) for one in FORMATS if one.is_it(drop)))


def _nothing(_: Drop) -> tuple[Link, ...]:
    return ()


def _shortcut(drop: Drop) -> bool:
    return bool(drop.section) and "[internetshortcut]" in drop.text.lower()


def _plist(drop: Drop) -> bool:
    return PLIST.match(drop.head) is not None and "<plist" in drop.head


def _message(drop: Drop) -> bool:
    """Mails and MHTML pages begin with headers, MIME-Version among them."""
    head, _, _ = drop.head.replace("\r\n", "\n").partition("\n\n")
    return any(line.lower().startswith("mime-version:") for line in head.splitlines())


# fmt: off
FORMATS = (
    #      name             is it?                                          its links
    Format("binary webloc", lambda it: it.data.startswith(BINARY_PLIST),    lambda it: readers.binary_plist(it.data)),
    Format("no text",       lambda it: not it.text,                         _nothing),
    Format("webloc",        _plist,                                         lambda it: readers.xml_plist(it.text)),
    Format("markup",        lambda it: MARKUP.match(it.head) is not None,   _nothing),
    Format("message",       _message,                                       _nothing),
    Format("shortcut",      _shortcut,                                      lambda it: readers.shortcut(it.text)),
    Format("desktop entry", lambda it: it.section == "desktop entry",       lambda it: readers.desktop(it.text)),
    Format("page",          lambda it: it.extension in PAGES,               lambda it: prose.bare(it.text)),
    Format("text",          lambda _: True,                                 lambda it: prose.links(it.text)),
)
# fmt: on
