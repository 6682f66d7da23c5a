"""What the catalog counts for health and metrics, and a look at its pages that ends in time."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from peewee import SqliteDatabase

from atlas.model import moment
from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas.model import facts
else:
    facts = Late("atlas.model.facts")

DAY, WEEK = timedelta(days=1), timedelta(days=7)
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0)
HOSTS = 10

COUNTED = (
    "SELECT sum(disposition = 'captured'), sum(disposition <> 'captured'),"
    " max(CASE WHEN disposition = 'captured' THEN captured_at END) FROM record"
)
BY = "SELECT {0}, count(*), sum(kind = '') FROM attempt WHERE at >= ? AND at < ? AND {0} <> '' GROUP BY {0}"
LAYERS = f"{BY.format('layer')} ORDER BY 2 DESC"
WORST = f"{BY.format('host')} ORDER BY count(*) - sum(kind = '') DESC, host LIMIT {HOSTS}"
UNREADABLE = "SELECT count(*) FROM article WHERE reason <> ''"


def tally(database: SqliteDatabase, now: datetime, unread: str) -> "facts.Tally":
    """Returns what is counted up to now; `unread` is the condition for records that are to be read."""
    captured, failed, last = database.execute_sql(COUNTED).fetchone()
    durations = database.execute_sql(_durations()).fetchone()
    return facts.Tally(
        captured=captured or 0,
        failed=failed or 0,
        last_at=moment.read(last) if last else None,
        durations=tuple(zip((*BOUNDS, float("inf")), (one or 0 for one in durations[:-1]), strict=True)),
        seconds=(durations[-1] or 0) / 1000,
        unread=database.execute_sql(f"SELECT count(*) FROM record WHERE {unread} AND reader < 1").fetchone()[0],  # noqa: S608
        unreadable=database.execute_sql(UNREADABLE).fetchone()[0],
        day=_rates(database, LAYERS, now - DAY, now),
        week=_rates(database, LAYERS, now - WEEK, now),
        hosts=_rates(database, WORST, now - DAY, now),
        week_hosts=_rates(database, WORST, now - WEEK, now),
    )


def _durations() -> str:
    within = ", ".join(f"sum(milliseconds <= {bound * 1000:.0f})" for bound in BOUNDS)
    return f"SELECT {within}, count(*), sum(milliseconds) FROM attempt"  # noqa: S608


def _rates(database: SqliteDatabase, statement: str, since: datetime, until: datetime) -> "tuple[facts.Rate, ...]":
    rows = database.execute_sql(statement, (moment.written(since), moment.written(until + timedelta(seconds=1))))
    return tuple(facts.Rate(name, tries, good) for name, tries, good in rows)
