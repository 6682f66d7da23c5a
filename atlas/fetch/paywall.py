"""A page that is not for all: a mark where its text is there all the same, a wall where it has been cut short."""

import json
import re
from collections.abc import Iterator

from atlas.fetch.seen import Seen
from atlas.model.verdict import Judgement, Verdict

TEASER = 250
"""Words outside menus under which a page that is not for all has been cut short."""
FLAG = "isAccessibleForFree"
# Blanks are bounded: many of them would be tried in every way there is to share them out.
WRITTEN = re.compile(rf"{FLAG}[\"']?\s{{0,20}}(?::|content\s{{0,20}}=)\s{{0,20}}[\"']?(?:false|no\b)", re.IGNORECASE)
DEEP = 4


def paywall(seen: Seen) -> Judgement | None:
    """The page says that it is not for all."""
    if FLAG not in seen.markup or not WRITTEN.search(seen.markup) or not _is_flagged(seen):
        return None
    sign, shown = f"{FLAG}: false", seen.outline
    if shown is None or shown.own >= TEASER:
        return Judgement(Verdict.PAGE, (sign,))
    return Judgement(Verdict.PAYWALL, (sign, f"{shown.own} words of its own"))


def _is_flagged(seen: Seen) -> bool:
    """Whether the page is flagged as a whole, not only a part of it."""
    told = [one for text in seen.bare.linked_data if FLAG in text for one in _things(text)]
    return any(_says_no(one.get(FLAG)) for one in told) if told else bool(WRITTEN.search(seen.bare.markup))


def _says_no(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in {"false", "no"})


def _things(text: str) -> Iterator[dict[str, object]]:
    """Yields the things a block of JSON-LD tells of, not the parts they have."""
    try:
        left = [(json.loads(text, strict=False), 0)]
    except (ValueError, RecursionError):
        return
    while left:
        thing, depth = left.pop()
        if isinstance(thing, list) and depth < DEEP:
            left += [(one, depth + 1) for one in thing]
        elif isinstance(thing, dict):
            yield thing
            left.append((thing.get("@graph"), depth + 1))
