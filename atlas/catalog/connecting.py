"""Connections to the database, and the one error whatever is wrong with it becomes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import PeeweeException, SqliteDatabase

from atlas.catalog.glance import unanswered
from atlas.catalog.spelling import inflated, parted
from atlas.errors import AtlasError, CatalogBroken, Unkept

FUNCTIONS: tuple[tuple[str, Callable[..., str]], ...] = (
    ("parted", parted),
    ("inflated", inflated),
    ("folded", str.casefold),
)


@contextmanager
def told() -> Iterator[None]:
    """Tells every error of the database as CatalogBroken."""
    try:
        yield
    except Unkept as error:
        raise CatalogBroken(f"The catalog was not written: {error}") from error
    # It is told already, with what to do.
    except AtlasError:
        raise
    except (PeeweeException, sqlite3.Error, OSError) as error:
        raise unanswered(error) from error


def connection(path: str, pragmas: dict[str, Any], **more: Any) -> SqliteDatabase:
    """Returns a connection that is not open yet."""
    # autoconnect=False: a forgotten connection is an error at once, and not one more open file (peewee 4).
    more |= {"timeout": 5, "autoconnect": False, "check_same_thread": False}
    # Not Peewee's connection for each thread: whichever thread holds the catalog's lock uses the one there is.
    # The layout's own view and triggers call functions, which some builds of SQLite refuse unless told to trust it.
    database = SqliteDatabase(path, pragmas={**pragmas, "trusted_schema": 1}, thread_safe=False, **more)
    for name, function in FUNCTIONS:
        database.register_function(function, name, 1, deterministic=True)
    return database


def teach(raw: sqlite3.Connection) -> None:
    """Makes the functions known to a connection that is not Peewee's."""
    for name, function in FUNCTIONS:
        raw.create_function(name, 1, function, deterministic=True)


def columns(database: SqliteDatabase, query: Any) -> Iterator[dict[str, Any]]:
    """Yields what a query finds, each with its columns by name."""
    # Bound to this one connection: a binding of the tables would hold for all threads.
    yield from query.dicts().bind(database).iterator()


def by_name(database: SqliteDatabase, statement: str, *values: object) -> Iterator[dict[str, Any]]:
    """Yields what a statement finds, each with its columns by name."""
    cursor = database.execute_sql(statement, values)
    names = [one[0] for one in cursor.description]
    yield from (dict(zip(names, row, strict=True)) for row in cursor)


def identity(path: Path) -> tuple[int, int] | None:
    """Returns which file lies there, by device and inode, or None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
