"""What is noted becomes rows; in whatever order it is noted, and however often, the same rows."""

from collections.abc import Iterable, Sequence

from peewee import SQL, SqliteDatabase

from atlas.catalog.rows import judgement_fields, record_fields, try_fields
from atlas.catalog.tables import Attempt, Record
from atlas.model.attempt import Try
from atlas.model.snapshot import Snapshot
from atlas.model.verdict import Judgement

Tried = tuple[str, tuple[Try, ...]]

ONE_TRY = ("url", "at", "layer")
TOLD = ("record_id", "status", "kind", "detail", "milliseconds")
# Of two tellings of one try the one with a snapshot stays, else the lesser: not the one that came first.
RANK = (
    "({0}.record_id IS NULL, coalesce((SELECT snapshot FROM record WHERE id = {0}.record_id), ''),"
    " {0}.milliseconds, {0}.detail, {0}.kind, coalesce({0}.status, 0))"
)
BETTER = SQL(f"{RANK.format('excluded')} < {RANK.format('attempt')}")


def insert(database: SqliteDatabase, kept: Sequence[Snapshot], tried: Sequence[Tried]) -> None:
    """Adds snapshots with their tries, and tries that left no snapshot, within the caller's transaction."""
    for snapshot in kept:
        Record.insert(record_fields(snapshot)).on_conflict_ignore().execute(database)
        record = Record.select(Record.id).where(Record.snapshot == snapshot.path).scalar(database)
        _insert_tries(database, snapshot.facts.url, snapshot.facts.tries, record)
    for url, tries in tried:
        _insert_tries(database, url, tries, None)


def rejudge(database: SqliteDatabase, judgements: Iterable[tuple[str, Judgement]]) -> None:
    """Writes what the judge says of snapshots, within the caller's transaction."""
    for snapshot, one in judgements:
        Record.update(judgement_fields(one)).where(Record.snapshot == snapshot).execute(database)


def _insert_tries(database: SqliteDatabase, url: str, tries: Iterable[Try], record: int | None) -> None:
    rows = [try_fields(url, one, record) for one in tries]
    if rows:
        told = Attempt.insert_many(rows)
        told.on_conflict(conflict_target=ONE_TRY, preserve=TOLD, where=BETTER).execute(database)
