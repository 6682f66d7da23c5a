"""Which lines of a page are the chosen text, and what else belongs to them."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from sys import intern

from atlas.extract.alignment import MISSING, Span, aligned
from atlas.extract.between import keep_between, say_once
from atlas.extract.blocks import BOX, FORMULA, NOTE, Block, Line, Outlay, Piece
from atlas.extract.cells import is_grid
from atlas.extract.junk import WORD, canonical, signs_of, words_of

ENOUGH = 0.5
"""A line is kept if more of its words than this were chosen."""
ENTRY = ("- ", "• ", "* ")
NEAR = 4
"""In so many lines after what was found, a line without words is looked for."""
SMALL = 3
"""Words that were not chosen, in a line that was, and do not part it from what was."""


class _Words(dict[str, list[str]]):
    """The words of each line, told once: most of what was chosen is a line of the page as it is."""

    def __missing__(self, line: str) -> list[str]:
        # Each word once: of a long text they would take hundreds of megabytes.
        words = self[line] = list(map(intern, words_of(line)))
        return words


class _Choice:
    """The chosen lines beside those of the page."""

    def __init__(self, outlay: Outlay, told: Sequence[str]) -> None:
        self.lines = outlay.lines
        self.told = told
        words = _Words()
        self.words = [words[one.strip()] for one in told]
        self.there = [words[one.seen.strip()] for one in outlay.lines]
        self.spans, self.places = _spans(self.words), _spans(self.there)
        self.flat, page = [*_chained(self.words)], [*_chained(self.there)]
        self.found = aligned(self.flat, self.spans, page, self.places)
        self.owners = [index for index, line in enumerate(self.there) for _ in line]
        self.hits = _hits(self.found, self.flat, page)

    def homes(self) -> list[int]:
        """Returns for each chosen word the kept line of the page that it stands in, or MISSING."""
        kept = [index if line.kept else MISSING for index, line in enumerate(self.lines)]
        return [kept[self.owners[position]] if position != MISSING else MISSING for position in self.found]

    def share(self, index: int) -> float:
        """Returns how much of a line of the page was chosen."""
        start, end = self.places[index]
        return self.hits.count(1, start, end) / max(1, end - start)


def _hits(found: Sequence[int], told: Sequence[str], there: Sequence[str]) -> bytearray:
    """Returns a 1 for each of the page's words that was chosen, those of glued words too, and a 0 for each other."""
    hits = bytearray(len(there))
    for position, word, following in zip(found, told, (*found[1:], MISSING), strict=False):
        if position != MISSING:
            hits[position] = 1
            if following > position and word != there[position]:
                hits[position:following] = b"\1" * (following - position)
    return hits


def _spans(lines: Sequence[Sequence[str]]) -> list[Span]:
    ends = list(accumulate(map(len, lines)))
    return [(end - len(line), end) for end, line in zip(ends, lines, strict=True)]


