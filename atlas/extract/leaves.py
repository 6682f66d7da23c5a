"""Blocks that hold nothing but lines: paragraphs, headings, captions, code, rows of facts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from atlas.extract import cells
from atlas.extract.blocks import CODE, PICTURE, STRONG, TEXT, Block, Line, Marks, Piece
from atlas.extract.escaping import at_start, fenced, in_heading
from atlas.extract.inline import inline

BOLD = frozenset({STRONG})


class Told(NamedTuple):
    """A block in Markdown."""

    text: str
    kind: str = ""
    """A list's sign, or what else it is."""


def spaced(told: Iterable[Told]) -> str:
    """Returns blocks with a blank line between them."""
    return "\n\n".join(one.text for one in told)


def paragraph(lines: Sequence[Line]) -> list[Told]:
    """Returns lines as one paragraph, then the chosen lines that follow them."""
    written = [text for line in lines if (text := inline(line.pieces))]
    told = [Told("  \n".join(map(at_start, written)))] if written else []
    return told + [one for line in lines for one in others(line.after)]


def others(lines: Sequence[Line]) -> list[Told]:
    """Returns chosen lines that stand nowhere in the page as they are: paragraphs, and entries of lists."""
    told: list[Told] = []
    for line in lines:
        for one in paragraph([replace(line, after=[])]):
            entry = line.block.kind == "entry"
            if entry and told and told[-1].kind == "-":
                told[-1] = Told(f"{told[-1].text}\n- {one.text}", "-")
            else:
                told.append(Told(f"- {one.text}", "-") if entry else one)
    return told


def lines_in(block: Block) -> Iterator[Line]:
    """Yields all lines that are kept in a block, however deep."""
    stack = [block.flow()]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif isinstance(child, Line):
            yield child
        else:
            stack.append(child.flow())


def heading(block: Block) -> list[Told]:
    """Returns a heading, with the pictures in it under it."""
    lines = list(lines_in(block))
    pieces = [piece for line in lines for piece in (*line.pieces, Piece(" "))]
    text = inline([one for one in pieces if one.form != PICTURE], BOLD)
    pictures = inline([one for one in pieces if one.form == PICTURE])
    told = [Told(f"{'#' * int(block.detail)} {in_heading(text)}")] if text else []
    told += [Told(pictures)] if pictures else []
    return told + [one for line in lines for one in others(line.after)]


def set_off(block: Block, kind: str) -> list[Told]:
    """Returns the lines of a block, set off as a whole; what was set off in them is then not."""
    told: list[Told] = []
    for line in lines_in(block):
        turned = [_turned(piece, kind) for piece in line.pieces]
        told += paragraph([Line(turned, block, after=line.after)])
    return told


def _turned(piece: Piece, kind: str) -> Piece:
    if piece.form != TEXT or CODE in piece.marks.kinds:
        return piece
    return piece._replace(marks=Marks(piece.marks.kinds ^ {kind}, piece.marks.link))


def code(block: Block) -> list[Told]:
    """Returns a block of code between fences."""
    told: list[Told] = []
    for line in lines_in(block):
        told.append(Told(fenced(line.pieces[0].text, block.detail), "code"))
        told += others(line.after)
    return told


def table(block: Block) -> list[Told]:
    """Returns a table that holds rows of facts, its caption above it."""
    captions = (child for child in block.flow() if isinstance(child, Block) and child.kind == "summary")
    told = [one for caption in captions for one in set_off(caption, STRONG)]
    shapes = [row for row in cells.rows_of(block) if any(cell.kept for cell in row)]
    if not shapes:
        return told
    headed = cells.is_head(shapes[0], shapes)
    texts = [[(cell, _cell(cell, headed and row is shapes[0])) for cell in row] for row in shapes]
    return [*told, Told(cells.written(cells.spread(texts), headed), "table")]


def _cell(cell: Block, heading: bool) -> str:
    return inline(cells.pieces_of(cell), BOLD if heading else frozenset())


def indented(told: Sequence[Told], first: str, rest: str, kind: str) -> list[Told]:
    """Returns blocks with a sign before their first line, and something before the others."""
    if not told:
        return []
    head, *lines = spaced(told).split("\n")
    return [Told("\n".join((first + head, *((rest + one).rstrip() if not one else rest + one for one in lines))), kind)]


def entry_of(text: str, lead: str) -> str:
    """Returns an entry of a list behind its sign."""
    head, *lines = text.split("\n")
    indent = " " * len(lead)
    return "\n".join((lead + head, *(indent + one if one else "" for one in lines)))
