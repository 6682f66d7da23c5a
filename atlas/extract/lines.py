"""Text as people see it: a line for each block of a page, and how alike two texts are."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from atlas.model.words import UNSPACED

COMPARED = 50_000
"""Words of a text that are compared: a long book has more, and its beginning tells."""
WORD = re.compile(r"[^\W_]+")
# fmt: off
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
UNSHOWN = frozenset((
    "audio", "button", "canvas", "datalist", "head", "iframe", "input", "math", "noscript", "object", "script",
    "select", "style", "svg", "template", "video",
))
# fmt: on


def lines_of(element: HtmlElement, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Returns the text of an element, a line for each block; without what is not shown, and without some elements."""
    written = "".join(_pieces(element, UNSHOWN | without))
    return tuple(line for one in written.split("\n") if (line := " ".join(one.split())))


def words_of(line: str) -> tuple[str, ...]:
    """Returns the words of a line, in lower case; in scripts without blanks each character is one."""
    small = line.lower()
    return tuple(WORD.findall(small if small.isascii() else UNSPACED.sub(r" \g<0> ", small)))


class Words(dict[str, tuple[str, ...]]):
    """The words of each line, told once: extractors tell the same lines, and are asked about them more than once."""

    def __missing__(self, line: str) -> tuple[str, ...]:
        words = self[line] = words_of(line)
        return words


def trigrams_of(lines: Iterable[str], words: Words | None = None) -> Counter[int]:
    """Returns how often any three words follow each other in a text's beginning; a shorter text is one of them.

    They are told by their hashes, which are compared in half the time and memory.
    """
    told = words_of if words is None else words.__getitem__
    flat = tuple(islice(chain.from_iterable(map(told, lines)), COMPARED))
    if not flat:
        return Counter()
    return Counter(map(hash, zip(flat, flat[1:], flat[2:], strict=False))) or Counter([hash(flat)])


def likeness(one: Counter[int], other: Counter[int]) -> float:
    """Returns how much two texts have in common, 0 to 1 (Dice); two empty ones have nothing."""
    if not one or not other:
        return 0.0
    few, many = sorted((one, other), key=len)
    # Not `few & many`, which makes a third of them.
    shared = sum(count if count <= (most := many.get(gram, 0)) else most for gram, count in few.items())
    return 2 * shared / (one.total() + other.total())


def _pieces(element: HtmlElement, without: frozenset[str]) -> Iterator[str]:
    hidden, verbatim = 0, 0
    for event, node in iterwalk(element, events=("start", "end")):
        starts = event == "start"
        hidden += (1 if starts else -1) * (node.tag in without)
        verbatim += (1 if starts else -1) * (node.tag == "pre")
        if node.tag in BLOCKS:
            yield "\n"
        text = node.text if starts else node.tail
        if text and not hidden and (starts or node is not element):
            yield text if verbatim else text.replace("\n", " ")
