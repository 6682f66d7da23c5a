"""A page's text becomes a tree, whatever is in it: in linear time, and never twice where once is enough."""

import re
from dataclasses import dataclass
from functools import cached_property

from lxml.etree import ElementDefaultClassLookup, fromstring
from lxml.html import HtmlElement, HTMLParser

LONGEST = 8_000_000
"""Characters of a page that are read: 20 MB of HTML take 17 s and half a gigabyte."""
DENSEST = 400
"""Attributes an element may have: the parser compares each with all others."""
LONG = 8_000
LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{LONG},}}>")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9:-]*")
ATTRIBUTE = re.compile(r"[^\s=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
# What XML has no place for; a NUL is nothing to a browser, too.
UNSEEN = bytes((*range(9), 0xB, *range(0xE, 0x20), 0x7F))
SURROGATE = re.compile("[\ud800-\udfff]")
TOO_DEEP = "Excessive depth"
"""What the parser says, and gives up, at 2,048 levels."""
# Of a page that is nested too deeply only what starts a paragraph and what is not shown stays as it is.
# fmt: off
INLINE = frozenset((
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
    "strike", "strong", "sub", "sup", "tt", "u", "var",
))
KEPT = frozenset((
    "html", "head", "title", "meta", "script", "style", "body", "p", "h1", "h2", "h3", "h4", "h5", "h6", "br",
))
# fmt: on
TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]{0,40})(?:\s[^<>]*)?/?>")
CUT = "The page is very long: only its beginning was read."
FLAT = "The page is nested too deeply: its text was read without its structure."


@dataclass(frozen=True)
class Tree:
    """A page as it was parsed."""

    document: HtmlElement | None
    """None where there is nothing in it."""
    markup: str
    """What it was parsed from."""
    notes: tuple[str, ...] = ()

    @cached_property
    def tags(self) -> int:
        """About how many tags it has: what reading it costs."""
        return self.markup.count("<")


def tree_of(text: str) -> Tree:
    """Returns a page's tree; comments and processing instructions are no part of it."""
    markup = _without_unseen(text[:LONGEST])
    markup = LONG_TAG.sub(_thinned, markup) if _has_long_tags(markup) else markup
    notes = (CUT,) if len(text) > LONGEST else ()
    document, whole = _parsed(markup)
    if whole:
        return Tree(document, markup, notes)
    flat = TAG.sub(_flat, markup)
    return Tree(_parsed(flat)[0], flat, (*notes, FLAT))


def _parsed(markup: str) -> tuple[HtmlElement | None, bool]:
    """Returns the tree, and whether the parser went through to the end."""
    if not markup.strip():
        return None, True
    # From bytes: a text that declares an encoding is refused.
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    # One class for all: to look one up for each element costs as much as to parse it.
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    document: HtmlElement | None = fromstring(markup.encode(), parser)
    whole = not any(TOO_DEEP in one.message for one in parser.error_log)
    return document, whole


def _without_unseen(text: str) -> str:
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return _without_unseen(SURROGATE.sub("\ufffd", text))
    # A byte of these is never part of another character.
    seen = data.translate(None, UNSEEN)
    return text if len(seen) == len(data) else seen.decode()


def _has_long_tags(markup: str) -> bool:
    """Whether there may be a long tag: it fills half its length, wherever one begins to look, and a look is cheap."""
    halves = (markup[start : start + LONG // 2] for start in range(0, len(markup), LONG // 2))
    return any("<" not in half and ">" not in half for half in halves)


def _thinned(tag: re.Match[str]) -> str:
    """Returns a tag without its attributes where these are more than anybody writes."""
    name = NAME.match(tag[0], 1)
    crowded = sum(1 for _ in ATTRIBUTE.finditer(tag[0])) > DENSEST
    return f"<{name[0]}>" if crowded and name else tag[0]


def _flat(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name in KEPT:
        return tag[0]
    return "" if name in INLINE else "<p>"
