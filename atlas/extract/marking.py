"""Markdown written by hand: plain words made safe in it, headings, tables and code."""

import re
from collections.abc import Iterable, Sequence

from atlas.extract.tidying import one_line, seen

# Only what would be taken for markup: a_b, 2 > 1 and a lone ] are read as they stand.
SPECIAL = re.compile(r"[\\`*\[]|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?])|~~|&(?=#?\w{1,40};)")
STARTING = re.compile(r"^(\s{0,3})(>|#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]{2,}\s*$)", re.MULTILINE)
NUMBERED = re.compile(r"^(\s{0,3}\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
CLOSING = re.compile(r"(#+)$")
FENCE = re.compile(r"`{3,}")
DEEPEST = 6
LONGEST_CELL = 1000


def escaped(text: str) -> str:
    """Returns plain words as Markdown that shows them as they are."""
    return NUMBERED.sub(r"\1\\\2", STARTING.sub(r"\1\\\2", inline(text)))


def inline(text: str) -> str:
    """Returns plain words as Markdown shows them within a line."""
    return SPECIAL.sub(lambda one: f"\\{one[0]}", text)


def heading(level: int, text: str) -> str:
    """Returns a heading; the article's title is the only one of level 1, and stands elsewhere."""
    words = CLOSING.sub(r"\\\1", inline(one_line(text)))
    return f"{'#' * min(max(level, 2), DEEPEST)} {words}"


def code(text: str, language: str = "") -> str:
    """Returns a block that is shown as it is written."""
    longest = max((len(one) for one in FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{seen(text).rstrip()}\n{fence}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Returns a table; the first row is its head."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = [_row([*row, *[""] * (width - len(row))]) for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(inline(one_line(cell, LONGEST_CELL)).replace("|", "\\|") for cell in cells) + " |"


def link(text: str, url: str) -> str:
    """Returns a link; where the address is none of the web's, its text alone."""
    shown = inline(one_line(text) or one_line(url)).replace("]", "\\]")
    if not re.match(r"https?://", url, re.IGNORECASE):
        return shown
    target = re.sub(r"[\s<>\\()]", lambda one: f"%{ord(one[0]):02X}", one_line(url, 2000))
    return f"[{shown}]({target})"
