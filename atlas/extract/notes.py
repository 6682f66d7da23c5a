"""Footnotes: which links are their marks, and which blocks their texts."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate, islice

from lxml.html import HtmlElement

MARK = re.compile(r"[\[(]?\s*(?:\d{1,4}|[a-z]|[*†‡§]{1,3}|[ivxl]{1,5})\s*[\])]?", re.IGNORECASE)
NAMED = re.compile(r"footnote|noteref|(?:^|[\s_-])(?:fn|note|sdfn|ftn|cite_note|easy-footnote)", re.IGNORECASE)
BACK = re.compile(
    r"[\s\u21a9\u2191\u2934\u21b5\u21d1\u23ce\ufe0e\ufe0f^]*(?:back|jump up|return)?[\s\u21a9\ufe0e\ufe0f]*",
    re.IGNORECASE,
)
HOLDERS = frozenset({"li", "p", "div", "dd", "aside"})
LARGEST = 6_000
"""What is longer is no footnote."""
MOST = 2_000
PARTS = 8
"""What has more parts is no mark."""
HIGHEST = 4
"""So far up from its anchor a footnote's block is looked for."""


@dataclass(frozen=True)
class Notes:
    """A page's footnotes."""

    marks: Mapping[HtmlElement, str] = field(default_factory=dict)
    """The links that are marks of notes, with the notes' labels."""
    texts: Mapping[HtmlElement, str] = field(default_factory=dict)
    """The elements that are notes, with their labels."""
    ways_back: frozenset[str] = frozenset()
    """What links from a note to its mark refer to."""

    def is_way_back(self, element: HtmlElement) -> bool:
        """Whether a link in a note leads back to its mark."""
        reference = element.get("href") or ""
        if not self.texts or not reference.startswith("#") or element in self.marks:
            return False
        return reference in self.ways_back or bool(BACK.fullmatch(_short_text(element)))


def notes_in(document: HtmlElement) -> Notes:
    """Returns the footnotes of a page."""
    links = [one for one in document.xpath("//a[starts-with(@href, '#')]") if _is_mark(one)][:MOST]
    if not links:
        return Notes()
    anchors = {(one.get("id") or one.get("name")): one for one in document.xpath("//*[@id] | //a[@name]")}
    marks: dict[HtmlElement, str] = {}
    texts: dict[HtmlElement, str] = {}
    around: set[HtmlElement] = set()
    taken: Counter[str] = Counter()
    for mark in links:
        holder = _holder(anchors.get(mark.get("href")[1:]))
        # A note that links back makes no note of the paragraph it belongs to.
        if holder is None or holder in around:
            continue
        around.update(islice(mark.iterancestors(), HIGHEST * 2))
        marks[mark] = texts[holder] = texts.get(holder) or _label(mark, taken)
    near = (one for mark in marks for one in (mark, mark.getparent(), *mark.iterchildren()))
    return Notes(marks, texts, frozenset(f"#{name}" for one in near if (name := one.get("id") or one.get("name"))))


def _short_text(element: HtmlElement) -> str:
    """Returns the text of an element, or that it is longer than a mark's."""
    texts = list(islice(element.itertext(), PARTS))
    return "".join(texts) if len(texts) < PARTS else "longer"


def _is_mark(element: HtmlElement) -> bool:
    if not MARK.fullmatch(_short_text(element).strip()):
        return False
    parent = element.getparent()
    raised = (parent is not None and parent.tag == "sup") or any(True for _ in element.iterchildren("sup"))
    names = (element.get("class"), element.get("role"), element.get("href"), element.get("rel"), element.get("id"))
    return raised or any(NAMED.search(one.lstrip("#")) for one in names if one)


def _holder(anchor: HtmlElement | None) -> HtmlElement | None:
    """Returns the block that an anchor of a note names."""
    for _ in range(HIGHEST):
        if anchor is None:
            return None
        if anchor.tag in HOLDERS:
            return anchor if _is_short(anchor) else None
        anchor = anchor.getparent()
    return None


def _is_short(element: HtmlElement) -> bool:
    lengths = accumulate(map(len, element.itertext()))
    return all(length <= LARGEST for length in lengths)


def _label(mark: HtmlElement, taken: Counter[str]) -> str:
    told = re.sub(r"[^0-9a-z]", "", "".join(mark.itertext()).lower()) or "note"
    taken[told] += 1
    return told if taken[told] == 1 else f"{told}-{taken[told]}"
