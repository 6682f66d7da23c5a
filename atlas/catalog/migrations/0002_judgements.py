"""What led the judge to his verdict, by which rules, and of when an archived copy is."""

from peewee import SqliteDatabase


def up(migrator: object, db: SqliteDatabase) -> None:
    """Adds the columns."""
    del migrator
    db.execute_sql("ALTER TABLE record ADD COLUMN signals TEXT NOT NULL DEFAULT '[]'")
    db.execute_sql("ALTER TABLE record ADD COLUMN rules INTEGER NOT NULL DEFAULT 0")
    db.execute_sql("ALTER TABLE record ADD COLUMN memento TEXT NOT NULL DEFAULT ''")
