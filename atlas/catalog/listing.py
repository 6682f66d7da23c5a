"""Which records are asked for, page by page: the question behind a list that others leaf through."""

from dataclasses import dataclass
from typing import Any

from peewee import SQL

from atlas.catalog.ranking import best_of_each, newest
from atlas.catalog.spelling import literal

HOST = "'.' || host LIKE ? ESCAPE '\\'"


@dataclass(frozen=True)
class Wanted:
    """What records must be like; what is empty does not matter."""

    every: bool = False
    """Earlier captures and failed attempts too, not only the best of each address."""
    verdict: str = ""
    url: str = ""
    host: str = ""
    """Of a site, and of all beneath it."""
    after: str = ""
    """Captured then or later, as RFC 3339 has it or the beginning of that."""
    before: str = ""
    limit: int = 50
    offset: int = 0


def listed(wanted: Wanted) -> Any:
    """Returns the query for these records, the newest first."""
    query = (newest if wanted.every else best_of_each)(wanted.limit, wanted.verdict or None)
    # Of the record itself there is one table in either query, so that names need no alias.
    conditions = (
        ("url = ?", wanted.url),
        (HOST, f"%.{literal(wanted.host)}" if wanted.host else ""),
        ("captured_at >= ?", wanted.after),
        ("captured_at < ?", wanted.before),
    )
    for condition, value in conditions:
        if value:
            query = query.where(SQL(condition, [value]))
    return query.offset(wanted.offset)
