"""Statistics are counted from indexes that have all they ask for."""

from peewee import SqliteDatabase

STATEMENTS = (
    # It does all that the index of moments alone did.
    "DROP INDEX record_captured_at",
    "CREATE INDEX record_captured_at ON record (captured_at, disposition, bytes)",
    "CREATE INDEX attempt_at ON attempt (at, layer, host, kind)",
    "CREATE INDEX article_reading ON article (reason, agreement)",
)


def up(migrator: object, db: SqliteDatabase) -> None:
    """Makes the indexes."""
    del migrator
    for statement in STATEMENTS:
        db.execute_sql(statement)
