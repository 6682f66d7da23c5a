"""The front matter of a Markdown note: the tags its links are given. A few lines of YAML's plainest form."""

import re
from collections.abc import Iterator

from atlas.model.exports.entry import tidied

FENCE = re.compile(r"\ufeff?---[ \t]*\r?\n")
LONGEST = 4000
KEY = re.compile(r"(?:tags|keywords):[ \t]*(.*)", re.IGNORECASE)
POINT = re.compile(r"[ \t]*-[ \t]+(.*)")


def tags_in(text: str) -> tuple[str, ...]:
    """Returns the tags of a note, without quotes and hash signs."""
    if not FENCE.match(text):
        return ()
    return tuple(tidied(one.strip(" \t\"'#") for one in _tags(text[:LONGEST].splitlines()[1:])))


def _tags(lines: list[str]) -> Iterator[str]:
    within = False
    for line in lines:
        if line.startswith(("---", "...")):
            return
        if found := KEY.fullmatch(line.rstrip()):
            within = True
            listed = found[1].strip()
            yield from listed.strip("[]").split(",") if "," in listed or "[" in listed else listed.split()
        elif within and (point := POINT.fullmatch(line.rstrip())):
            yield point[1]
        else:
            within = False
