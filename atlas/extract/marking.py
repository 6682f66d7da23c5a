"""Markdown written by hand: plain words made safe in it, headings, tables and code."""

import re
from collections.abc import Iterable, Sequence

from atlas.extract.escaping import at_start, escaped, fenced, in_heading
from atlas.extract.tidying import one_line, seen

DEEPEST = 6
LONGEST_CELL = 1000


def verbatim(text: str) -> str:
    """Returns plain words as Markdown that shows them as they are, line by line."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    words = line.lstrip()
    return line[: len(line) - len(words)] + at_start(escaped(words))


def part(text: str) -> str:
    """Returns a part of a paragraph: whatever stands beside it, the two are no mark together."""
    told = escaped(text, before="*", after="[", linked=True)
    return f"{told[:-1]}\\<" if told.endswith("<") else told


def heading(level: int, text: str) -> str:
    """Returns a heading; the article's title is the only one of level 1, and stands elsewhere."""
    return f"{'#' * min(max(level, 2), DEEPEST)} {in_heading(escaped(one_line(text)))}"


def code(text: str, language: str = "") -> str:
    """Returns a block that is shown as it is written."""
    return fenced(seen(text).rstrip(), language)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Returns a table; the first row is its head."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = [_row([*row, *[""] * (width - len(row))]) for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(escaped(one_line(cell, LONGEST_CELL)).replace("|", "\\|") for cell in cells) + " |"


def link(text: str, url: str) -> str:
    """Returns a link; where the address is none of the web's, its text alone."""
    shown = escaped(one_line(text) or one_line(url), "[", "]", linked=True)
    if not re.match(r"https?://", url, re.IGNORECASE):
        return shown
    target = re.sub(r"[\s<>\\()]", lambda one: f"%{ord(one[0]):02X}", one_line(url, 2000))
    return f"[{shown}]({target})"
