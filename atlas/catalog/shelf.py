"""The catalog's side of reading: what is unread, what was read, and finding it again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import dumps
from sys import maxsize
from typing import Any

from peewee import SQL, SqliteDatabase

from atlas.catalog import glance
from atlas.catalog.articles import ArticleRow, Hit, article_fields, article_of, signed
from atlas.catalog.connecting import by_name, columns
from atlas.catalog.finding import Found, answers, once
from atlas.catalog.matching import asked
from atlas.catalog.rows import Row, row_of
from atlas.catalog.spelling import CLOSE, OPEN, PART, pieces
from atlas.catalog.store import Store
from atlas.catalog.tables import Article, Record
from atlas.model.article import DOUBTFUL, Reading
from atlas.model.grouping import groups
from atlas.model.query import query_of

READABLE = SQL(glance.READABLE)
GROUP = 500
"""Records asked for at once."""
# Spelt once and not by Peewee each time, which takes longer than looking them up.
ROWS = "SELECT * FROM known WHERE id IN (SELECT value FROM json_each(?))"
ARTICLES = (
    "SELECT article.*, record.snapshot FROM article JOIN record ON record.id = article.record_id"
    " WHERE article.id IN (SELECT value FROM json_each(?))"
)
SNIPPET = 32
"""Words of a snippet."""
ALIKE = 3
"""Bits in which the fingerprints of near-duplicates differ at most; one of four bands is then the same."""
# One question for each band: of four conditions in one, SQLite would use no index.
SAME_BAND = " UNION ".join(
    f"SELECT record_id, fingerprint FROM article WHERE fingerprint <> 0 AND (fingerprint >> {band * 16}) & 65535 = ?"  # noqa: S608
    for band in range(4)
)


class Shelf(Store):
    """What was read, and the index of its words; both change in one transaction."""

    def unread(self, reader: int, limit: int) -> list[Row]:
        """Returns records that are worth reading and were not read by this reader or a later one, the newest first."""
        query = Record.select(Record.id).where(READABLE & (Record.reader < reader))
        with self._reader() as database:
            wanted = [one["id"] for one in columns(database, query.order_by(Record.captured_at.desc()).limit(limit))]
            return _rows(database, wanted)

    def file(self, readings: Sequence[Reading]) -> None:
        """Takes readings in one transaction, in place of earlier ones; one whose snapshot has no record is left out."""
        with self._reader() as database:
            places = [_whole(database, one.snapshot) for one in readings]
            records = {one["snapshot"]: one for one in _records(database, places)}
        # Made ready before the lock is taken, so that no capture waits for it; of two readings the last one counts.
        known = [(one, place) for one, place in zip(readings, places, strict=True) if place in records]
        fields = {place: article_fields(one, records[place]) for one, place in known}
        with self._writing() as database:
            _file(database, fields)

    def reading(self, snapshot: str) -> ArticleRow | None:
        """Returns what was read of a snapshot, or of the one it refers to; None where it is unread."""
        with self._reader() as database:
            return _article(database, _whole(database, snapshot))

    def readings(self) -> Iterator[ArticleRow]:
        """Yields all that was read, in the order of its snapshots."""
        query = Article.select(Article, Record.snapshot).join(Record).order_by(Record.snapshot)
        with self._reader() as database:
            yield from map(article_of, columns(database, query))

    def search(self, query: str, limit: int, offset: int = 0, order: str = "best") -> list[Hit]:
        """Returns the articles that a person asks for, each address once: best, newest or oldest first."""
        question = asked(query_of(query))
        if not question.match and not question.conditions:
            return []
        with self._reader() as database:
            some = once(answers(database, question, order), offset + limit)[offset:]
            return _hits(database, question.match, some)

    def chosen(self, query: str) -> Iterator[Row]:
        """Yields the records of all articles that a person asks for, the best first; each address once."""
        question = asked(query_of(query))
        if not question.match and not question.conditions:
            return
        with self._reader() as database:
            wanted = [one.record for one in once(answers(database, question), maxsize)]
            for some in groups(wanted, GROUP):
                yield from _rows(database, some)

    def doubtful(self, limit: int | None = None) -> list[Row]:
        """Returns the records whose text is likely not what the page is about, the likeliest first."""
        query = Article.select(Article.record).where(SQL(f"agreement < {DOUBTFUL}")).order_by(Article.agreement)
        with self._reader() as database:
            return _rows(database, [one["record"] for one in columns(database, query.limit(limit))])

    def unreadable(self, limit: int | None = None) -> list[tuple[Row, str]]:
        """Returns the records whose reading failed, each with the reason, the newest first."""
        failed = (Article.extractor == "") & (Article.reason != "")
        query = Article.select(Article.record, Article.reason).join(Record).where(failed)
        with self._reader() as database:
            found = list(columns(database, query.order_by(Record.captured_at.desc()).limit(limit)))
            rows = _rows(database, [one["record"] for one in found])
            return [(row, one["reason"]) for row, one in zip(rows, found, strict=True)]

    def openings(self, rows: Sequence[Row]) -> dict[str, tuple[ArticleRow, str]]:
        """Returns what was read of these records, each with its first words, by the records' snapshots."""
        places = {one.snapshot: one.refers_to or one.snapshot for one in rows}
        query = Article.select(Article, Record.snapshot).join(Record).where(Record.snapshot.in_([*places.values()]))
        with self._reader() as database:
            found = {
                one["snapshot"]: (article_of(one), _marked(database, "", one["id"])[1])
                for one in columns(database, query)
            }
        return {one: found[place] for one, place in places.items() if place in found}

    def alike(self, snapshot: str) -> list[Row]:
        """Returns records of other addresses whose text is nearly the same, the closest first."""
        with self._reader() as database:
            place = _whole(database, snapshot)
            article = _article(database, place)
            if not article or not article.fingerprint:
                return []
            near = sorted(_near(database, article.fingerprint))
            rows = _rows(database, [record for _, record in near])
            own = {one.url for one in rows if one.snapshot == place}
            return [one for one in rows if one.url not in own]


