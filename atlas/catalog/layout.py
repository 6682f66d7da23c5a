"""The database's layout, brought up to date by Peewee's own runner, by one process at a time."""

import fcntl
import importlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.errors import CatalogBroken

if TYPE_CHECKING:
    from peewee import SqliteDatabase

MIGRATIONS = Path(__file__).with_name("migrations")
LAYOUT = len(list(MIGRATIONS.glob("[0-9]*.py")))
"""Kept as SQLite's user_version, so that a look tells whether there is anything to do."""


def bring_up_to_date(database: "SqliteDatabase", path: Path) -> None:
    """Applies the migrations that are missing; the database is connected."""
    if _layout(database) > LAYOUT:
        raise CatalogBroken("The catalog was made by a newer Atlas than this one.")
    if _layout(database) == LAYOUT:
        return
    with _alone(path):
        if _layout(database) != LAYOUT:
            # Needed once in a home's life, and two megabytes.
            importlib.import_module("atlas.catalog.migrating").migrate(database, MIGRATIONS)
            database.execute_sql(f"PRAGMA user_version = {LAYOUT}")


def is_old(database: "SqliteDatabase") -> bool:
    """Whether an older Atlas made it, so that columns are missing; the database is connected."""
    return _layout(database) < LAYOUT


def layout_of(path: Path) -> int:
    """Returns the layout of a catalog, whichever Atlas made it; 0 where there is none that says."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return int(database.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return 0


def _layout(database: "SqliteDatabase") -> int:
    return int(database.execute_sql("PRAGMA user_version").fetchone()[0])


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
