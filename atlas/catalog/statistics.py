"""What the catalog counts for a person who likes to see how it goes, answered from indexes alone."""

from dataclasses import dataclass
from datetime import datetime

from peewee import SqliteDatabase

from atlas.model import moment
from atlas.model.facts import Rate

HOSTS, REASONS, TENTHS = 10, 8, 10

DAYS = (
    "SELECT substr(captured_at, 1, 10), sum(disposition = 'captured'), sum(disposition <> 'captured'), sum(bytes)"
    " FROM record WHERE captured_at >= ? AND captured_at < ? GROUP BY 1 ORDER BY 1"
)
BEFORE = "SELECT coalesce(sum(bytes), 0) FROM record WHERE captured_at < ?"
# The index of moments, and not that of hosts, which would be gone through as a whole.
TRIES = "SELECT {0}, count(*), sum(kind = '') FROM attempt INDEXED BY attempt_at WHERE at >= ? AND at < ? AND {0} <> ''"
LAYERS = f"{TRIES.format('layer')} GROUP BY 1 ORDER BY 2 DESC, 1"
BUSIEST = f"{TRIES.format('host')} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {HOSTS}"
AGREEMENT = (
    f"SELECT min({TENTHS - 1}, CAST(agreement * {TENTHS} AS INTEGER)), count(*)"  # noqa: S608
    " FROM article WHERE reason = '' AND agreement IS NOT NULL GROUP BY 1"
)
UNREADABLE = f"SELECT reason, count(*) FROM article WHERE reason > '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {REASONS}"  # noqa: S608


@dataclass(frozen=True)
class Day:
    """What a day brought."""

    day: str
    captured: int
    failed: int
    """Snapshots without a page in them."""
    bytes: int


@dataclass(frozen=True)
class Statistics:
    """What there is to be seen of a time."""

    days: tuple[Day, ...]
    """Those that brought anything."""
    bytes_before: int
    """What the archive took before the first of them."""
    layers: tuple[Rate, ...]
    hosts: tuple[Rate, ...]
    """Those with the most tries first."""
    agreement: tuple[int, ...]
    """How many articles the extractors agreed on by so many tenths, of all time."""
    unreadable: tuple[tuple[str, int], ...]
    """Why nothing was read of records, and of how many; of all time."""


def statistics(database: SqliteDatabase, since: datetime, until: datetime) -> Statistics:
    """Returns what is counted between two moments."""
    within = (moment.written(since), moment.written(until))
    agreed = dict(database.execute_sql(AGREEMENT).fetchall())
    return Statistics(
        days=tuple(Day(*row) for row in database.execute_sql(DAYS, within)),
        bytes_before=database.execute_sql(BEFORE, within[:1]).fetchone()[0],
        layers=tuple(Rate(*row) for row in database.execute_sql(LAYERS, within)),
        hosts=tuple(Rate(*row) for row in database.execute_sql(BUSIEST, within)),
        agreement=tuple(agreed.get(tenth, 0) for tenth in range(TENTHS)),
        unreadable=tuple((reason, count) for reason, count in database.execute_sql(UNREADABLE)),
    )
