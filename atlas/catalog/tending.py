"""The catalog's own upkeep, and what it knows of how capture fares."""

from dataclasses import dataclass
from datetime import datetime

from atlas.catalog.shelf import Shelf
from atlas.catalog.statistics import Statistics, statistics

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

    def tend(self) -> int:
        """Counts anew what the planner goes by, and merges the index of words; returns in how many pieces.

        Only under the home's lock.
        """
        with self._writing() as database:
            database.execute_sql(f"PRAGMA analysis_limit = {LIMIT}")
            database.execute_sql("ANALYZE")
        return next((number for number in range(MOST) if not self._merge()), MOST)

    def fared(self, since: str, until: str) -> list[Fared]:
        """Returns how the tries between two moments fared, by host and layer."""
        with self._reader() as database:
            return [Fared(*row) for row in database.execute_sql(FARED, (since, until))]

    def statistics(self, since: datetime, until: datetime) -> Statistics:
        """Returns what there is to be seen of the time between two moments."""
        with self._reader() as database:
            return statistics(database, since, until)

    def _merge(self) -> bool:
        """Merges a little; returns whether there is more to merge."""
        with self._writing() as database:
            before = database.connection().total_changes
            database.execute_sql("INSERT INTO word (word, rank) VALUES ('merge', ?)", (PIECE,))
            changes: int = database.connection().total_changes - before
            return changes > 1
