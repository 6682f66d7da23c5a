"""Blocks of code: their text with every blank, without the numbers beside it, and their language."""

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from atlas.extract.defusing import LANGUAGES, shown_as
from atlas.extract.junk import JUNK
from atlas.extract.roles import GUTTER, UNREAD, sense_of

NAMED = re.compile(
    r"(?:^|\s)(?:language|lang|highlight-source|highlight-text|code|brush)[-:]\s?([A-Za-z][\w+#.-]{0,30})"
)
HIGHLIGHTERS = frozenset({"sourcecode", "highlight", "hljs", "prettyprint", "prism", "codehilite", "syntaxhighlighter"})
HIGHEST = 4
"""So far up from code its language is looked for."""
ROWS = frozenset({"div", "p", "li", "tr", "ol", "ul", "table", "section"})
UNWRITTEN = frozenset({"script", "style", "button", "svg", "template", "textarea"})


def code_of(element: HtmlElement) -> str:
    """Returns the text of a block of code."""
    told: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node is not element and _is_beside(node):
                walk.skip_subtree()
            else:
                _enter(node, told)
        else:
            if event == "end" and node.tag in ROWS:
                _end_row(told)
            if node is not element and node.tail:
                told.append(node.tail)
    text = JUNK.sub("", "".join(told).replace("\r\n", "\n").replace("\r", "\n"))
    return text.encode("utf-8", "replace").decode().strip("\n").rstrip()


def _is_beside(node: HtmlElement) -> bool:
    classes = node.get("class")
    return node.tag in UNWRITTEN or bool(classes and sense_of(classes) in {GUTTER, UNREAD})


def _enter(node: HtmlElement, told: list[str]) -> None:
    if node.tag == "br":
        told.append("\n")
    elif node.tag in ROWS:
        _end_row(told)
    if node.text:
        told.append(node.text)


def _end_row(told: list[str]) -> None:
    if told and not told[-1].endswith("\n"):
        told.append("\n")


def language_of(element: HtmlElement) -> str:
    """Returns the language of a block of code as its page tells it, or ""."""
    within = islice(element.iterdescendants("code"), 1)
    around = (one for one in islice(element.iterancestors(), HIGHEST) if one.tag in {"div", "figure", "td", "span"})
    return next((found for one in (element, *within, *around) if (found := _told(one))), "")


def _told(element: HtmlElement) -> str:
    classes = element.get("class") or ""
    declared = element.get("data-lang") or element.get("data-language") or ""
    named = declared or ((found := NAMED.search(classes)) and found[1]) or ""
    words = classes.lower().split()
    if not named and HIGHLIGHTERS.intersection(words):
        named = next((one for one in words if one in LANGUAGES), "")
    return shown_as(named.lower())
