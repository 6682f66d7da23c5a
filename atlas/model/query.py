"""What a person types to find an article again, read as a question; there is nothing that does not read."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import islice

from atlas.model.plain import legible
from atlas.model.url import host_of
from atlas.model.verdict import Verdict

MOST = 64
"""Words of a question; who pastes a whole page asks with its beginning."""
LONGEST = 200
"""Characters of one word or phrase."""
QUOTES = str.maketrans("“”„‟«»「」『』＂", '"' * 11)
TERM = re.compile(
    r"""
    (?P<minus>-)?
    (?:(?P<field>[A-Za-z]{2,6}):)?
    (?: "(?P<phrase>[^"]*)(?:"|\Z) | (?P<word>[^\s"]+) )
    (?P<star>(?<=")\*)?
    """,
    re.VERBOSE,
)
DAY = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")


class Field(Enum):
    """What of an article a term speaks of."""

    TEXT = ""
    TITLE = "title"
    AUTHOR = "author"
    SITE = "site"
    TAG = "tag"
    LANGUAGE = "lang"
    BEFORE = "before"
    AFTER = "after"
    IS = "is"


WORDED = frozenset({Field.TEXT, Field.TITLE, Field.AUTHOR})
"""What is looked up in the index of words."""
STATES = ("doubtful", *(one.on_disk for one in Verdict))
"""What `is:` may say: of the text, and of the answer."""
SCHEMES = ("http", "https")


@dataclass(frozen=True)
class Term:
    """One thing that is asked for."""

    value: str
    """As typed where it is looked up in the index of words, else as the catalog keeps it."""
    field: Field = Field.TEXT
    prefix: bool = False
    """Whether words that only begin so will do."""
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """What must hold: of each clause, one of its terms."""

    clauses: tuple[tuple[Term, ...], ...] = ()


def query_of(text: str) -> Query:
    """Returns the question that a text asks.

    Words, "phrases" and prefix* are all looked for; OR between two lets either do, -not excludes. title:, author:,
    site:, tag:, lang:, before:, after:, is:doubtful and is:VERDICT speak of something else than the text. Whatever
    makes no sense as one of these is looked for as it stands.
    """
    clauses: list[tuple[Term, ...]] = []
    joins = False
    for found in _pieces(text):
        if found in ("AND", "OR"):
            joins = found == "OR"
            continue
        assert isinstance(found, Term)
        if joins and clauses:
            clauses[-1] = (*clauses[-1], found)
        else:
            clauses.append((found,))
        joins = False
    return Query(tuple(clauses))


def _pieces(text: str) -> list[Term | str]:
    """Returns the terms in order, with AND and OR where they stand between two."""
    found: list[Term | str] = []
    plain = legible(" ".join(text.translate(QUOTES).split()))
    matches = list(islice(TERM.finditer(plain), 2 * MOST))
    for number, match in enumerate(matches):
        between = 0 < number < len(matches) - 1
        if match[0] in ("AND", "OR") and between:
            found.append(match[0])
        elif (term := _term(match)) is not None:
            found.append(term)
    return found[:MOST]


def _term(match: re.Match[str]) -> Term | None:
    """Returns what one piece asks for, or None where there is nothing in it that could be found."""
    value = (match["phrase"] if match["word"] is None else match["word"])[:LONGEST]
    field = next((one for one in Field if one.value == (match["field"] or "").lower()), None)
    prefix = bool(match["star"]) or (match["word"] is not None and value.endswith("*"))
    negated = bool(match["minus"])
    if field is None or (field not in WORDED and not _meant(field, value)):
        # Of an address that was pasted the index has all but the scheme.
        is_address = value.startswith("//") and match["field"].lower() in SCHEMES
        field, value = Field.TEXT, value if is_address else f"{match['field']} {value}"
    if field not in WORDED:
        return Term(_meant(field, value), field, negated=negated)
    return Term(value, field, prefix, negated) if any(map(_findable, value)) else None


def _findable(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def _meant(field: Field, value: str) -> str:
    """Returns a value as the catalog keeps it, or "" where it cannot be one."""
    match field:
        case Field.SITE:
            return _host(value)
        case Field.BEFORE | Field.AFTER:
            return _day(value)
        case Field.IS:
            return value.lower() if value.lower() in STATES else ""
        case Field.TAG:
            return value.strip().casefold()
        case _:
            return value.strip().lower().replace("_", "-")


def _host(value: str) -> str:
    """Returns the host in what was typed: a name, the end of one, or a whole address."""
    address = value if "://" in value else f"http://{value}/"
    return host_of(address).strip(".") or (value.lower().strip(".") if value.isascii() else "")


def _day(value: str) -> str:
    """Returns the first day of a year, month or day."""
    found = DAY.fullmatch(value)
    if not found:
        return ""
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)).isoformat()
    except ValueError:
        return ""
