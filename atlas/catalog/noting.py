"""What is noted becomes rows; in whatever order it is noted, and however often, the same rows."""

from collections.abc import Iterable, Sequence

from peewee import SqliteDatabase

from atlas.catalog.rows import RECORD, TRY, judgement_fields, record_fields, try_fields
from atlas.catalog.tables import Record
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
BETTER = f"{RANK.format('excluded')} < {RANK.format('attempt')}"


def _adding(table: str, columns: Sequence[str], first: str = "") -> str:
    values = [first] * bool(first) + [f":{one}" for one in columns[bool(first) :]]
    return f"INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})"


# Spelt once and not by Peewee each time, which takes two milliseconds for a record and its try: more than fetching it.
ADD_RECORD = f"INSERT OR IGNORE {_adding('record', RECORD)}"
FIND_RECORD = "(SELECT id FROM record WHERE snapshot = :snapshot)"
ADD_TRY = (
    f"INSERT {_adding('attempt', TRY, FIND_RECORD)} ON CONFLICT ({', '.join(ONE_TRY)})"
    f" DO UPDATE SET {', '.join(f'{one} = excluded.{one}' for one in TOLD)} WHERE {BETTER}"
)


def insert(database: SqliteDatabase, kept: Sequence[Snapshot], tried: Sequence[Tried]) -> None:
    """Adds snapshots with their tries, and tries that left no snapshot, within the caller's transaction."""
    connection = database.connection()
    # Records first: a try finds the one it belongs to by its snapshot.
    connection.executemany(ADD_RECORD, map(record_fields, kept))
    told = [(one.facts.url, one.facts.tries, one.path) for one in kept]
    told += [(url, tries, "") for url, tries in tried]
    connection.executemany(ADD_TRY, (try_fields(url, one, path) for url, tries, path in told for one in tries))


def rejudge(database: SqliteDatabase, judgements: Iterable[tuple[str, Judgement]]) -> None:
    """Writes what the judge says of snapshots, within the caller's transaction."""
    for snapshot, one in judgements:
        Record.update(judgement_fields(one)).where(Record.snapshot == snapshot).execute(database)
