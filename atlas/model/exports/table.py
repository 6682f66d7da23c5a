"""Tables of links (CSV): Pocket, Instapaper, Raindrop, Readwise Reader, and whatever has a column for addresses."""

import csv
import io
import re
from collections.abc import Iterator

from atlas.model.exports.bounds import bounded
from atlas.model.exports.entry import entry, tags_of
from atlas.model.link import Link

LONGEST_FIELD = 2_000_000
"""Characters a field may have; what is longer is an open quote that swallows the rest."""
LONGEST_HEAD = 2000
# A file of ten million line breaks is no work.
BLANK = re.compile(r"(?:\r?\n){3,}")
ADDRESS = ("url", "link", "href", "address", "uri")
TITLE = ("title", "name")
ADDED = ("time_added", "timestamp", "created", "saved date", "added", "date added", "date", "created_at", "createdat")
TAGS = ("tags", "document tags", "labels")
FOLDER = ("folder", "collection")
NOTE = ("note", "notes", "selection", "excerpt", "description", "document note")
PLAIN_FOLDERS = frozenset({"unread", "archive", "unsorted"})
NAMES = (
    ("Pocket", frozenset({"url", "time_added"})),
    ("Instapaper", frozenset({"url", "selection", "folder"})),
    ("Raindrop", frozenset({"url", "excerpt", "cover"})),
    ("Readwise Reader", frozenset({"url", "document tags"})),
)
SEPARATORS = ",;\t"
BROKEN = "(a row that does not read)"


def head_of(text: str) -> tuple[str, ...]:
    """Returns the names of a table's columns in lower case, or () where it is no table of links."""
    line = text[:LONGEST_HEAD].lstrip().partition("\n")[0].strip()
    names = tuple(one.strip().strip('"').lower() for one in line.split(_separator(line)))
    known = {*TITLE, *ADDED, *TAGS, *FOLDER, *NOTE}
    return names if set(names) & set(ADDRESS) and set(names) & known else ()


def name_of(head: tuple[str, ...]) -> str:
    """Returns which program writes tables with these columns."""
    return next((name for name, columns in NAMES if columns <= set(head)), "table")


def rows(text: str) -> Iterator[Link]:
    """Yields the links of a table; a row that does not read is told as one."""
    head = head_of(text)
    csv.field_size_limit(LONGEST_FIELD)
    body = BLANK.sub("\n", bounded(text, SEPARATORS).lstrip())
    found = csv.reader(io.StringIO(body, newline=""), delimiter=_separator(body[:LONGEST_HEAD].partition("\n")[0]))
    while True:
        try:
            row = next(found, None)
        except csv.Error:
            yield Link(BROKEN)
            continue
        if row is None:
            return
        if any(row) and found.line_num > 1:
            yield from _link(dict(zip(head, row, strict=False)))


def _link(row: dict[str, str]) -> Iterator[Link]:
    folder = _first(row, FOLDER)
    folders = [] if folder.lower() in PLAIN_FOLDERS else folder.split(" / ")
    tags = (*folders, *tags_of(_first(row, TAGS)))
    yield from entry(_first(row, ADDRESS), _first(row, TITLE), _first(row, ADDED), tags, _first(row, NOTE))


def _first(row: dict[str, str], names: tuple[str, ...]) -> str:
    return next((row[one].strip() for one in names if row.get(one, "").strip()), "")


def _separator(line: str) -> str:
    return max(SEPARATORS, key=line.count)
