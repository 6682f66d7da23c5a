"""Records are found by the digest of their body."""

from peewee import SqliteDatabase


def up(migrator: object, db: SqliteDatabase) -> None:
    """Adds the index."""
    del migrator
    db.execute_sql("CREATE INDEX record_digest ON record (digest)")
