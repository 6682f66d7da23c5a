"""A question as SQLite is asked it: what the index of words is to match, and what else must hold."""

from collections.abc import Callable
from dataclasses import dataclass

from atlas.catalog.spelling import PART, literal, parted, spelt
from atlas.model.article import DOUBTFUL
from atlas.model.query import WORDED, Field, Query, Term

WORDS = "article.id IN (SELECT rowid FROM word WHERE word MATCH ?)"
HOST = "('.' || article.host LIKE ? ESCAPE '\\' OR '.' || record.host LIKE ? ESCAPE '\\')"
# A page that was captured again has the tags of both drops.
OWN_TAG = "instr(article.labels, char(10) || ? || char(10))"
# Of a hundred thousand records most have the same few lists of tags: each list is read once, not each record's.
DROP_TAG = (
    "record.id IN (SELECT coalesce(whole.id, one.id) FROM record AS one"
    " LEFT JOIN record AS whole ON whole.snapshot = one.refers_to WHERE one.tags IN (SELECT list.tags"
    " FROM (SELECT DISTINCT tags FROM record WHERE tags <> '[]') AS list JOIN json_each(list.tags) AS tag"
    " WHERE folded(tag.value) = ?))"
)
LANGUAGE = "(lower(article.language) = ? OR lower(article.language) LIKE ? ESCAPE '\\')"


@dataclass(frozen=True)
class Asked:
    """A question in SQL."""

    match: str
    """What the index is to match; "" where no words are asked for."""
    conditions: tuple[str, ...]
    values: tuple[object, ...]


def asked(query: Query) -> Asked:
    """Returns a question in SQL."""
    matches, conditions, values = [], [], []
    for clause in query.clauses:
        if all(one.field in WORDED and not one.negated for one in clause):
            matches.append(f"({' OR '.join(_match(one) for one in clause)})")
            continue
        told = [_condition(one) for one in clause]
        conditions.append(f"({' OR '.join(condition for condition, _ in told)})")
        values += [value for _, some in told for value in some]
    return Asked(" AND ".join(matches), tuple(conditions), tuple(values))


def _condition(term: Term) -> tuple[str, tuple[object, ...]]:
    condition, values = CONDITIONS.get(term.field, _words)(term)
    return (f"NOT coalesce({condition}, 0)" if term.negated else condition), values


def _words(term: Term) -> tuple[str, tuple[object, ...]]:
    return WORDS, (_match(term),)


def _match(term: Term) -> str:
    """Returns a word or phrase for the index, in quotes so that nothing in it is an operator."""
    text = parted(spelt(term.value))
    star = "*" if term.prefix and not text.rstrip("*").endswith(PART) else ""
    column = f"{term.field.value} : " if term.field.value else ""
    return f'{column}"{text.replace(chr(34), " ")}"{star}'


CONDITIONS: dict[Field, Callable[[Term], tuple[str, tuple[object, ...]]]] = {
    Field.SITE: lambda term: (HOST, (f"%.{literal(term.value)}",) * 2),
    Field.TAG: lambda term: (f"({OWN_TAG} OR {DROP_TAG})", (term.value, term.value)),
    Field.LANGUAGE: lambda term: (LANGUAGE, (term.value, f"{literal(term.value)}-%")),
    Field.BEFORE: lambda term: ("article.dated < ?", (term.value,)),
    Field.AFTER: lambda term: ("article.dated >= ?", (term.value,)),
    Field.IS: lambda term: (
        ("article.agreement < ?", (DOUBTFUL,)) if term.value == "doubtful" else ("record.verdict = ?", (term.value,))
    ),
}
