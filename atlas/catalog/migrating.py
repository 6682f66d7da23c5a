"""Peewee's own runner of migrations, in a module of its own: loaded only when there is something to migrate."""

from pathlib import Path

from peewee import SqliteDatabase
from playhouse.migrations import Runner


def migrate(database: SqliteDatabase, migrations: Path) -> None:
    """Applies the migrations that are missing, each in its own transaction."""
    Runner(database, str(migrations)).up()
