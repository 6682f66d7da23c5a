"""The embassies of the extractors: each one's idea of what a page's article is, as lines."""

import copy
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import trafilatura
from lxml.etree import LxmlError, strip_elements
from readability import Document
from resiliparse.extract.html2text import extract_plain_text

from atlas.extract.lines import Words, likeness, lines_of, trigrams_of
from atlas.extract.parsing import Tree, tree_of

# What they would say of a page is said by the article; without this Python prints it.
for _name in ("trafilatura", "readability", "htmldate"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
TRAFILATURA, THOROUGH, PRECISE = "trafilatura", "trafilatura-thorough", "trafilatura-precise"
RESILIPARSE, READABILITY, PAGE = "resiliparse", "readability", "page"
MANY, TOO_MANY = 24_000, 120_000
"""Tags of a page: over the one trafilatura is never thorough, which is quadratic, over the other nobody is asked."""
FAMILIES = {THOROUGH: TRAFILATURA, PRECISE: TRAFILATURA}
"""Extractors that are of one mind: what they agree on has been said once."""
STUMBLES = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, LxmlError)
"""What extractors raise over odd pages; it says nothing about the page."""
FRAME = frozenset({"nav", "header", "footer", "aside", "form", "menu", "dialog"})


@dataclass(frozen=True)
class Candidate:
    """What one extractor takes for the article."""

    extractor: str
    lines: tuple[str, ...]
    words: Words | None = field(default=None, compare=False, repr=False)
    """Of lines that were looked at already."""

    @property
    def family(self) -> str:
        """Whose idea it is."""
        return FAMILIES.get(self.extractor, self.extractor)

    @cached_property
    def trigrams(self) -> Counter[int]:
        """Its runs of three words."""
        return trigrams_of(self.lines, self.words)


def alike(one: Candidate, other: Candidate) -> float:
    """Returns how much two candidates have in common, 0 to 1."""
    return 1.0 if one.lines and one.lines == other.lines else likeness(one.trigrams, other.trigrams)


def asked(extractor: str, tree: Tree) -> tuple[str, ...]:
    """Returns the article's lines as an extractor sees it; none where it stumbles over the page."""
    try:
        return ASK[extractor](tree)
    except STUMBLES:
        return ()


def by_nobody(tree: Tree) -> tuple[str, ...]:
    """Returns all that is to be read on a page, but for what goes with every page of its site."""
    if tree.document is None:
        return ()
    return lines_of(next(tree.document.iter("main"), tree.document), without=FRAME)


def _by_trafilatura(tree: Tree, thorough: bool = True, precise: bool = False) -> tuple[str, ...]:
    # When it is thorough it asks two others by itself, which takes half as long again and is seldom better.
    fast = not thorough or tree.tags > MANY
    # A tree that is handed over is copied, so that it can be used again. Without `deduplicate`: that remembers.
    found = trafilatura.extract(tree.document, fast=fast, include_comments=False, favor_precision=precise)
    return tuple((found or "").splitlines())


def _by_resiliparse(tree: Tree) -> tuple[str, ...]:
    found = extract_plain_text(tree.markup, main_content=True, alt_texts=False, comments=False, post_meta=False)
    return tuple(line for one in found.splitlines() if (line := one.strip()))


def _by_readability(tree: Tree) -> tuple[str, ...]:
    # It takes out of a tree what is hidden; what it drops in any case is gone faster so.
    page = copy.deepcopy(tree.document)
    strip_elements(page, "script", "style", "noscript", "link", with_tail=False)
    found = tree_of(Document(page).summary(html_partial=True))
    return lines_of(found.document) if found.document is not None else ()


ASK: Mapping[str, Callable[[Tree], tuple[str, ...]]] = {
    TRAFILATURA: lambda tree: _by_trafilatura(tree, thorough=False),
    THOROUGH: _by_trafilatura,
    PRECISE: lambda tree: _by_trafilatura(tree, precise=True),
    RESILIPARSE: _by_resiliparse,
    READABILITY: _by_readability,
}