def _chained(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    return (word for line in lines for word in line)


def choose(outlay: Outlay, told: Sequence[str]) -> list[Line]:
    """Marks what is kept of a page; returns the chosen lines that stand before all that was found."""
    choice = _Choice(outlay, told)
    for index, line in enumerate(outlay.lines):
        if choice.there[index] and choice.share(index) > ENOUGH:
            line.kept = True
    _keep_tables(outlay)
    _keep_repeats(choice)
    _trim(choice)
    keep_between(outlay, [bool(words) for words in choice.there])
    say_once(outlay)
    leading = _place_rest(choice)
    for line in outlay.lines:
        if line.kept:
            line.block.keep()
    return leading


def _keep_tables(outlay: Outlay) -> None:
    """Keeps the whole of a table most of whose lines were chosen."""
    for table in outlay.tables:
        within = outlay.lines[table.first : table.last]
        if 2 * sum(line.kept for line in within) > len(within) and is_grid(table):
            for line in within:
                line.kept = True


def _keep_repeats(choice: _Choice) -> None:
    """Keeps lines that say again what was chosen: extractors leave out what they have seen."""
    before: Line | None = None
    latest: list[str] = []
    for line, words in zip(choice.lines, choice.there, strict=True):
        if not words:
            continue
        if not line.kept and before is not None and before.kept and words == latest and _beside(before, line):
            line.kept = True
        before, latest = line, words


def _beside(one: Line, other: Line) -> bool:
    return one.block is other.block or (one.block.parent is other.block.parent and one.block.kind == other.block.kind)


def _trim(choice: _Choice) -> None:
    """Takes long pieces out of kept lines that were not chosen."""
    for index, line in enumerate(choice.lines):
        if line.kept and len(line.pieces) > 1 and 0.0 < choice.share(index) < 1.0:
            owners = _owners(line, len(choice.there[index]))
            start = choice.places[index][0]
            chosen = {owner for step, owner in enumerate(owners) if choice.hits[start + step]}
            counts = Counter(owners)
            line.pieces = [
                piece
                for at, piece in enumerate(line.pieces)
                if at in chosen or counts[at] <= SMALL or piece.form in {NOTE, FORMULA}
            ]


def _owners(line: Line, count: int) -> list[int]:
    """Returns for each word of a line which piece it begins in; nothing where that cannot be told."""
    texts = [canonical(piece.text if piece.seen is None else piece.seen) for piece in line.pieces]
    ends = list(accumulate(map(len, texts)))
    owners = [bisect_right(ends, found.start()) for found in WORD.finditer("".join(texts))]
    return owners if len(owners) == count else []


def _place_rest(choice: _Choice) -> list[Line]:
    """Puts every chosen word that no kept line has after what comes before it."""
    leading: list[Line] = []
    spare, homes = _spare(choice), choice.homes()
    last = MISSING
    for told, (start, end) in enumerate(choice.spans):
        if start == end:
            at = _keep_signs(choice, told, last) if choice.lines else None
            last = last if at is None else max(last, at)
            rest = [_whole(choice.told[told])] if at is None else []
            (choice.lines[last].after if last != MISSING else leading).extend(rest)
        # Most lines lie in one line of the page, which is seen at once.
        if start < end and homes[start] != MISSING and homes[start:end].count(homes[start]) == end - start:
            last = homes[start]
            continue
        for owner, run in groupby(range(start, end), homes.__getitem__):
            indexes = list(run)
            if owner != MISSING:
                last = owner
                continue
            if last != MISSING and _is_in_formulas(choice, indexes, last):
                continue
            line = _rest(choice, told, indexes[0], indexes[-1], spare)
            (choice.lines[last].after if last != MISSING else leading).append(line)
    return leading


def _is_in_formulas(choice: _Choice, indexes: Sequence[int], last: int) -> bool:
    """Whether some chosen words are how an extractor tells the formulas of the last line that was found."""
    formulas = [one for one in choice.lines[last].pieces if one.form == FORMULA]
    if not formulas:
        return False
    told = {word for one in formulas for text in (one.text, one.seen or "") for word in words_of(text)}
    return told.issuperset(choice.flat[indexes[0] : indexes[-1] + 1])


def _keep_signs(choice: _Choice, told: int, last: int) -> int | None:
    """Keeps the line of the page that is a chosen line without words, such as three stars.

    Returns the line that has it, or None.
    """
    signs = signs_of(choice.told[told])
    near = range(last + 1, min(last + 1 + NEAR, len(choice.lines)))
    for at in near:
        if signs == signs_of(choice.lines[at].seen) and not choice.lines[at].kept:
            choice.lines[at].kept = True
            return at
    held = (at for at in (max(last, 0), *near) if choice.lines[at].kept and signs in signs_of(choice.lines[at].seen))
    return next(held, None)


def _whole(told: str) -> Line:
    """Returns a chosen line as it is: an entry of a list, if it begins as one."""
    bare = told.strip()
    entry = bare.startswith(ENTRY)
    return Line([Piece(bare[2:] if entry else bare)], Block("entry" if entry else BOX), kept=True)


def _line(*pieces: Piece) -> Line:
    return Line(list(pieces), Block(BOX), kept=True)


def _spare(choice: _Choice) -> dict[tuple[str, ...], int]:
    """Returns the lines of the page that were not kept, by their words."""
    seen = Counter(tuple(words) for words in choice.words)
    return {
        tuple(words): index
        for index, words in enumerate(choice.there)
        if words and not choice.lines[index].kept and tuple(words) in seen and not choice.lines[index].listing
    }


def _rest(choice: _Choice, told: int, first: int, last: int, spare: dict[tuple[str, ...], int]) -> Line:
    """Returns some words of a chosen line as a line of their own."""
    start, end = choice.spans[told]
    if (first, last) == (start, end - 1):
        elsewhere = spare.get(tuple(choice.words[told]))
        return (
            _whole(choice.told[told])
            if elsewhere is None
            else replace(choice.lines[elsewhere], kept=True, joined=False)
        )
    text = canonical(choice.told[told])
    places = [found.span() for found in WORD.finditer(text)]
    stop = places[last + 1 - start][0] if last + 1 < end else len(text)
    return _line(Piece(text[places[first - start][0] : stop].strip()))
