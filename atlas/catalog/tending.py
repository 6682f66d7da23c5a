"""The catalog's own upkeep, and what it knows of how capture fares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from peewee import SqliteDatabase

from atlas.catalog.shelf import Shelf
from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas.catalog import statistics
else:
    statistics = Late("atlas.catalog.statistics")

LIMIT = 400
"""Rows that are looked at of each index."""
PIECE = 500
"""Pages of the index of words that are merged at a time: a capture waits no longer than for these."""
MOST = 1000
FARED = (
    "SELECT host, layer, count(*), sum(kind = '') FROM attempt WHERE at >= ? AND at < ?"
    " GROUP BY host, layer ORDER BY host, layer"
)


@dataclass(frozen=True)
class Fared:
    """How the tries of one layer fared at one host."""

    host: str
    layer: str
    tries: int
    good: int


class Tending(Shelf):
    """The database, looked after."""

    def tend(self, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Counts anew what the planner goes by, merges the index of words, gives free pages back; returns the pieces.

        Each piece is a transaction of its own, and `goes_on` is asked between them. Only under the home's lock.
        """
        left, pieces = [self._shrink, self._merge, self._analysed], 0
        while left and pieces < MOST and goes_on():
            pieces += 1
            if not left[-1]():
                left.pop()
        return pieces

    def fared(self, since: str, until: str) -> list[Fared]:
        """Returns how the tries between two moments fared, by host and layer."""
        with self._reader() as database:
            return [Fared(*row) for row in database.execute_sql(FARED, (since, until))]

    def statistics(self, since: datetime, until: datetime) -> "statistics.Statistics":
        """Returns what there is to be seen of the time between two moments."""
        with self._reader() as database:
            return statistics.statistics(database, since, until)

    def _analysed(self) -> bool:
        with self._writing() as database:
            database.execute_sql(f"PRAGMA analysis_limit = {LIMIT}")
            database.execute_sql("ANALYZE")
        return False

    def _shrink(self) -> bool:
        """Gives some free pages back to the disk; returns whether there are more. Old files keep theirs."""
        with self._writing() as database:
            if not _number(database, "auto_vacuum"):
                return False
            # A pragma does its work row by row.
            database.execute_sql(f"PRAGMA incremental_vacuum({PIECE})").fetchall()
            return _number(database, "freelist_count") > 0

    def _merge(self) -> bool:
        """Merges a little; returns whether there is more to merge."""
        with self._writing() as database:
            before = database.connection().total_changes
            database.execute_sql("INSERT INTO word (word, rank) VALUES ('merge', ?)", (PIECE,))
            changes: int = database.connection().total_changes - before
            return changes > 1


def _number(database: SqliteDatabase, pragma: str) -> int:
    return int(database.execute_sql(f"PRAGMA {pragma}").fetchone()[0])
