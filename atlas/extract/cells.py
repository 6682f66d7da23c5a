"""Tables: which of them hold rows of facts, and how those are written; the others are only layout."""

import re
from collections.abc import Callable, Iterator, Sequence

from atlas.extract.blocks import BOX, Block, Line, Piece

MOST_COLUMNS = 40
LONGEST = 80
"""A cell with more words than this is a column of text."""
HOLDING = frozenset({"table", "code", "heading", "quote", "figure", "terms", "rule", "note"})


def rows_of(table: Block) -> Iterator[list[Block]]:
    """Yields the cells of each row."""
    for row in _inner(table, "row"):
        if cells := list(_inner(row, "cell")):
            yield cells


def _inner(block: Block, kind: str) -> Iterator[Block]:
    """Yields the blocks of a kind in a block, as if boxes were not there."""
    for child in _within(block, lambda one: one.kind == BOX):
        if isinstance(child, Block) and child.kind == kind:
            yield child


def _within(block: Block, enters: Callable[[Block], bool] = lambda one: True) -> Iterator[Block | Line]:
    """Yields what stands in a block, in order, and in those blocks in it that are entered."""
    # A stack of its own: tables of old pages are nested deeper than Python calls itself.
    stack = [iter(block.children)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        yield child
        if isinstance(child, Block) and enters(child):
            stack.append(iter(child.children))


def is_grid(table: Block) -> bool:
    """Whether a table holds rows of facts."""
    rows = list(rows_of(table))
    if table.detail == "layout" or not rows or max(map(len, rows)) < 2 or _is_loose(table):
        return False
    cells = [cell for row in rows for cell in row]
    headed = any(cell.detail.startswith("th") for cell in cells)
    if len(rows) < 2 and not headed:
        return False
    return not any(_is_column(cell) for cell in cells)


def _is_loose(table: Block) -> bool:
    """Whether something stands in a table that is in none of its cells."""
    return any(
        isinstance(child, Line) or child.kind not in {BOX, "row", "cell", "summary"}
        for child in _within(table, lambda one: one.kind in {BOX, "row"})
    )


def _is_column(cell: Block) -> bool:
    """Whether a cell holds more than a cell of a grid can."""
    words, lines = 0, 0
    for child in _within(cell):
        if isinstance(child, Line):
            words, lines = words + len(child.seen.split()), lines + 1
        elif child.kind in HOLDING:
            return True
    return words > LONGEST or lines > LONGEST


def pieces_of(cell: Block) -> list[Piece]:
    """Returns all that stands in a cell on one line."""
    pieces: list[Piece] = []
    for child in _within(cell):
        if isinstance(child, Line) and child.kept:
            for line in (child, *child.after):
                pieces += [*line.pieces, Piece(" ")]
    return pieces


def _span(told: str) -> int:
    return max(1, min(MOST_COLUMNS, int(told))) if told.isascii() and told.isdigit() and len(told) < 5 else 1


def spread(rows: Sequence[Sequence[tuple[Block, str]]]) -> list[list[str]]:
    """Returns the texts of cells in rows of the same length, cells that span several in the first of them."""
    grid: list[list[str]] = []
    taken: dict[int, int] = {}
    for row in rows:
        texts: list[str] = []
        for cell, text in row:
            while taken.get(len(texts), 0) > 0:
                taken[len(texts)] -= 1
                texts.append("")
            _, wide, tall = cell.detail.split(" ", 2)
            columns = _span(wide)
            for at in range(len(texts), len(texts) + columns):
                taken[at] = _span(tall) - 1
            texts += [text, *[""] * (columns - 1)]
        for at in [at for at in taken if at >= len(texts) and taken[at] > 0]:
            taken[at] -= 1
        grid.append(texts)
    width = min(MOST_COLUMNS, max(map(len, grid), default=0))
    return [_fitted(texts, width) for texts in grid]


def _fitted(texts: list[str], width: int) -> list[str]:
    """Returns a row of so many cells; what is too much goes into the last."""
    if len(texts) <= width:
        return [*texts, *[""] * (width - len(texts))]
    return [*texts[: width - 1], " ".join(filter(None, texts[width - 1 :]))]


def is_head(row: Sequence[Block], rows: Sequence[Sequence[Block]]) -> bool:
    """Whether a first row names the columns."""
    if all(cell.detail.startswith("th") for cell in row):
        return True
    return not any(cell.detail.startswith("th") for one in rows for cell in one)


def written(grid: Sequence[Sequence[str]], headed: bool) -> str:
    """Returns a table in Markdown."""
    width = len(grid[0])
    rows = [[re.sub(r"\|", r"\\|", text) for text in row] for row in grid]
    head, *body = rows if headed else [[""] * width, *rows]
    return "\n".join(_row(one) for one in (head, ["---"] * width, *body))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
