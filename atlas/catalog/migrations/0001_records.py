"""Records, attempts, and what they say of hosts."""

from peewee import SqliteDatabase

STATEMENTS = (
    """
    CREATE TABLE record (
        id INTEGER PRIMARY KEY,
        snapshot TEXT NOT NULL UNIQUE,
        digits TEXT NOT NULL,
        url TEXT NOT NULL,
        host TEXT NOT NULL,
        final_url TEXT NOT NULL,
        captured_at TEXT NOT NULL,
        status INTEGER,
        layer TEXT NOT NULL,
        verdict TEXT NOT NULL,
        disposition TEXT NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        size INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        digest TEXT NOT NULL,
        drop_name TEXT NOT NULL,
        drop_digest TEXT NOT NULL,
        title TEXT NOT NULL,
        tags TEXT NOT NULL,
        notes TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX record_url ON record (url)",
    "CREATE INDEX record_digits ON record (digits)",
    "CREATE INDEX record_captured_at ON record (captured_at)",
    """
    CREATE TABLE attempt (
        id INTEGER PRIMARY KEY,
        record_id INTEGER REFERENCES record (id) ON DELETE SET NULL,
        url TEXT NOT NULL,
        host TEXT NOT NULL,
        at TEXT NOT NULL,
        layer TEXT NOT NULL,
        status INTEGER,
        kind TEXT NOT NULL,
        detail TEXT NOT NULL,
        milliseconds INTEGER NOT NULL,
        UNIQUE (url, at, layer)
    ) STRICT
    """,
    "CREATE INDEX attempt_host ON attempt (host, at)",
    "CREATE INDEX attempt_record ON attempt (record_id)",
    """
    CREATE VIEW host AS
    SELECT host, count(*) AS tries, sum(kind = '') AS captured, sum(kind <> '') AS failed, max(at) AS last_at
    FROM attempt WHERE host <> '' GROUP BY host
    """,
)


def up(migrator: object, db: SqliteDatabase) -> None:
    """Makes the tables."""
    del migrator
    for statement in STATEMENTS:
        db.execute_sql(statement)