def _records(database: SqliteDatabase, snapshots: Iterable[str]) -> Iterator[dict[str, Any]]:
    return columns(database, Record.select().where(Record.snapshot.in_(list(snapshots))))


def _file(database: SqliteDatabase, fields: Mapping[str, Mapping[str, Any]]) -> None:
    """Takes the rows of these snapshots within the caller's transaction."""
    # Asked once more: meanwhile the catalog may have been made anew, with other numbers. In their order, for the index
    # of words writes what it holds when a number is less than the last one.
    for record in sorted(_records(database, fields), key=lambda record: int(record["id"])):
        database.execute_sql("DELETE FROM article WHERE record_id = ?", (record["id"],))
        # An article has its record's number, so that the index knows which are the newest; those of an older Atlas have
        # others, and one may have just this.
        is_taken = database.execute_sql("SELECT 1 FROM article WHERE id = ?", (record["id"],)).fetchone()
        number = None if is_taken else record["id"]
        one = {"id": number, "record_id": record["id"], **fields[record["snapshot"]]}
        names, marks = ", ".join(one), ", ".join("?" * len(one))
        database.execute_sql(f"INSERT INTO article ({names}) VALUES ({marks})", tuple(one.values()))  # noqa: S608
        database.execute_sql("UPDATE record SET reader = ? WHERE id = ?", (one["reader"], record["id"]))


def _whole(database: SqliteDatabase, snapshot: str) -> str:
    """Returns the snapshot that has a snapshot's body."""
    return str(Record.select(Record.refers_to).where(Record.snapshot == snapshot).scalar(database) or snapshot)


def _article(database: SqliteDatabase, snapshot: str) -> ArticleRow | None:
    query = Article.select(Article, Record.snapshot).join(Record).where(Record.snapshot == snapshot)
    return next(map(article_of, columns(database, query)), None)


def _rows(database: SqliteDatabase, records: Sequence[int]) -> list[Row]:
    """Returns the records of these numbers, in their order."""
    rows = {one["id"]: row_of(one) for one in by_name(database, ROWS, dumps(records))}
    return [rows[number] for number in records]


def _hits(database: SqliteDatabase, match: str, some: Sequence[Found]) -> list[Hit]:
    told = by_name(database, ARTICLES, dumps([one.article for one in some]))
    articles = {one["id"]: article_of(one) for one in told}
    rows = _rows(database, [one.record for one in some])
    marked = [map(pieces, _marked(database, match, one.article)) for one in some]
    return [Hit(row, articles[one.article], *both) for row, one, both in zip(rows, some, marked, strict=True)]


def _marked(database: SqliteDatabase, match: str, article: int) -> tuple[str, str]:
    """Returns title and snippet with marks around what was looked for."""
    if not match:
        found = database.execute_sql("SELECT title, text FROM worded WHERE id = ?", (article,)).fetchone()
        return found[0], " ".join(found[1][: 20 * SNIPPET].replace(PART, "").split()[:SNIPPET])
    marks = (OPEN, CLOSE)
    statement = (
        f"SELECT highlight(word, 0, ?, ?), snippet(word, 3, ?, ?, '…', {SNIPPET})"  # noqa: S608
        " FROM word WHERE word MATCH ? AND rowid = ?"
    )
    found = database.execute_sql(statement, (*marks, *marks, match, article)).fetchone()
    return found[0], found[1]


def _near(database: SqliteDatabase, fingerprint: int) -> Iterator[tuple[int, int]]:
    """Yields how far each near-duplicate is, and its record."""
    bands = tuple((fingerprint >> band * 16) & 65535 for band in range(4))
    for record, other in database.execute_sql(SAME_BAND, bands):
        distance = ((signed(fingerprint) ^ other) % 2**64).bit_count()
        if distance <= ALIKE:
            yield distance, record
