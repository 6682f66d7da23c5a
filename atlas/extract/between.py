"""What belongs between the chosen lines: pictures with their captions, rules, code."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from atlas.extract.blocks import PICTURE, Block, Line, Outlay
from atlas.extract.junk import words_of

FURTHEST = 40
"""So many blocks up it is looked for what a picture belongs to."""
FILE = re.compile(r"^\S+\.(?:jpe?g|png|gif|webp|svg|avif)$|^(?:IMG|DSC|image|screenshot)[\s_-]?\d*$", re.IGNORECASE)
NEAR = 4
"""So many blocks up it is looked for a figure."""
MOST_LINES = 8
"""A figure's pictures are among so many of its lines."""


def keep_between(outlay: Outlay, worded: Sequence[bool]) -> None:
    """Keeps the pictures, rules and listings that stand in what was chosen; `worded` are the lines with words."""
    lines = outlay.lines
    outside = [words and _around(line.block, "figure") is None for words, line in zip(worded, lines, strict=True)]
    reach = _Reach(outside, [line.kept for line in lines])
    seen: set[str] = set()
    for index, line in enumerate(lines):
        pictures = {one.target for one in line.pieces if one.form == PICTURE}
        if not line.kept and reach.inside(index) and (line.listing or (pictures - seen and not worded[index])):
            line.kept = reach.belongs(line.block, line.listing)
        elif pictures and not line.kept and not worded[index]:
            line.kept = any(one.kept and one.block is line.block for one in lines[max(0, index - 1) : index + 2])
        seen |= pictures if line.kept else set()
    for line in lines:
        if figure := _captioned(line):
            _caption(line, lines[figure.first : min(figure.last, figure.first + MOST_LINES)])
    for rule in outlay.rules:
        if reach.inside(rule.first) and rule.parent is not None and reach.belongs(rule.parent, False):
            rule.keep()


def _caption(caption: Line, figure: Sequence[Line]) -> None:
    """Keeps a caption with its picture, which then need not say the same."""
    pictured = [one for one in figure if one.kept and _pictured(one)]
    caption.kept = caption.kept or bool(pictured)
    told = " ".join(words_of(caption.seen))
    for line in pictured:
        line.pieces = [
            one._replace(text="") if one.form == PICTURE and told.startswith(" ".join(words_of(one.text))) else one
            for one in line.pieces
        ]


class _Reach:
    """How far the chosen text reaches."""

    def __init__(self, worded: Sequence[bool], kept: Sequence[bool]) -> None:
        self.worded = [0, *accumulate(worded)]
        self.kept = [0, *accumulate(kept)]

    def inside(self, index: int) -> bool:
        """Whether there is chosen text before and after a line."""
        return 0 < self.kept[index] < self.kept[-1]

    def belongs(self, block: Block, outer: bool) -> bool:
        """Whether the nearest text around a block was chosen."""
        one: Block | None = block.parent if outer else block
        for _ in range(FURTHEST):
            if one is None:
                return False
            if one.kind != "figure" and self.worded[one.last] > self.worded[one.first]:
                return self.kept[one.last] > self.kept[one.first]
            one = one.parent
        return False


def _captioned(line: Line) -> Block | None:
    """Returns the figure whose caption a line is part of."""
    caption = _around(line.block, "caption")
    return _around(caption, "figure") if caption is not None else None


def _around(block: Block, kind: str) -> Block | None:
    """Returns the nearest block of a kind around a block."""
    one: Block | None = block
    for _ in range(NEAR):
        if one is None or one.kind == kind:
            return one
        one = one.parent
    return None


def say_once(outlay: Outlay) -> None:
    """Leaves a picture's text out where another picture said the same, or where it is a file's name."""
    said: set[str] = set()
    for line, following in pairwise((*outlay.lines, None)):
        if line is None or not line.kept or not _pictured(line):
            continue
        below = words_of(following.seen) if following is not None and following.kept else []
        line.pieces = [
            one._replace(text="")
            if one.form == PICTURE and (one.text in said or words_of(one.text) == below or FILE.search(one.text))
            else one
            for one in line.pieces
        ]
        said.update(one.text for one in line.pieces if one.form == PICTURE)


def _pictured(line: Line) -> bool:
    return any(one.form == PICTURE for one in line.pieces)
