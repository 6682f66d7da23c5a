"""What the indexes of the Wayback Machine send: the captures it says it has, read from its JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeGuard

from atlas.errors import BadUrl
from atlas.model import url as urls

STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True)
class Capture:
    """One capture the archive says it has."""

    stamp: str
    """When it was taken, as it stands in addresses: YYYYMMDDhhmmss."""
    url: str

    @property
    def taken(self) -> datetime:
        """When it was taken."""
        return datetime.strptime(self.stamp, STAMP).replace(tzinfo=UTC)


def captures_in(data: bytes) -> list[Capture] | None:
    """Returns the captures of a page in what the index of all sent, or None where that is no list of them.

    The list begins with the names of its columns, and is empty where there is no capture.
    """
    rows = json_in(data)
    if not _is_table(rows):
        return None
    if not rows:
        return []
    names, *rest = rows
    if not {"timestamp", "original"} <= set(names):
        return None
    read = (dict(zip(names, row, strict=False)) for row in rest)
    return [one for row in read if row.get("statuscode", "200") == "200" for one in _capture(row)]


def nearest_in(data: bytes, url: str) -> list[Capture] | None:
    """Returns the one capture of a page, or none, that the smaller index names; None where it does not read."""
    match json_in(data):
        case {"archived_snapshots": {"closest": {"available": True, "timestamp": str(stamp), "status": "200"}}}:
            return [Capture(stamp, url)] if _is_stamp(stamp) else []
        case {"archived_snapshots": dict()}:
            return []
    return None


def json_in(data: bytes) -> object:
    """Returns what is written in JSON, or None where it does not read."""
    try:
        read: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return read


def _capture(row: dict[str, str]) -> Iterator[Capture]:
    stamp, original = row.get("timestamp", ""), row.get("original", "")
    if not _is_stamp(stamp):
        return
    try:
        yield Capture(stamp, urls.parse(original).href)
    except BadUrl:
        return


def _is_table(rows: object) -> TypeGuard[list[list[str]]]:
    return isinstance(rows, list) and all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
    )


def _is_stamp(text: str) -> bool:
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return False
    try:
        datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True
