"""By what a page is found under any of its addresses, and what a person told of it where it was exported from."""

from peewee import SqliteDatabase

from atlas.model.key import key_of


def up(migrator: object, db: SqliteDatabase) -> None:
    """Adds the columns, and the key of each record."""
    del migrator
    db.execute_sql("ALTER TABLE record ADD COLUMN key TEXT NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE record ADD COLUMN added TEXT NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE record ADD COLUMN note TEXT NOT NULL DEFAULT ''")
    keys = [(key_of(url), url) for (url,) in db.execute_sql("SELECT DISTINCT url FROM record").fetchall()]
    for one in keys:
        db.execute_sql("UPDATE record SET key = ? WHERE url = ?", one)
    db.execute_sql("CREATE INDEX record_key ON record (key)")
