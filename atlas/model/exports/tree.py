"""Exports in JSON: browsers' trees of folders, services' lists of entries, and one entry a line."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from atlas.model.exports.bounds import bounded
from atlas.model.exports.entry import entry, tags_of
from atlas.model.link import Link

DEEPEST = 50
SIGNS = "{[,"
LONGEST_LINE = 1_000_000
MOST_LISTS = 10_000
"""Lists whose names are looked up: each may have fifty above it."""
ADDRESS = ("url", "uri", "href", "link", "given_url")
TITLE = ("title", "name", "description")
ADDED = (
    "added",
    "savedAt",
    "created_at",
    "createdAt",
    "created",
    "date_added",
    "dateAdded",
    "time_added",
    "time",
    "addedAt",
)
TAGS = ("tags", "labels", "tag_names")
NOTE = ("note", "notes", "extended", "comment", "excerpt")
CHILDREN = ("children", "links", "bookmarks", "collections")
"""Where the entries of a folder are."""
LISTS = ("bookmarks", "results", "items", "links", "collections", "data")
"""Where a whole export keeps its entries, if not at its top."""
NAMES = (
    ("Chrome bookmarks", frozenset({"roots"})),
    ("Firefox bookmarks", frozenset({"guid", "children"})),
    ("wallabag", frozenset({"url", "is_archived"})),
    ("Karakeep", frozenset({"content", "createdAt"})),
    ("Omnivore", frozenset({"url", "savedAt"})),
    ("Pinboard", frozenset({"href", "extended"})),
)


@dataclass(frozen=True)
class Tree:
    """An export in JSON."""

    name: str
    top: tuple[Any, ...]
    shelves: bool
    """Whether what is at its top are the browser's own folders, and no words of a person."""
    lists: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """The names of lists, from the outermost, that entries name by a mark."""


def tree_of(text: str) -> Tree | None:
    """Returns the export in a text, or None where it is none."""
    if not text[:100].lstrip().startswith(("{", "[")):
        return None
    whole = _read(bounded(text, SIGNS))
    top, shelves = _top(whole)
    keys = [set(one) for one in (whole, *top[:1]) if isinstance(one, dict)]
    name = next((name for name, told in NAMES if any(told <= one for one in keys)), "JSON")
    tree = Tree(name, top, shelves, _lists(whole))
    return tree if next(links(tree), None) else None


def links(tree: Tree) -> Iterator[Link]:
    """Yields the entries in order, tagged with the folders they lie in."""
    left: list[tuple[Any, tuple[Any, ...], bool]] = [(one, (), tree.shelves) for one in reversed(tree.top)]
    while left:
        found, folders, is_shelf = left.pop()
        if not isinstance(found, dict):
            continue
        if _address(found):
            yield from _link(found, (*folders, *_listed(found, tree.lists)))
        if len(folders) < DEEPEST and (below := _children(found)):
            named = () if is_shelf or "root" in found else (_first(found, TITLE),)
            within = (*folders, *named)
            left += [(one, within, False) for one in reversed(below)]


def lines(text: str) -> Iterator[Link]:
    """Yields the entries of JSON Lines; a line that does not read is no entry."""
    # In a text of JSON other signs may stand that Python takes for ends of lines.
    for line in io.StringIO(bounded(text, f"{SIGNS}\r\n"), newline=None):
        found = _read(line)
        if isinstance(found, dict):
            yield from _link(found, ())


def are_lines(text: str) -> bool:
    """Whether a text is JSON Lines with an address in the first."""
    head = text[:100].lstrip()
    line = text[: LONGEST_LINE * head.startswith("{")].lstrip().partition("\n")[0]
    found = _read(line)
    return isinstance(found, dict) and bool(_address(found))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _top(whole: Any) -> tuple[tuple[Any, ...], bool]:
    if isinstance(whole, list):
        return tuple(whole), False
    if not isinstance(whole, dict):
        return (), False
    if isinstance(roots := whole.get("roots"), dict):
        return tuple(roots.values()), True
    listed = next((whole[one] for one in LISTS if isinstance(whole.get(one), list)), None)
    return ((whole,) if listed is None else tuple(listed)), False


def _lists(whole: Any) -> dict[str, tuple[Any, ...]]:
    """Returns the lists of Karakeep with the names above them: they lie beside the entries."""
    told = whole.get("lists") if isinstance(whole, dict) else None
    dicts = [one for one in told[:MOST_LISTS] if isinstance(one, dict)] if isinstance(told, list) else []
    named = {mark: one for one in dicts if isinstance(mark := one.get("id"), str)}
    return {mark: tuple(reversed(list(_upwards(mark, named)))) for mark in named}


def _upwards(mark: Any, named: dict[str, dict[str, Any]]) -> Iterator[Any]:
    for _ in range(DEEPEST):
        one = named.get(mark) if isinstance(mark, str) else None
        if one is None:
            return
        yield _first(one, TITLE)
        mark = one.get("parentId")


def _listed(found: dict[str, Any], lists: dict[str, tuple[Any, ...]]) -> Iterator[Any]:
    told = found.get("lists") if lists else None
    for mark in told[:DEEPEST] if isinstance(told, list) else ():
        yield from lists.get(mark, ()) if isinstance(mark, str) else ()


def _children(found: dict[str, Any]) -> list[Any]:
    return next((found[one] for one in CHILDREN if isinstance(found.get(one), list)), [])


def _address(found: dict[str, Any]) -> Any:
    content = found.get("content")
    return _first(found, ADDRESS) or (_first(content, ADDRESS) if isinstance(content, dict) else None)


def _link(found: dict[str, Any], folders: Iterable[Any]) -> Iterator[Link]:
    tags = _first(found, TAGS)
    # Pinboard's tags have blanks between them, and its title is called a description.
    between = " " if "extended" in found else ","
    content = found.get("content")
    title = _first(found, TITLE) or (_first(content, TITLE) if isinstance(content, dict) else "")
    yield from entry(
        _address(found), title, _first(found, ADDED), (*folders, *tags_of(tags, between)), _first(found, NOTE)
    )


def _first(found: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((found[one] for one in names if found.get(one)), None)
