"""Styled text laid out in columns: what a terminal shows in how many cells, broken where it may be."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import click

CELL = frozenset({"Mn", "Me", "Cf"})
# Written without blanks, such text may be broken nearly everywhere.
WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U0001f300-\U0001faff"
)
ATOM = re.compile(rf"\n|[ \t]+|[{WIDE}\U00020000-\U0003fffd]|[^\s{WIDE}\U00020000-\U0003fffd]+|\s")
# What may not begin a line in Chinese and Japanese.
CLOSING = frozenset("、。，．・：；？！）」』】〉》〕］｝…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")


@dataclass(frozen=True)
class Style:
    """How a piece of text looks."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strikethrough: bool = False
    dim: bool = False
    fg: str | None = None


PLAIN = Style()


@dataclass(frozen=True)
class Run:
    """A piece of text that looks the same throughout."""

    text: str
    style: Style = PLAIN

    def __str__(self) -> str:
        """Returns it as a terminal shows it."""
        if self.style == PLAIN or not self.text:
            return self.text
        return click.style(self.text, **{name: value for name, value in vars(self.style).items() if value})


def cells(text: str) -> int:
    """Returns how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(one) for one in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in CELL:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(runs: Iterable[Run], width: int) -> Iterator[str]:
    """Yields the lines of a paragraph, none wider than `width` cells unless one word is."""
    line: list[Run] = []
    used = 0
    for word in _words(runs):
        room = sum(cells(one.text) for one in word)
        blank = bool(word) and word[0].text == " "
        if word[0].text == "\n" or (line and not blank and used + room > width):
            yield _joined(line)
            line, used = [], 0
        if word[0].text != "\n" and (line or not blank):
            line += word
            used += room
    if line:
        yield _joined(line)


def _words(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Yields what may not be broken: a word, a blank, or a line's end."""
    word: list[Run] = []
    for run in runs:
        for atom in ATOM.findall(run.text):
            piece = Run(" " if atom.isspace() and atom != "\n" else atom, run.style)
            if atom.isspace():
                yield from [word] if word else []
                yield [piece]
                word = []
            elif word and _breaks(word[-1].text, atom):
                yield word
                word = [piece]
            else:
                word.append(piece)
    if word:
        yield word


def _breaks(before: str, after: str) -> bool:
    """Whether a line may end between these two that no blank parts."""
    return (cells(before[-1]) == 2 or cells(after[0]) == 2) and after[0] not in CLOSING


def _joined(line: list[Run]) -> str:
    while line and line[-1].text == " ":
        line.pop()
    alike = groupby(line, lambda one: one.style)
    return "".join(str(Run("".join(one.text for one in some), style)) for style, some in alike)
