"""An article in Markdown: of a page's blocks those that hold the chosen text, and what belongs between them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Final

from lxml.html import HtmlElement

from atlas.extract import cells, hrefs
from atlas.extract.blocks import EMPHASIS, NOTE, STRONG, TEXT, Block, Line, Marks, Outlay, Piece
from atlas.extract.choosing import choose
from atlas.extract.leaves import (
    Told,
    code,
    entry_of,
    heading,
    indented,
    lines_in,
    others,
    paragraph,
    set_off,
    spaced,
    table,
)
from atlas.extract.walk import outlay_of

BOX_TO_TICK = re.compile(r"\[[ xX]\](?=\s|$)")
DIVIDER = re.compile(r"\|(?:[ :]*-{3,}[ :]*\|)+")
"""How extractors draw the line under a table's head."""
START = re.compile(r"\d{1,9}")
LEAVES: Final[Mapping[str, Callable[[Block], list[Told]]]] = {
    "heading": heading,
    "code": code,
    "table": table,
    "summary": lambda block: set_off(block, STRONG),
    "term": lambda block: set_off(block, STRONG),
    "caption": lambda block: set_off(block, EMPHASIS),
}
"""How blocks are written that hold nothing but lines."""


def markdown_of(document: HtmlElement, lines: Sequence[str], base: str) -> str:
    """Returns the article of a page in Markdown.

    `lines` is the text that was chosen, a block or a line each, as an extractor tells it: every word of it is in what
    is returned. `base` is the page's address.
    """
    outlay = outlay_of(document, base)
    leading = choose(outlay, [line for line in lines if line.strip() and not DIVIDER.fullmatch(line.strip())])
    _follow(outlay, leading, base)
    told = [*others(leading), *_blocks(outlay.root)]
    while told and told[-1].kind == "rule":
        told.pop()
    return "".join(f"{one}\n" for one in [spaced(told)] if one)


def _follow(outlay: Outlay, leading: Sequence[Line], url: str) -> None:
    """Makes the links absolute in what is kept; what would lead nowhere is text, and so is a note's mark."""
    kept = [line for line in outlay.lines if line.kept]
    notes = {note.detail for note in outlay.notes if note.kept}
    for line in (*leading, *(one for found in kept for one in (found, *found.after))):
        line.pieces = [_followed(piece, outlay.base, url, notes) for piece in line.pieces]


def _followed(piece: Piece, base: str, url: str, notes: Set[str]) -> Piece:
    if piece.form == NOTE and piece.target not in notes:
        piece = piece._replace(form=TEXT)
    if not piece.marks.link:
        return piece
    return piece._replace(marks=Marks(piece.marks.kinds, hrefs.link(piece.marks.link, base, url)))


def _blocks(block: Block) -> list[Told]:
    """Returns what is kept in a block."""
    told: list[Told] = []
    lines: list[Line] = []
    for child in block.flow():
        if isinstance(child, Line):
            if not child.joined:
                told += paragraph(lines)
                lines = []
            lines.append(child)
            continue
        told += paragraph(lines)
        lines = []
        told += _render(child, told[-1].kind if told else "start")
    return told + paragraph(lines)


def _render(block: Block, before: str) -> list[Told]:
    """Returns a block in Markdown; `before` is the kind of what stands before it."""
    match block.kind:
        case "list":
            return _list(block, before)
        case "terms":
            return _terms(block, before)
        case "quote":
            return indented(_blocks(block), "> ", "> ", "quote")
        case "note":
            return indented(_blocks(block), f"[^{block.detail}]: ", "    ", "note")
        case "rule":
            return [Told("---", "rule")] if before not in {"start", "rule"} else []
        case "table" if not cells.is_grid(block):
            return _blocks(block)
    return LEAVES[block.kind](block) if block.kind in LEAVES else _blocks(block)


def _list(block: Block, before: str) -> list[Told]:
    """Returns a list; its sign differs from that of a list right before it."""
    if any(isinstance(child, Block) and child.kind == "note" for child in block.flow()):
        return _blocks(block)
    entries = list(_entries(block))
    ordered = START.fullmatch(block.detail)
    sign = ("." if before != "." else ")") if ordered else ("-" if before != "-" else "*")
    number = int(block.detail) if ordered else 0
    told: list[str] = []
    tight = all(_is_tight(one) for one in entries)
    for entry in entries:
        lead = f"{number}{sign} " if ordered else f"{sign} "
        joint = "\n" if tight else "\n\n"
        told.append(entry_of(joint.join(one.text for one in entry), lead))
        number += 1
    return [Told(("\n" if tight else "\n\n").join(told), sign)] if told else []


def _is_tight(entry: Sequence[Told]) -> bool:
    """Whether an entry is one paragraph, with lists in it at most."""
    if entry[0].kind not in {"", "-", "*", "."}:
        return len(entry) == 1
    return all(one.kind in {"-", "*"} or (one.kind == "." and one.text.startswith("1.")) for one in entry[1:])


def _entries(block: Block) -> Iterator[list[Told]]:
    """Yields what is in each entry of a list; what stands between entries belongs to the one before."""
    entry: list[Told] = []
    for child in block.flow():
        if isinstance(child, Block) and child.kind == "entry":
            if entry:
                yield entry
            entry = _ticked(child, _blocks(child))
        elif isinstance(child, Line):
            entry += paragraph([child])
        else:
            entry += _render(child, entry[-1].kind if entry else "start")
    if entry:
        yield entry


def _ticked(block: Block, told: list[Told]) -> list[Told]:
    """Returns an entry with its box, if it has one to tick; what only looks like one is text."""
    first = next(lines_in(block), None)
    if first is None or not told:
        return told
    box = next((one.text for one in first.pieces[:2] if one.form == "check"), None)
    if box is not None:
        return [told[0]._replace(text=f"[{box}] {told[0].text}"), *told[1:]]
    text = told[0].text
    return [told[0]._replace(text=f"\\{text}" if BOX_TO_TICK.match(text) else text), *told[1:]]


def _terms(block: Block, before: str) -> list[Told]:
    """Returns terms with what they mean, an entry each."""
    entries: list[list[Told]] = []
    for child in block.flow():
        told = paragraph([child]) if isinstance(child, Line) else _render(child, "start")
        begins = isinstance(child, Block) and child.kind == "term"
        if begins or not entries:
            entries.append(told)
        else:
            entries[-1] += told
    sign = "*" if before == "-" else "-"
    written = [entry_of(spaced(entry), f"{sign} ") for entry in entries if entry]
    return [Told("\n\n".join(written), sign)] if written else []
