"""Questions: any text is answered or refused in the house's own words, and a word of an article finds it."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from atlas.catalog import Catalog
from atlas.errors import AtlasError, CatalogBroken
from atlas.model.query import LONGEST, MOST, query_of
from tests.catalog.samples import reading
from tests.catalog.test_catalog import snapshot
from tests.catalog.test_search import ARTICLES
from tests.fuzz.drawing import Draw
from tests.fuzz.target import Target

FOLDERS: list[str] = []
WORDS = (
    b'"',
    b"*",
    b" OR ",
    b" AND ",
    b"-",
    b"title:",
    b"site:",
    b"tag:",
    b"before:",
    b"is:doubtful",
    b"NEAR(",
    b"lang:",
)
ORDERS = ("best", "newest", "oldest")
WRITTEN = (
    "{}",
    '"{}"',
    "{}*",
    "title:{} OR {}",
    " {} ",
    "“{}”",
    "{} OR nothing",
    "-nothing {}",
    "{} -site:nowhere.example",
)


@cache
def catalog() -> Catalog:
    """A catalog with some articles."""
    FOLDERS.append(tempfile.mkdtemp(prefix="atlas-fuzz-"))
    made = Catalog(Path(FOLDERS[-1]) / "catalog.db")
    made.note([snapshot(number, verdict="page") for number in range(len(ARTICLES))], [])
    made.file([reading(number, text, title, **told) for number, (title, text, told) in enumerate(ARTICLES)])
    return made


def end() -> None:
    """Removes the catalog."""
    if FOLDERS:
        catalog().close()
        catalog.cache_clear()
        shutil.rmtree(FOLDERS.pop())


def check(data: bytes) -> None:
    draw = Draw(data)
    number, way, order = draw.number(len(ARTICLES) - 1), draw.one_of(WRITTEN), draw.one_of(ORDERS)
    limit, offset, text = 1 + draw.number(30), draw.number(3), draw.text(2000)
    question = query_of(text)
    assert sum(map(len, question.clauses)) <= MOST
    assert all(len(term.value) <= LONGEST + 20 for clause in question.clauses for term in clause)
    try:
        hits = catalog().search(text, limit, offset, order)
        list(catalog().chosen(text))
    except CatalogBroken as error:
        raise AssertionError(f"SQLite was asked what it does not read: {text!r}") from error
    except AtlasError:
        return
    assert len(hits) <= limit
    assert len({one.row.id for one in hits}) == len(hits), "each once"
    _finds(number, way, draw.number(50))


def _finds(number: int, way: str, at: int) -> None:
    """A word of an article, however it is written down, finds that article."""
    title, body, _ = ARTICLES[number]
    words = [one for one in f"{title} {body}".split() if one.isalpha() and one not in ("AND", "OR")]
    word = words[at % len(words)] if "title:" not in way else title.split()[at % len(title.split())]
    found = catalog().search(way.replace("{}", word), 99)
    assert f"{number:08x}" in {one.row.id for one in found}, (word, way)


def seeds() -> list[bytes]:
    texts = (
        *(
            "cools",
            '"metal" OR fan*',
            "title:Pi -rice",
            "site:a.example before:2026-11",
            "tag:hardware lang:de",
            "is:doubtful",
        ),
        *(
            "散热",
            "한국어",
            "คุณ",
            "“phrase” AND",
            'un"balanced',
            "NEAR(a b)",
            "{a} : b",
            "a\0b",
            "'; DROP TABLE word; --",
            "^a + b",
        ),
        *(
            "*" * 9,
            "-" * 9,
            "col:val",
            "after:2026-99-99",
            "site:[::1]",
            "%_\\",
            "a" * 300,
            "x " * 70,
            "Ⅷ ﬁ ß İ",
            "\u0301a",
        ),
    )
    return [bytes((number % 9, number % 9, number % 3, 20, 0)) + text.encode() for number, text in enumerate(texts)]


TARGET = Target(check, seeds, WORDS, 2000, end)
