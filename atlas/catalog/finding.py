"""Which articles answer a question, and in which order: the best first, or by their days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peewee import SqliteDatabase

from atlas.catalog.matching import Asked
from atlas.catalog.ranking import WORTH

WEIGHTS = "8.0, 4.0, 2.0, 1.0"
"""What a word in the title, an author's name, what is said about it, and the text itself is worth."""
RANKED = f"SELECT rowid AS id FROM word WHERE word MATCH ? AND rowid >= ? ORDER BY bm25(word, {WEIGHTS})"  # noqa: S608
MANY = 10_000
"""Articles that are ranked at most where nothing but words narrows them: what a common word matches takes too long."""
LAST_RANKED = "SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
OLDER = "SELECT rowid AS id FROM word WHERE word MATCH ? AND rowid < ? ORDER BY rowid DESC"
MATCHING = " WHERE id IN (SELECT rowid FROM word WHERE word MATCH ?)"
ORDERS = {"best": "dated DESC, id DESC", "newest": "dated DESC, id DESC", "oldest": "dated, id"}
"""How articles are sorted by their days; where words are looked for, the best are those of RANKED."""


@dataclass(frozen=True)
class Found:
    """An article that matches."""

    article: int
    record: int
    url: str
    worth: tuple[object, ...]
    """The best of several captures has most."""


def answers(database: SqliteDatabase, question: Asked, order: str = "best", many: int = MANY) -> Iterator[Found]:
    """Yields what is found, the best first; without words the newest. Whoever takes a few pays for few.

    Of more than so `many` that nothing but words narrows, the newest are ranked; the others follow, the newest first.
    """
    if not question.match or order != "best":
        dated = f"SELECT id FROM article{MATCHING if question.match else ''} ORDER BY {ORDERS[order]}"  # noqa: S608
        yield from _looked_up(database, dated, [question.match] if question.match else [], question)
        return
    # What must be older, or of one site, may lie wholly among those that were not ranked.
    last = 0 if question.conditions else _last_ranked(database, question.match, many)
    yield from _looked_up(database, RANKED, [question.match, last], question)
    if last:
        yield from _looked_up(database, OLDER, [question.match, last], question)


def _last_ranked(database: SqliteDatabase, match: str, many: int) -> int:
    """Returns the number of the oldest article that is ranked; 0 where all are."""
    last = database.execute_sql(LAST_RANKED, (match, many - 1)).fetchone()
    return int(last[0]) if last else 0


def _looked_up(database: SqliteDatabase, sorted_by: str, values: Sequence[object], question: Asked) -> Iterator[Found]:
    # Sorted by itself and joined in that order: most of what a common word matches is never looked up.
    conditions = f" WHERE {' AND '.join(question.conditions)}" if question.conditions else ""
    statement = (
        f"SELECT article.id, record.id, record.url, {WORTH.format('record.')}, record.captured_at"  # noqa: S608
        f" FROM ({sorted_by} LIMIT -1) AS best CROSS JOIN article ON article.id = best.id"
        f" CROSS JOIN record ON record.id = article.record_id{conditions}"
    )
    for article, record, url, *worth in database.execute_sql(statement, (*values, *question.values)):
        yield Found(article, record, url, tuple(worth))


def once(some: Iterator[Found], most: int) -> list[Found]:
    """Returns what was found, each address once: where it stood first, by the best of its captures up to there."""
    best: dict[str, Found] = {}
    for one in some:
        if len(best) == most and one.url not in best:
            break
        best[one.url] = max(best.get(one.url, one), one, key=lambda one: one.worth)
    return list(best.values())
