"""What was read of records, and the index of its words.

The text is kept deflated, once, and the index refers to it: so a word is taken out exactly as it was put in, what was
found can be shown, and an article takes less than half the room of an index that keeps texts itself.
"""

from peewee import SqliteDatabase

READABLE = (
    "refers_to = '' AND (verdict IN ('page', 'other-type', 'paywall', 'consent', 'hollow')"
    " OR (verdict = '' AND disposition = 'captured'))"
)
WORDS = "parted({0}.heading), parted({0}.author), parted({0}.about), inflated({0}.text)"
# Marks of Thai, Hindi and others belong to their words, which without them would be others.
TOKENS = "porter unicode61 remove_diacritics 2 categories ''L* N* Co Mc Mn''"
STATEMENTS = (
    "ALTER TABLE record ADD COLUMN reader INTEGER NOT NULL DEFAULT 0",
    f"CREATE INDEX record_unread ON record (reader, captured_at) WHERE {READABLE}",
    "CREATE INDEX record_refers_to ON record (refers_to) WHERE refers_to <> ''",
    """
    CREATE TABLE article (
        id INTEGER PRIMARY KEY,
        record_id INTEGER NOT NULL UNIQUE REFERENCES record (id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        title TEXT NOT NULL,
        heading TEXT NOT NULL,
        author TEXT NOT NULL,
        about TEXT NOT NULL,
        host TEXT NOT NULL,
        dated TEXT NOT NULL,
        labels TEXT NOT NULL,
        agreement REAL,
        fingerprint INTEGER NOT NULL,
        words INTEGER NOT NULL,
        minutes INTEGER NOT NULL,
        language TEXT NOT NULL,
        site TEXT NOT NULL,
        authors TEXT NOT NULL,
        published TEXT NOT NULL,
        modified TEXT NOT NULL,
        description TEXT NOT NULL,
        canonical TEXT NOT NULL,
        image TEXT NOT NULL,
        tags TEXT NOT NULL,
        licence TEXT NOT NULL,
        genre TEXT NOT NULL,
        extractor TEXT NOT NULL,
        reader INTEGER NOT NULL,
        read_at TEXT NOT NULL,
        digest TEXT NOT NULL,
        notes TEXT NOT NULL,
        facts TEXT NOT NULL,
        reason TEXT NOT NULL,
        text BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX article_doubtful ON article (agreement) WHERE agreement < 0.6",
    "CREATE INDEX article_dated ON article (dated)",
    *(
        f"CREATE INDEX article_band_{band} ON article ((fingerprint >> {band * 16}) & 65535) WHERE fingerprint <> 0"
        for band in range(4)
    ),
    f"CREATE VIEW worded (id, title, author, about, text) AS SELECT id, {WORDS.format('article')} FROM article",  # noqa: S608
    f"""
    CREATE VIRTUAL TABLE word USING fts5(
        title, author, about, text, content = 'worded', content_rowid = 'id', tokenize = '{TOKENS}'
    )
    """,
    f"""
    CREATE TRIGGER article_filed AFTER INSERT ON article BEGIN
        INSERT INTO word (rowid, title, author, about, text) VALUES (new.id, {WORDS.format("new")});
    END
    """,  # noqa: S608
    f"""
    CREATE TRIGGER article_removed AFTER DELETE ON article BEGIN
        INSERT INTO word (word, rowid, title, author, about, text) VALUES ('delete', old.id, {WORDS.format("old")});
    END
    """,  # noqa: S608
    """
    CREATE VIEW known AS
    SELECT record.*, article.path AS article, article.title AS article_title
    FROM record
    LEFT JOIN record AS whole ON whole.snapshot = record.refers_to
    LEFT JOIN article ON article.record_id = coalesce(whole.id, record.id)
    """,
)


def up(migrator: object, db: SqliteDatabase) -> None:
    """Makes the table of articles, the index, and what keeps them together."""
    del migrator
    for statement in STATEMENTS:
        db.execute_sql(statement)
