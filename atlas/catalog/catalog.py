"""The catalog: one writer, any number of readers, and nothing that capture could not do without."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from peewee import PeeweeException, SqliteDatabase, fn

from atlas import files
from atlas.catalog.layout import bring_up_to_date
from atlas.catalog.rows import HostRow, Row, TryRow, record_fields, row_of, try_fields
from atlas.catalog.tables import Attempt, Record
from atlas.errors import AtlasError, CatalogBroken, Unkept
from atlas.model.attempt import Try
from atlas.model.snapshot import Snapshot

# WAL with FULL: with NORMAL the last commits are lost at a power cut.
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "journal_size_limit": 16 * 2**20,
    "cache_size": -2048,
}
GROUP = 500
BESIDE = ("-wal", "-shm")

T = TypeVar("T")
Tried = tuple[str, tuple[Try, ...]]


class Catalog:
    """The database of one home. Every error of it is CatalogBroken."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: SqliteDatabase | None = None
        self._opened: tuple[int, int] | None = None

    def note(self, kept: Sequence[Snapshot], tried: Sequence[Tried]) -> None:
        """Takes snapshots, and tries that left none, in one transaction; what it has already is left as it is."""
        with _told():
            database = self._writer()
            with database.atomic():
                _insert(database, kept, tried)

    def records(self, limit: int | None = None, disposition: str | None = "captured") -> Iterator[Row]:
        """Yields records, the newest first; all of them with `disposition` None."""
        query = Record.select().order_by(Record.captured_at.desc(), Record.snapshot.desc()).limit(limit)
        if disposition:
            query = query.where(Record.disposition == disposition)
        with self._reader() as database:
            yield from map(row_of, _columns(database, query))

    def find(self, digits: str) -> list[Row]:
        """Returns the records whose id begins so."""
        query = Record.select().where(fn.SUBSTR(Record.digits, 1, len(digits)) == digits).order_by(Record.snapshot)
        with self._reader() as database:
            return [row_of(columns) for columns in _columns(database, query)]

    def tries(self, snapshot: str) -> list[TryRow]:
        """Returns the tries behind a snapshot."""
        query = Attempt.select().join(Record).where(Record.snapshot == snapshot).order_by(Attempt.at, Attempt.layer)
        with self._reader() as database:
            found = _columns(database, query)
            return [TryRow(**{name: one[name] for name in TryRow.__annotations__}) for one in found]

    def by_url(self, url: str) -> list[Row]:
        """Returns the records of an address, oldest first."""
        query = Record.select().where(Record.url == url).order_by(Record.captured_at)
        with self._reader() as database:
            return [row_of(columns) for columns in _columns(database, query)]

    def hosts(self) -> list[HostRow]:
        """Returns what came of all tries, by host."""
        with self._reader() as database:
            rows = database.execute_sql("SELECT host, tries, captured, failed, last_at FROM host ORDER BY host")
            return [HostRow(*row) for row in rows]

    def count(self) -> int:
        """Returns how many records there are."""
        with self._reader() as database:
            return int(Record.select().count(database))

    def check(self) -> list[str]:
        """Returns what SQLite finds wrong; nothing where the database is whole."""
        with self._reader() as database:
            told = [row[0] for row in database.execute_sql("PRAGMA integrity_check(20)")]
        return [] if told == ["ok"] else told

    def dump(self) -> Iterator[tuple[Any, ...]]:
        """Yields all it knows in one order, without what differs from one making to the next."""
        with self._reader() as database:
            known = Record.select().order_by(Record.snapshot)
            yield from (tuple(value for key, value in one.items() if key != "id") for one in _columns(database, known))
            yield from database.execute_sql(
                "SELECT a.url, a.at, a.layer, a.status, a.kind, a.detail, a.milliseconds, coalesce(r.snapshot, '')"
                " FROM attempt a LEFT JOIN record r ON r.id = a.record_id ORDER BY 1, 2, 3"
            )

    def rebuild(self, kept: Iterable[Snapshot], tried: Iterable[Tried]) -> None:
        """Makes the database anew beside the old one and puts it in its place; only under the home's lock."""
        self.close()
        fresh = Catalog(self._path.with_name(f".{self._path.name}.new"))
        fresh._remove()
        with _told():
            for group in _groups(kept):
                fresh.note(group, [])
            for some in _groups(tried):
                fresh.note([], some)
            fresh._writer()
            fresh.close()
            files.sync([fresh._path])
            # The old log first: SQLite would play it into the new database.
            for suffix in BESIDE:
                files.remove(self._path.with_name(self._path.name + suffix))
            files.publish(fresh._path, self._path, replace=True)
            files.sync(folders=[self._path.parent])
            fresh._remove()

    def close(self) -> None:
        """Closes the writer's connection."""
        if self._database:
            with _told():
                self._database.close()
        self._database = self._opened = None

    def _writer(self) -> SqliteDatabase:
        """Returns the one connection that writes; a new one where the file was deleted or replaced."""
        if self._database and self._opened == _identity(self._path):
            return self._database
        self.close()
        self._make_private()
        database = SqliteDatabase(str(self._path), pragmas=PRAGMAS, timeout=5, lock_type="IMMEDIATE", autoconnect=False)
        database.connect()
        try:
            bring_up_to_date(database, self._path)
        except BaseException:
            database.close()
            raise
        self._database, self._opened = database, _identity(self._path)
        return database

    @contextmanager
    def _reader(self) -> Iterator[SqliteDatabase]:
        if not self._path.exists():
            raise CatalogBroken("There is no catalog yet.")
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        database = SqliteDatabase(uri, uri=True, pragmas={"busy_timeout": 5000}, autoconnect=False)
        with _told(), database.connection_context():
            yield database

    def _make_private(self) -> None:
        files.make_folder(self._path.parent)
        for suffix in ("", *BESIDE):
            path = self._path.with_name(self._path.name + suffix)
            if not suffix or not path.exists():
                path.touch(mode=0o600)

    def _remove(self) -> None:
        for suffix in ("", *BESIDE, ".lock"):
            files.remove(self._path.with_name(self._path.name + suffix))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Unkept as error:
        raise CatalogBroken(f"The catalog was not written: {error}") from error
    except AtlasError:
        raise
    except (PeeweeException, sqlite3.Error, OSError) as error:
        raise CatalogBroken(f"The catalog does not answer: {error}.") from error


def _insert(database: SqliteDatabase, kept: Sequence[Snapshot], tried: Sequence[Tried]) -> None:
    for snapshot in kept:
        Record.insert(record_fields(snapshot)).on_conflict_ignore().execute(database)
        record = Record.select(Record.id).where(Record.snapshot == snapshot.path).scalar(database)
        _insert_tries(database, snapshot.facts.url, snapshot.facts.tries, record)
    for url, tries in tried:
        _insert_tries(database, url, tries, None)


def _insert_tries(database: SqliteDatabase, url: str, tries: Iterable[Try], record: int | None) -> None:
    rows = [try_fields(url, one, record) for one in tries]
    if rows:
        Attempt.insert_many(rows).on_conflict_ignore().execute(database)


def _columns(database: SqliteDatabase, query: Any) -> Iterator[dict[str, Any]]:
    # Bound to this one connection: a binding of the tables would hold for all threads.
    yield from query.dicts().bind(database).iterator()


def _groups(ones: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(ones)
    while group := list(islice(rest, GROUP)):
        yield group


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
