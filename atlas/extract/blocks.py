"""A page as blocks: its headings, lists, quotes and tables, and the lines of text that stand in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

STRONG, EMPHASIS, STRUCK, LIT, CODE, RAISED, LOWERED = (
    "strong",
    "emphasis",
    "struck",
    "lit",
    "code",
    "raised",
    "lowered",
)
TEXT, BREAK, PICTURE, FORMULA, NOTE, BOX, LISTING = "text", "break", "picture", "formula", "note", "box", "listing"


class Marks(NamedTuple):
    """How a piece of text is set off from the rest."""

    kinds: frozenset[str] = frozenset()
    link: str = ""
    """Where it leads, as the page writes it."""


PLAIN = Marks()


class Piece(NamedTuple):
    """A stretch of one line: some text, a picture, a formula, the mark of a footnote."""

    text: str
    marks: Marks = PLAIN
    form: str = TEXT
    target: str = ""
    """The picture's address, the footnote's label, how a formula is set."""
    seen: str | None = None
    """What extractors see of it, where that is not the text."""


@dataclass(slots=True, eq=False, repr=False)
class Line:
    """The smallest part of a page that is kept or left out."""

    pieces: list[Piece]
    block: "Block"
    joined: bool = False
    """It goes on with the paragraph of the line before, after a line break."""
    kept: bool = False
    after: list["Line"] = field(default_factory=list)
    """What was chosen and stands elsewhere, or nowhere, in the page."""

    @property
    def seen(self) -> str:
        """The line as extractors see it."""
        return "".join(one.text if one.seen is None else one.seen for one in self.pieces)

    @property
    def listing(self) -> bool:
        """Whether it is a block of code."""
        return self.block.kind == "code"


@dataclass(slots=True, eq=False, repr=False)
class Block:
    """A part of a page that stands by itself, with what stands in it."""

    kind: str
    parent: "Block | None" = None
    first: int = 0
    """How many lines of the page come before it."""
    last: int = 0
    """How many lines of the page come before what follows it."""
    detail: str = ""
    """A heading's level, a list's first number, a listing's language, a footnote's label, a cell's span …"""
    level: int = 0
    """How many blocks that show are around it."""
    kept: bool = False
    children: list["Block | Line"] = field(default_factory=list)

    def keep(self) -> None:
        """Marks it, and what is around it, as part of the article."""
        one: Block | None = self
        while one is not None and not one.kept:
            one.kept = True
            one = one.parent

    def flow(self) -> Iterator["Block | Line"]:
        """Yields what is kept in it, in order, as if mere boxes were not there."""
        stack = [iter(self.children)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.kept and isinstance(child, Block) and child.kind == BOX:
                stack.append(iter(child.children))
            elif child.kept:
                yield child


@dataclass(frozen=True)
class Outlay:
    """A whole page, laid out."""

    base: str
    """Against which links are read."""
    root: Block
    lines: list[Line]
    rules: list[Block]
    """Horizontal rules."""
    tables: list[Block]
    notes: list[Block]


def _shows(piece: Piece) -> bool:
    return piece.form not in {TEXT, "check"} or not (piece.text.isspace() or not piece.text)


def parts_of(line: list[Piece]) -> list[list[Piece]]:
    """Returns a line, and pictures before and after its text as lines of their own; nothing where there is neither."""
    if all(one.form != PICTURE for one in line):
        return [line] if any(map(_shows, line)) else []
    shown = [at for at, one in enumerate(line) if _shows(one)]
    texts = [at for at in shown if line[at].form != PICTURE]
    first, last = (texts[0], texts[-1]) if texts else (len(line), len(line))
    start = next((at + 1 for at in reversed(shown) if at < first), 0)
    above = [[line[at]] for at in shown if at < start]
    below = [[line[at]] for at in shown if at > last]
    return [*above, line[start : last + 1], *below] if texts else above
