"""The catalog: one writer, any number of readers, and nothing that capture could not do without."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from peewee import PeeweeException, SqliteDatabase, fn

from atlas import files
from atlas.catalog.connecting import columns, connection, identity, told
from atlas.catalog.layout import bring_up_to_date, is_old
from atlas.catalog.noting import Tried, insert, rejudge
from atlas.catalog.ranking import BEST_FIRST, best_of_each, latest_page, newest
from atlas.catalog.rows import HostRow, Row, TryRow, row_of
from atlas.catalog.tables import Attempt, Record
from atlas.errors import CatalogBroken
from atlas.model.snapshot import Snapshot
from atlas.model.verdict import Judgement

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
DIFFERING = frozenset({"id", "verdict", "signals", "rules"})
"""What differs from one making to the next; of the judge's words, older rules may have said some."""
HASTE = 100
"""Milliseconds that a capture waits for a locked catalog."""
BESIDE = ("-wal", "-shm")

T = TypeVar("T")


class Catalog:
    """The database of one home. Every error of it is CatalogBroken."""

    def __init__(self, path: Path, kind_of: Callable[[Path], str] = files.kind_of) -> None:
        self._path = path
        self._kind_of = kind_of
        self._one_at_a_time = threading.RLock()
        self._database: SqliteDatabase | None = None
        self._opened: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None

    def note(self, kept: Sequence[Snapshot], tried: Sequence[Tried]) -> None:
        """Takes snapshots, and tries that left none, in one transaction; what it has already is left as it is."""
        with self._writing() as database:
            insert(database, kept, tried)

    def judge(self, judgements: Iterable[tuple[str, Judgement]]) -> None:
        """Takes what the judge says anew of snapshots, in one transaction."""
        with self._writing() as database:
            rejudge(database, judgements)

    def records(self, limit: int | None = None, verdict: str | None = None) -> Iterator[Row]:
        """Yields every record, or those of a verdict, the newest first: failed attempts too."""
        with self._reader() as database:
            yield from map(row_of, columns(database, newest(limit, verdict)))

    def captures(self, limit: int | None = None, verdict: str | None = None) -> Iterator[Row]:
        """Yields the best capture of each address, or those that are of a verdict, the newest first."""
        with self._reader() as database:
            yield from map(row_of, columns(database, best_of_each(limit, verdict)))

    def find(self, digits: str) -> list[Row]:
        """Returns the records whose id begins so, the best first."""
        query = Record.select().where(fn.SUBSTR(Record.digits, 1, len(digits)) == digits).order_by(*BEST_FIRST)
        with self._reader() as database:
            return [row_of(one) for one in columns(database, query)]

    def tries(self, snapshot: str) -> list[TryRow]:
        """Returns the tries behind a snapshot."""
        query = Attempt.select().join(Record).where(Record.snapshot == snapshot).order_by(Attempt.at, Attempt.layer)
        with self._reader() as database:
            found = columns(database, query)
            return [TryRow(**{name: one[name] for name in TryRow.__annotations__}) for one in found]

    def by_url(self, url: str) -> list[Row]:
        """Returns the records of an address, the best first."""
        query = Record.select().where(Record.url == url).order_by(*BEST_FIRST)
        with self._reader() as database:
            return [row_of(one) for one in columns(database, query)]

    def latest_page(self, url: str) -> str:
        """Returns the snapshot of the latest page that the site itself sent for an address, or ""."""
        with self._reader(HASTE) as database:
            return str(latest_page(url).scalar(database) or "")

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
        """Yields all it knows in one order, without what may differ from one making to the next."""
        with self._reader() as database:
            known = Record.select().order_by(Record.snapshot)
            yield from (
                tuple(value for key, value in one.items() if key not in DIFFERING) for one in columns(database, known)
            )
            yield from database.execute_sql(
                "SELECT a.url, a.at, a.layer, a.status, a.kind, a.detail, a.milliseconds, coalesce(r.snapshot, '')"
                " FROM attempt a LEFT JOIN record r ON r.id = a.record_id ORDER BY 1, 2, 3"
            )

    def rebuild(self, kept: Iterable[Snapshot], tried: Iterable[Tried]) -> None:
        """Makes the database anew beside the old one and puts it in its place; only under the home's lock."""
        fresh = Catalog(self._path.with_name(f".{self._path.name}.new"), self._kind_of)
        try:
            with self._one_at_a_time, told():
                fresh._remove()
                fresh._fill(kept, tried)
                self._give_way_to(fresh._path)
        finally:
            fresh.close()
            fresh._remove()

    def close(self) -> None:
        """Closes the writer's connection."""
        with self._one_at_a_time:
            if self._database:
                with told():
                    self._database.close()
            self._database = self._opened = self._log = None

    def _fill(self, kept: Iterable[Snapshot], tried: Iterable[Tried]) -> None:
        for group in _groups(kept):
            self.note(group, [])
        for some in _groups(tried):
            self.note([], some)
        self._writer()
        self.close()

    def _give_way_to(self, fresh: Path) -> None:
        files.sync([fresh])
        # A cut between the next two steps leaves the old database without its log: it must be whole by itself.
        with suppress(PeeweeException, sqlite3.Error, CatalogBroken):
            self._writer().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()
        self._remove_log()
        files.sync(folders=[self._path.parent])
        files.publish(fresh, self._path, replace=True)
        files.sync(folders=[self._path.parent])

    @contextmanager
    def _writing(self) -> Iterator[SqliteDatabase]:
        """Gives the database within one transaction."""
        with self._one_at_a_time, told():
            database = self._writer()
            with database.atomic():
                yield database
            self._log = identity(self._beside("-wal"))

    def _writer(self) -> SqliteDatabase:
        """Returns the one connection that writes; a new one where the file was deleted or replaced."""
        if self._database and self._opened == identity(self._path):
            return self._database
        self._leave()
        self._make_private()
        database = connection(str(self._path), pragmas=PRAGMAS, lock_type="IMMEDIATE")
        database.connect()
        try:
            bring_up_to_date(database, self._path)
        except BaseException:
            database.close()
            raise
        self._database, self._opened = database, identity(self._path)
        return database

    def _leave(self) -> None:
        """Closes a database that was deleted or replaced; its log goes too, or SQLite plays it into the new one."""
        log = self._log
        self.close()
        if log and log == identity(self._beside("-wal")):
            self._remove_log()

    @contextmanager
    def _reader(self, patience: int = 5000) -> Iterator[SqliteDatabase]:
        if not self._path.exists():
            raise CatalogBroken("There is no catalog yet.")
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        database = connection(uri, uri=True, pragmas={"busy_timeout": patience})
        with told(), database.connection_context():
            if is_old(database):
                raise CatalogBroken("The catalog was made by an older Atlas; any start of this one updates it.")
            yield database

    def _make_private(self) -> None:
        files.make_folder(self._path.parent)
        kind = self._kind_of(self._path.parent)
        if files.is_network(kind):
            raise CatalogBroken(f"The catalog lies on a network file system ({kind}), where SQLite would damage it.")
        for suffix in ("", *BESIDE):
            path = self._beside(suffix)
            if not suffix or not path.exists():
                path.touch(mode=0o600)

    def _beside(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)

    def _remove_log(self) -> None:
        for suffix in BESIDE:
            files.remove(self._beside(suffix))

    def _remove(self) -> None:
        for suffix in ("", *BESIDE, ".lock"):
            files.remove(self._beside(suffix))


def _groups(ones: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(ones)
    while group := list(islice(rest, GROUP)):
        yield group
