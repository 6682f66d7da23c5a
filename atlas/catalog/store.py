"""The database file: one connection that writes, any number that read, and how a new file takes its place."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from peewee import PeeweeException, SqliteDatabase

from atlas import files
from atlas.catalog.connecting import connection, identity, teach, told
from atlas.catalog.layout import bring_up_to_date, is_old
from atlas.errors import CatalogBroken

# WAL with FULL: with NORMAL the last commits are lost at a power cut.
PRAGMAS = {
    # Holds for files that are made from now on, and must come before anything is written.
    "auto_vacuum": 2,
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "journal_size_limit": 16 * 2**20,
    "cache_size": -2048,
}
# Of a file that is synced as a whole before anybody knows of it, no commit need be.
MAKING = {**PRAGMAS, "synchronous": "off", "cache_size": -16384}
# SQLite's own names; a database and its log belong together, and are moved, counted and removed together.
BESIDE = ("-wal", "-shm")
HASTE = 100
"""Milliseconds that a capture waits for a locked catalog."""


class Store:
    """The database of one home. Every error of it is CatalogBroken."""

    def __init__(
        self, path: Path, kind_of: Callable[[Path], str] = files.kind_of, pragmas: Mapping[str, object] = PRAGMAS
    ) -> None:
        self._path = path
        self._kind_of = kind_of
        self._pragmas = dict(pragmas)
        # Re-entrant: a rebuild holds it while it writes, closes and moves, each of which takes it.
        self._one_at_a_time = threading.RLock()
        self._database: SqliteDatabase | None = None
        self._opened: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None
        self._one_at_the_glass = threading.Lock()
        self._glass: SqliteDatabase | None = None
        self._glass_on: tuple[int, int] | None = None
        self.losses = 0
        """How often the file that was written to was found deleted or replaced: the new one lacks what was in it."""

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self._path

    def check(self) -> list[str]:
        """Returns what SQLite finds wrong; nothing where the database is whole."""
        with self._reader() as database:
            told = [row[0] for row in database.execute_sql("PRAGMA integrity_check(20)")]
        return [] if told == ["ok"] else told

    def check_words(self, scratch: Path) -> list[str]:
        """Returns what is wrong between the index of words and the articles, looked for in a copy in this folder."""
        copy = scratch / "words.db"
        copy.touch(mode=0o600)
        with self._reader() as database, closing(sqlite3.connect(copy)) as copied:
            database.connection().backup(copied)
            teach(copied)
            try:
                copied.execute("INSERT INTO word (word, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                return [f"the index of words does not agree with the articles ({error})"]
        return []

    def copy_to(self, copy: Path) -> None:
        """Makes a whole copy at this path, private and found in order, while others read and write."""
        copy.touch(mode=0o600)
        with self._reader() as database, closing(sqlite3.connect(copy)) as copied:
            database.connection().backup(copied)
            # Without a log of its own the copy is one file.
            copied.execute("PRAGMA journal_mode = delete")
            wrong = [row[0] for row in copied.execute("PRAGMA integrity_check(20)")]
        if wrong != ["ok"]:
            raise CatalogBroken(f"The catalog's copy is not whole: {wrong[0]}.")

    def close(self) -> None:
        """Closes the writer's connection, and the one for short questions."""
        with self._one_at_the_glass, told():
            self._put_away()
        with self._one_at_a_time:
            if self._database:
                with told():
                    self._database.close()
            self._database = self._opened = self._log = None

    def set_aside(self, path: Path) -> None:
        """Moves the database and its log to where nothing lies; only under the home's lock."""
        with self._one_at_a_time, told():
            with suppress(CatalogBroken):
                self.close()
            # The log comes last: left behind it is thrown away, gone before it would take commits from the database.
            for suffix in ("", *BESIDE):
                if self._beside(suffix).exists():
                    files.move(self._beside(suffix), path.with_name(path.name + suffix))
            files.sync(folders=[path.parent])

    def bring_back(self, path: Path) -> None:
        """Moves a database that was set aside back to its place; only under the home's lock."""
        with self._one_at_a_time, told():
            for suffix in (*BESIDE, ""):
                if (aside := path.with_name(path.name + suffix)).exists():
                    files.move(aside, self._beside(suffix))

    def _give_way_to(self, fresh: Path) -> None:
        files.sync([fresh])
        # A cut between the next two steps leaves the old database without its log: it must be whole by itself.
        if self._path.exists():
            with suppress(PeeweeException, sqlite3.Error, CatalogBroken):
                self._writer().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()
        self._remove_log()
        files.sync(folders=[self._path.parent])
        # The commit. The old log is gone and synced away by now: played into the new file it would damage it.
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

    @contextmanager
    def _rehearsing(self) -> Iterator[SqliteDatabase]:
        """Gives the database within one transaction that is taken back in the end."""
        with self._one_at_a_time, told():
            database = self._writer()
            with database.atomic() as transaction:
                yield database
                transaction.rollback()

    def _writer(self) -> SqliteDatabase:
        """Returns the one connection that writes; a new one where the file was deleted or replaced."""
        # A file that was deleted is still written to by whoever has it open, and all of it is gone in the end.
        if self._database and self._opened == identity(self._path):
            return self._database
        self.losses += self._database is not None
        self._leave()
        self._make_private()
        database = connection(str(self._path), pragmas=self._pragmas, lock_type="IMMEDIATE")
        database.connect()
        try:
            bring_up_to_date(database, self._path)
        # Interruption, too: a connection that nobody knows of holds the file's lock against the next one.
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
        database = self._reading(patience)
        with told(), database.connection_context():
            _check_layout(database)
            yield database

    def _glanced(self, question: str, asked: str) -> str:
        """Returns the one text that answers a short question, or ""; by a connection that stays open for the next."""
        with self._one_at_the_glass, told():
            if self._glass is None or self._glass_on != identity(self._path):
                self._take_up()
            assert self._glass
            # Read to its end: an answer that is left open would hold up the log's checkpoint.
            found = self._glass.execute_sql(question, (asked,)).fetchall()
            return str(found[0][0]) if found else ""

    def _take_up(self) -> None:
        self._put_away()
        if (lies := identity(self._path)) is None:
            raise CatalogBroken("There is no catalog yet.")
        database = self._reading(HASTE)
        database.connect()
        try:
            _check_layout(database)
        # Interruption, too: what is open and belongs to nobody is never closed.
        except BaseException:
            database.close()
            raise
        self._glass, self._glass_on = database, lies

    def _put_away(self) -> None:
        if self._glass:
            self._glass.close()
        self._glass = self._glass_on = None

    def _reading(self, patience: int) -> SqliteDatabase:
        # Read-only: a corruption bug with several connections that checkpoint is in SQLite before 3.51.3.
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        return connection(uri, uri=True, pragmas={"busy_timeout": patience})

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


def _check_layout(database: SqliteDatabase) -> None:
    if is_old(database):
        raise CatalogBroken("The catalog was made by an older Atlas; any start of this one updates it.")
