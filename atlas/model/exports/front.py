"""The front matter of a Markdown note: the tags its links are given."""

from collections.abc import Iterable

from atlas.model.exports.entry import tidied
from atlas.model.frontmatter import loads, parted

LONGEST = 4000
KEYS = ("tags", "keywords")


def tags_in(text: str) -> tuple[str, ...]:
    """Returns the tags of a note, without quotes and hash signs."""
    lines, _ = parted(text[:LONGEST])
    told = {key.lower(): value for key, value in loads(lines).items()}
    found = next((value for key in KEYS if (value := told.get(key))), ())
    return tuple(tidied(one.strip(" \t\"'#") for one in _parts(found)))


def _parts(told: object) -> Iterable[str]:
    """Returns what a list has in it, or a text with separators."""
    if isinstance(told, str):
        return told.split("," if "," in told else None)
    return map(str, told) if isinstance(told, Iterable) else [str(told)]
