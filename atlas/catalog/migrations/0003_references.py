"""What a record's snapshot refers to, where its body lies in another one."""

from peewee import SqliteDatabase


def up(migrator: object, db: SqliteDatabase) -> None:
    """Adds the column."""
    del migrator
    db.execute_sql("ALTER TABLE record ADD COLUMN refers_to TEXT NOT NULL DEFAULT ''")
