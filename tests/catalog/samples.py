"""Readings to file, and catalogs as an older Atlas left them."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from atlas.catalog.connecting import connection
from atlas.catalog.layout import MIGRATIONS
from atlas.catalog.migrating import migrate
from atlas.catalog.rows import record_fields
from atlas.model.article import Article, Metadata, Reading
from tests.catalog.test_catalog import snapshot


def reading(number=0, text="", title="", reader=1, agreement=None, fingerprint=0, path=None, **told):
    """Returns the reading of a snapshot that `snapshot(number)` makes."""
    article = Article(text, Metadata(title=title, **told), "trafilatura", agreement, fingerprint=fingerprint)
    place = f"2026/11/{number:08x}.md" if path is None else path
    return Reading(snapshot(number).path, reader, "2026-11-23T12:30:00.000Z", article, place, f"sha256:{number:x}")


def failed(number=0, reader=1, reason="The page has no text."):
    """Returns a reading that came to nothing."""
    return Reading(snapshot(number).path, reader, "2026-11-23T12:30:00.000Z", reason=reason)


def make_old(path: Path, layout: int, kept) -> None:
    """Makes a catalog as it was after so many migrations, with these snapshots in it."""
    with TemporaryDirectory() as folder:
        for one in sorted(MIGRATIONS.glob("[0-9]*.py"))[:layout]:
            shutil.copy(one, folder)
        database = connection(str(path), {})
        with database.connection_context():
            migrate(database, Path(folder))
    with closing(sqlite3.connect(path)) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info (record)")][1:]
        for one in kept:
            values = [record_fields(one)[name] for name in columns]
            marks = ", ".join("?" * len(columns))
            database.execute(f"INSERT INTO record ({', '.join(columns)}) VALUES ({marks})", values)
        database.execute(f"PRAGMA user_version = {layout}")
        database.commit()
