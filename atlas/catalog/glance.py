"""Looks at the database that need no more than SQLite: whether it is whole, up to date, and has anything to read."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from atlas.catalog.layout import LAYOUT
from atlas.errors import CatalogBroken, CatalogDamaged

READABLE = (
    "refers_to = '' AND (verdict IN ('page', 'other-type', 'paywall', 'consent', 'hollow')"
    " OR (verdict = '' AND disposition = 'captured'))"
)
"""Word for word what the index of the unread is for."""
DAMAGED = ("malformed", "not a database")
"""What SQLite says of pages that are not as it wrote them."""
STEPS = 1_000
"""Instructions of SQLite between two looks at the clock."""


def quick_check(path: Path, seconds: float) -> list[str]:
    """Returns what is wrong with the pages of a database; nothing where nothing was found in so many seconds."""
    end = time.monotonic() + seconds
    with _looking(path) as raw:
        raw.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        try:
            told = [str(row[0]) for row in raw.execute("PRAGMA quick_check(5)")]
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return []
            raise
    return [] if told == ["ok"] else told


def has_unread(path: Path, reader: int) -> bool:
    """Whether there are records that are worth reading and were not read by this reader or a later one."""
    with _looking(path) as raw:
        return bool(raw.execute(f"SELECT 1 FROM record WHERE {READABLE} AND reader < ? LIMIT 1", (reader,)).fetchall())  # noqa: S608


def is_empty(path: Path) -> bool:
    """Whether it has no records."""
    with _looking(path) as raw:
        return not raw.execute("SELECT 1 FROM record LIMIT 1").fetchall()


def unanswered(error: Exception) -> CatalogBroken:
    """Returns what an error of the database is told as."""
    kind = CatalogDamaged if any(word in str(error) for word in DAMAGED) else CatalogBroken
    return kind(f"The catalog does not answer: {error}.")


@contextmanager
def _looking(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        raise CatalogBroken("There is no catalog yet.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=5, uri=True)) as raw:
            if raw.execute("PRAGMA user_version").fetchone()[0] < LAYOUT:
                raise CatalogBroken("The catalog was made by an older Atlas; any start of this one updates it.")
            yield raw
    except (sqlite3.Error, OSError) as error:
        raise unanswered(error) from error
