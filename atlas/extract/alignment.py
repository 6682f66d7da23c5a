"""Where the words of a chosen text stand in the page: the longest way through both, in time linear in their length."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from operator import sub

WIDTH = 4
"""Words in a row that are a place."""
MOST_PLACES = 12
"""What stands in more places than this is none."""
LONG = 12
"""A line with so many words that stands once on both sides is found as a whole."""
NARROW = 400
"""Gaps with more words than this are not searched word by word."""
MOST_PAIRS = 1_000_000
"""So many pairs of words are compared in gaps, all together."""
MISSING = -1

Words = Sequence[str]
Span = tuple[int, int]


def aligned(told: Words, spans: Sequence[Span], there: Words, places: Sequence[Span]) -> list[int]:
    """Returns for each word told which of the page's words it is, or MISSING; the order is that of the page.

    `spans` are the lines of what is told, `places` those of the page, as ranges of words.
    """
    found = [MISSING] * len(told)
    for inner, outer in _between(_fixed(found, told, spans, there, places), len(told), len(there)):
        _anchor(found, told, inner, there, outer)
    _slide(found, told, there)
    _stretch(found, told, there)
    _whole_lines(found, told, spans, there, places)
    _stretch(found, told, there)
    _search_gaps(found, told, there)
    return found


def _shingles(words: Words) -> Iterator[int]:
    """Yields each run of words as its hash: a hundred thousand tuples are what memory and time go into."""
    return map(hash, zip(*(words[start:] for start in range(WIDTH)), strict=False))


def _fixed(
    found: list[int], told: Words, spans: Sequence[Span], there: Words, places: Sequence[Span]
) -> list[tuple[Span, Span]]:
    """Finds the long lines that both sides have once, in one order: of most pages all but few words; returns where."""
    lines, others = _once(told, spans), _once(there, places)
    pairs = [(span, others[line]) for line, span in lines.items() if line in others]
    # Where they are few, what is between may stand elsewhere: a whole article told as one line, before its captions.
    few = 2 * sum(end - start for (start, end), _ in pairs) < len(told)
    if few or any(one[0] > other[0] for (_, one), (_, other) in pairwise(pairs)):
        return []
    for (start, end), (first, last) in pairs:
        found[start:end] = range(first, last)
    return pairs


def _once(words: Words, spans: Sequence[Span]) -> dict[tuple[str, ...], Span]:
    """Returns the long lines of one side that stand there once, in order."""
    lines = [(tuple(words[start:end]), (start, end)) for start, end in spans if end - start >= LONG]
    times = Counter(line for line, _ in lines)
    return {line: span for line, span in lines if times[line] == 1}


def _between(fixed: Sequence[tuple[Span, Span]], told: int, there: int) -> Iterator[tuple[Span, Span]]:
    """Yields what is left on both sides before, between and after what was found."""
    ends = [((0, 0), (0, 0)), *fixed, ((told, told), (there, there))]
    for (inner, outer), (following, beyond) in pairwise(ends):
        if following[0] - inner[1] >= WIDTH <= beyond[0] - outer[1]:
            yield (inner[1], following[0]), (outer[1], beyond[0])


def _anchor(found: list[int], told: Words, inner: Span, there: Words, outer: Span) -> None:
    """Finds the longest chain of places that a part of each side has (Hunt and Szymanski's)."""
    where: dict[int, list[int]] = {}
    candidates = [where.setdefault(shingle, []) for shingle in _shingles(told[slice(*inner)])]
    for position, shingle in enumerate(_shingles(there[slice(*outer)]), outer[0]):
        if shingle in where:
            where[shingle].append(position)
    free, above = inner[0], outer[0]
    for begin, position, length in _runs(_chain(candidates)):
        start = begin + inner[0]
        skipped = max(0, free - start, above - position)
        if skipped < length:
            free, above = start + length, position + length
            found[start + skipped : free] = range(position + skipped, above)


def _runs(chain: Sequence[Span]) -> Iterator[tuple[int, int, int]]:
    """Yields the runs of places that overlap each other: where they begin on both sides, and how long they are."""
    begin = 0
    for at in range(1, len(chain) + 1):
        index, position = chain[at - 1]
        if at == len(chain) or chain[at] != (index + 1, position + 1):
            yield *chain[begin], at - begin + WIDTH - 1
            begin = at


def _chain(candidates: Sequence[Sequence[int]]) -> list[Span]:
    """Returns the longest run of pairs that rises on both sides."""
    ends: list[int] = []
    links: list[tuple[int, int, int]] = []
    tips: list[int] = []
    for index, positions in enumerate(candidates):
        if len(positions) > MOST_PLACES:
            continue
        for position in reversed(positions):
            if not ends or position > ends[-1]:
                ends.append(position)
                tips.append(len(links))
                links.append((index, position, tips[-2] if len(tips) > 1 else MISSING))
                continue
            rank = bisect_left(ends, position)
            ends[rank], tips[rank] = position, len(links)
            links.append((index, position, tips[rank - 1] if rank else MISSING))
    chain: list[Span] = []
    tip = tips[-1] if tips else MISSING
    while tip != MISSING:
        index, position, tip = links[tip]
        chain.append((index, position))
    return chain[::-1]


def _segments(found: Sequence[int]) -> list[Span]:
    """Returns the runs that are without a gap on both sides."""
    steps = enumerate(map(sub, found[1:], found), 1)
    starts = [0, *(at for at, step in steps if step != 1 or not found[at])]
    spans = pairwise((*starts, len(found)))
    return [(start, end) for start, end in spans if start < end and found[start] != MISSING]


def _slide(found: list[int], told: Words, there: Words) -> None:
    """Moves what was found in a teaser or a copy to where the text goes on."""
    runs = _segments(found)
    for (start, end), (after, stop) in reversed(list(pairwise(runs))):
        target = found[after] - (end - start)
        if end == after and end - start <= stop - after and found[after] != found[end - 1] + 1:
            _move(found, told, there, (start, end), target)
    runs = _segments(found)
    for (start, end), (after, stop) in pairwise(runs):
        if end == after and stop - after < end - start:
            _move(found, told, there, (after, stop), found[end - 1] + 1)


def _move(found: list[int], told: Words, there: Words, run: Span, target: int) -> None:
    start, end = run
    if target >= 0 and list(told[start:end]) == list(there[target : target + end - start]):
        found[start:end] = range(target, target + end - start)


def _stretch(found: list[int], told: Words, there: Words) -> None:
    """Lets what is found grow word by word, forward and backward, as long as both sides are the same."""
    limit = len(there)
    for start, end, _, upper in list(_gaps(found, limit)):
        at, position = start, found[start - 1] + 1 if start else upper
        while at < end and position < upper and told[at] == there[position]:
            found[at] = position
            at, position = at + 1, position + 1
    for start, end, lower, upper in list(_gaps(found, limit)):
        at, position = end if end < len(found) else start, upper - 1
        while at > start and position >= lower and told[at - 1] == there[position]:
            found[at - 1] = position
            at, position = at - 1, position - 1


def _gaps(found: list[int], limit: int) -> Iterator[tuple[int, int, int, int]]:
    """Yields what is missing, as a range of words told and the range of the page's words it can be."""
    total = len(found)
    end = 0
    while (index := _next(found, end)) < total:
        end = index
        while end < total and found[end] == MISSING:
            end += 1
        yield index, end, found[index - 1] + 1 if index else 0, found[end] if end < total else limit


def _next(found: list[int], start: int) -> int:
    """Returns the next word that is missing."""
    try:
        return found.index(MISSING, start)
    except ValueError:
        return len(found)


def _whole_lines(found: list[int], told: Words, spans: Sequence[Span], there: Words, places: Sequence[Span]) -> None:
    """Finds lines that are missing as a whole and are whole lines of the page: headings, refrains, entries."""
    missing = [span for span in spans if span[1] > span[0] and all(at == MISSING for at in found[slice(*span)])]
    wanted = {tuple(told[start:end]) for start, end in missing}
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for start, end in places if wanted else ():
        line = tuple(there[start:end])
        if line in wanted:
            where[line].append(start)
    bounds = _bounds(found, len(there))
    cursor = MISSING
    leading = [span for span in missing if bounds[span[0]][0] == 0 and bounds[span[0]][1] < len(there)]
    _upward(found, told, leading, where, bounds)
    for start, end in missing[len(leading) :]:
        lower, upper = bounds[start]
        starts = where.get(tuple(told[start:end]), [])
        at = bisect_left(starts, max(lower, cursor + 1))
        if at < len(starts) and starts[at] + end - start <= upper:
            found[start:end] = range(starts[at], starts[at] + end - start)
            cursor = found[end - 1]


def _upward(
    found: list[int], told: Words, lines: Sequence[Span], where: dict[tuple[str, ...], list[int]], bounds: list[Span]
) -> None:
    """Finds the lines before the first that was found, from it upwards: nearer to the article is better."""
    ceiling = bounds[lines[0][0]][1] if lines else 0
    for start, end in reversed(lines):
        starts = where.get(tuple(told[start:end]), [])
        at = bisect_right(starts, ceiling - (end - start)) - 1
        if at >= 0:
            ceiling = starts[at]
            found[start:end] = range(ceiling, ceiling + end - start)


def _bounds(found: list[int], limit: int) -> list[Span]:
    """Returns for each word told between which of the page's words it must be."""
    bounds: list[Span] = [(0, limit)] * len(found)
    for start, end, lower, upper in _gaps(found, limit):
        bounds[start:end] = [(lower, upper)] * (end - start)
    return bounds


def _search_gaps(found: list[int], told: Words, there: Words) -> None:
    """Compares what is left between two places word by word, and by letters where words were glued or parted."""
    left = MOST_PAIRS
    for start, end, below, above in list(_gaps(found, len(there))):
        room = 2 * (end - start) + WIDTH
        lower = max(below, above - room) if start == 0 else below
        upper = min(above, below + room) if end == len(found) else above
        left -= (end - start) * (upper - lower)
        if lower >= upper or max(end - start, upper - lower) > NARROW or left < 0:
            continue
        matcher = SequenceMatcher(None, told[start:end], there[lower:upper], autojunk=False)
        for at, position, size in matcher.get_matching_blocks():
            found[start + at : start + at + size] = range(lower + position, lower + position + size)
    for start, end, lower, upper in list(_gaps(found, len(there))):
        if upper - lower <= NARROW and "".join(told[start:end]) == "".join(there[lower:upper]):
            last = upper - 1
            found[start:end] = [min(lower + step, last) for step in range(end - start)]
