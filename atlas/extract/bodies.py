"""An article's text as a page tells it to machines: JSON-LD's `articleBody`, believed only where it tells far more."""

import re
from collections.abc import Iterator
from html import unescape

from lxml.html import HtmlElement

from atlas.extract.lines import likeness, trigrams_of, words_of
from atlas.extract.linked import things_in

WORTHWHILE = 150
"""Words under which it is a teaser."""
LONGER = 1.5
"""So many times the text that is shown, or what is shown is the better text."""
HELD = 0.7
"""So much of the text that is shown it has to hold: else it is about something else."""
MARKUP = re.compile(r"<[^<>]*>")
BREAKS = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]*>|\r\n?|\\n", re.IGNORECASE)


def told_in(document: HtmlElement, shown: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the lines of an `articleBody` that holds what is shown and much more, or nothing."""
    bodies = list(_bodies(document))
    length = sum(len(words_of(one)) for one in shown) if bodies else 0
    for body in bodies:
        lines = _lines(body)
        words = sum(len(words_of(one)) for one in lines)
        if words >= max(WORTHWHILE, LONGER * length) and (not length or _holds(lines, shown)):
            return lines
    return ()


def _holds(lines: tuple[str, ...], shown: tuple[str, ...]) -> bool:
    wanted = trigrams_of(shown)
    shared = wanted & trigrams_of(lines)
    return shared.total() >= HELD * wanted.total() and likeness(wanted, shared) > 0


def _lines(body: str) -> tuple[str, ...]:
    plain = unescape(MARKUP.sub(" ", BREAKS.sub("\n", unescape(body))))
    return tuple(line for one in plain.split("\n") if (line := " ".join(one.split())))


def _bodies(document: HtmlElement) -> Iterator[str]:
    scripts = (one.text or "" for one in document.iter("script") if "ld+json" in (one.get("type") or ""))
    for thing in things_in(one for one in scripts if "articleBody" in one):
        if isinstance(body := thing.get("articleBody"), str):
            yield body
