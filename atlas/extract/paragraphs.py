"""Lines on paper become paragraphs again: what belongs together is joined, what repeats on every page is left out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from atlas.model.words import UNSPACED

LARGER = 1.12
"""So many times the body's size are a heading."""
LONGEST_HEADING = 200
MOST_HEADING_LINES = 3
EDGE_LINES = 2
FEWEST_REPEATS = 3
WIDE_STEP = 1.35
LISTED = 0.3
"""A line that ends so much of its column's width early stands for itself, as in a list or a poem."""
HEIGHT = 4
"""Points within which a line stands where another does on its page."""
NEIGHBOURS = 6
LONGEST_WORD = 80
BULLET = re.compile(r"(?:[•‣▪●◦∙·–—*-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
ENDED = re.compile(r"[.!?:…。！？][\"'”’»)\]]*$")
MARKS_OF_HYPHENS = "\u00ad\ufffe\u0002"
HYPHENS = f"-\u2010{MARKS_OF_HYPHENS}"
BROKEN_WORD = re.compile(rf"(\w+)[{HYPHENS}]$")
HYPHEN = re.compile(f"[{HYPHENS}]$")
FIRST_WORD = re.compile(r"\w+")
LEADERS = re.compile(r"(?:\s?[.·…_]){4,}\s*")
"""What leads from an entry of a table of contents to its page."""
NUMBER = re.compile(r"\W*(?:page |seite )?#\W*")
DIGITS = re.compile(r"\d+|\b[ivxlc]{1,6}\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A line where it stands; its measures are in points, from the page's lower left."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, as one text."""

    text: str
    size: float
    lines: int
    page: int


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """Returns the paragraphs of lines in reading order."""
    kept = without_edges(_whole(lines))
    words = Counter(word for line in kept for word in re.findall(r"\w+(?:-\w+)*", line.text.casefold()))
    return [_joined(group, words) for group in _groups(kept)]


def body_size(pieces: Iterable[Line | Paragraph]) -> float:
    """Returns the size that most of the text is in, 0 where there is none."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[round(piece.size * 2) / 2] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def is_large(paragraph: Paragraph, body: float) -> bool:
    """Whether a paragraph is set as a heading is."""
    short = len(paragraph.text) <= LONGEST_HEADING and paragraph.lines <= MOST_HEADING_LINES
    return (
        short
        and " … " not in paragraph.text
        and paragraph.size >= body * LARGER
        and any(map(str.isalpha, paragraph.text))
    )


def without_edges(lines: Sequence[Line]) -> list[Line]:
    """Returns the lines without what stands at the edge of most pages: running titles, page numbers."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges: dict[int, set[Line]] = {}
    seen: Counter[tuple[str, int]] = Counter()
    for page, those in pages.items():
        by_height = sorted(those, key=lambda line: line.bottom)
        edges[page] = {*by_height[:EDGE_LINES], *by_height[-EDGE_LINES:]}
        seen.update({_pattern(line) for line in edges[page]})
    large, often = LARGER * body_size(lines), max(FEWEST_REPEATS, len(pages) / 2)
    running = {one for one, times in seen.items() if times >= (2 if NUMBER.fullmatch(one[0]) else often)}
    # The title of the first page may be the running title of the others.
    return [
        line for line in lines if line not in edges[line.page] or line.size >= large or _pattern(line) not in running
    ]


def _pattern(line: Line) -> tuple[str, int]:
    """Returns what a line is apart from its numbers, and about how high it stands."""
    return DIGITS.sub("#", line.text.casefold()), round(line.bottom / HEIGHT)


def _whole(lines: Sequence[Line]) -> list[Line]:
    """Returns lines of which each is whole: what stands on one height was parted by a hyphen or a gap."""
    whole: list[Line] = []
    for line in lines:
        before = whole[-1] if whole else None
        if before and before.page == line.page and abs(before.bottom - line.bottom) < 0.3 * line.size < line.right:
            parted = before.text[-1:] in MARKS_OF_HYPHENS
            text = before.text[:-1] + "-" + line.text if parted else f"{before.text} {line.text}"
            left, right = min(before.left, line.left), max(before.right, line.right)
            whole[-1] = replace(before, text=text, left=left, right=right)
        else:
            whole.append(line)
    return whole


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yields the lines that belong together."""
    steps = _steps(lines)
    group: list[Line] = []
    for number, line in enumerate(lines):
        if group and _parts(group[-1], line, steps.get(line.page, 0.0), _right_edge(lines, number - 1)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _steps(lines: Sequence[Line]) -> dict[int, float]:
    """Returns the usual step from line to line, by page, as a multiple of the letters' size."""
    found: dict[int, list[float]] = {}
    for above, below in pairwise(lines):
        step = above.bottom - below.bottom
        if above.page == below.page and 0.5 * below.size < step < 3 * below.size:
            found.setdefault(below.page, []).append(step / below.size)
    return {page: median(steps) for page, steps in found.items()}


def _right_edge(lines: Sequence[Line], number: int) -> float:
    """Returns where the column of a line ends, as its neighbours show it."""
    this = lines[number]
    near = [one for one in lines[max(number - NEIGHBOURS, 0) : number + NEIGHBOURS + 1] if one.page == this.page]
    alike = [one for one in near if not _differ(one, this) and one.left < this.right and this.left < one.right]
    return max(one.right for one in alike)


def _parts(above: Line, below: Line, usual: float, edge: float) -> bool:
    """Whether a new paragraph begins with the second of two lines."""
    if _differ(above, below) or BULLET.match(below.text) or LEADERS.search(above.text):
        return True
    step = above.bottom - below.bottom
    if above.page != below.page or step < 0:
        return bool(ENDED.search(above.text)) or not below.text[:1].islower()
    if usual and step > WIDE_STEP * usual * below.size:
        return True
    if below.left > above.left + 0.8 * below.size and not BULLET.match(above.text):
        return True
    return _breaks_off(above, below, edge)


def _differ(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) > 0.08 * max(one.size, other.size)


def _breaks_off(above: Line, below: Line, edge: float) -> bool:
    """Whether a line ends though the first word of the next would have fitted."""
    free, width = edge - above.right, edge - above.left
    word = below.text.partition(" ")[0]
    needed = 1.3 * (len(word) + 1) * (below.right - below.left) / max(len(below.text), 1)
    return free > needed and (free > LISTED * width or bool(ENDED.search(above.text)))


def _joined(group: Sequence[Line], words: Counter[str]) -> Paragraph:
    parts = [group[0].text]
    for line in group[1:]:
        parts[-1:] = _continued(parts[-1], line.text, words)
    text = re.sub(f"[{MARKS_OF_HYPHENS}]", "", LEADERS.sub(" … ", "".join(parts)))
    return Paragraph(text, max(line.size for line in group), len(group), group[0].page)


def _continued(text: str, more: str, words: Counter[str]) -> tuple[str, str]:
    """Returns two lines as they are joined; a word that was parted between them is made whole."""
    broken, first = BROKEN_WORD.search(text[-LONGEST_WORD:]), FIRST_WORD.match(more)
    if not broken or not first or not more[0].islower():
        is_one = broken or (UNSPACED.match(text[-1:]) and UNSPACED.match(more))
        return HYPHEN.sub("-", text) + ("" if is_one else " "), more
    whole, compound = (broken[1] + between + first[0] for between in ("", "-"))
    is_compound = words[compound.casefold()] > words[whole.casefold()]
    return text[:-1] + ("-" if is_compound else ""), more
