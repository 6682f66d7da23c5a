"""Strangers' strings on their way into an article: bounded, and without what only misleads."""

import re
from collections.abc import Iterable

from atlas.extract.oneline import oneline

LONGEST_LINE = 300
MOST_TEXT = 4_000_000
"""Characters of an article's text."""
CUT = "Only the beginning of the text is here: it goes on."
# Controls, what turns the direction of writing around, halves of characters, and what is none.
HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\uffff"
UNSEEN = re.compile(f"[{HIDDEN}]")


def one_line(text: object, most: int = LONGEST_LINE) -> str:
    """Returns what is told by a string, on one line; "" for what is none."""
    return oneline(text, most) if isinstance(text, str) else ""


def several(texts: Iterable[object], most: int = 50) -> tuple[str, ...]:
    """Returns each of several names once, in order."""
    lines = (one_line(text) for text in texts)
    return tuple(dict.fromkeys(line for line in lines if line))[:most]


def seen(text: str) -> str:
    """Returns a text with its lines, without what cannot be seen."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def bounded(text: str, most: int = MOST_TEXT) -> str:
    """Returns a text, or as many of its whole lines as there is room for."""
    if len(text) <= most:
        return text
    end = text.rfind("\n", 0, most)
    return text[: end if end > most // 2 else most].rstrip()


def amount(size: int) -> str:
    """Returns how much so many bytes are, for a person."""
    for unit, bytes_of_it in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= bytes_of_it:
            return f"{size / bytes_of_it:.1f} {unit}"
    return f"{size} bytes"
