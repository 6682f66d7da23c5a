"""What the catalog tells of articles, and how readings become rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atlas.catalog.rows import Row, writable
from atlas.catalog.spelling import deflated, spelt
from atlas.model.article import DOUBTFUL, Article, Reading
from atlas.model.plain import legible, plain
from atlas.model.url import host_of

Pieces = tuple[tuple[str, bool], ...]
"""A text piece by piece; each says whether it was looked for."""


@dataclass(frozen=True)
class ArticleRow:
    """What was read of one snapshot, without its text; or the reason why nothing was."""

    snapshot: str
    """Relative to the vault."""
    path: str
    """Relative to the folder of articles; "" where there is none."""
    title: str
    """The page's own, else the one its drop had."""
    authors: tuple[str, ...]
    site: str
    published: str
    modified: str
    language: str
    description: str
    canonical: str
    image: str
    tags: tuple[str, ...]
    """The page's own."""
    licence: str
    genre: str
    words: int
    minutes: int
    extractor: str
    agreement: float | None
    fingerprint: int
    notes: tuple[str, ...]
    facts: Mapping[str, str]
    reader: int
    read_at: str
    digest: str
    reason: str

    @property
    def doubtful(self) -> bool:
        """Whether the text is likely not what the page is about."""
        return self.agreement is not None and self.agreement < DOUBTFUL


@dataclass(frozen=True)
class Hit:
    """An article that was found."""

    row: Row
    article: ArticleRow
    title: Pieces
    snippet: Pieces
    """Where in the text what was looked for stands closest together; its beginning where it stands elsewhere."""


OWN = ("site", "published", "modified", "language", "description", "canonical", "image", "licence", "genre")
REMEMBERED = ("album", "camera", "lens")
"""Facts that a person may look for."""
READ = ("path", "reader", "read_at", "digest", "reason")
TOLD = (*OWN, *READ, "title", "words", "minutes", "extractor", "agreement")


def article_fields(reading: Reading, record: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a reading as the columns of its row; `record` has those of its snapshot."""
    article = reading.article or Article("")
    told = article.metadata
    title = legible(told.title or record["title"])
    where = str(record["final_url"] or record["url"])
    tags = json.loads(record["tags"])
    # What the drop called it, and where it was, are remembered as well as what it says of itself.
    facts = (article.facts.get(name, "") for name in REMEMBERED)
    about = (told.site, told.description, *told.tags, *tags, *facts, record["title"], where.partition("://")[2])
    fields = {
        **{name: getattr(told, name) for name in OWN},
        **{name: getattr(reading, name) for name in READ},
        **{name: getattr(article, name) for name in ("words", "minutes", "extractor", "agreement")},
        "title": title,
        "heading": spelt(title),
        "author": spelt(legible("; ".join(told.authors))),
        "about": spelt("\n".join(legible(one) for one in dict.fromkeys(about) if one and one != title)),
        "host": host_of(where),
        "dated": (told.published or record["captured_at"])[:10],
        "labels": "".join(f"\n{one.casefold()}\n" for one in told.tags),
        "fingerprint": signed(article.fingerprint),
        "authors": json.dumps(told.authors),
        "tags": json.dumps(told.tags),
        "notes": json.dumps(article.notes),
        "facts": json.dumps(dict(article.facts)),
        "text": deflated(spelt(plain(article.text))),
    }
    return {name: writable(value) for name, value in fields.items()}


def article_of(columns: Mapping[str, Any]) -> ArticleRow:
    """Returns an article's columns, and the place of its snapshot, as a row."""
    return ArticleRow(
        **{name: columns[name] for name in TOLD},
        snapshot=columns["snapshot"],
        fingerprint=columns["fingerprint"] % 2**64,
        authors=tuple(json.loads(columns["authors"])),
        tags=tuple(json.loads(columns["tags"])),
        notes=tuple(json.loads(columns["notes"])),
        facts=json.loads(columns["facts"]),
    )


def signed(number: int) -> int:
    """Returns 64 bits as SQLite's integer."""
    return number - 2**64 if number >= 2**63 else number
