"""One article that is given out: its file, and what its head says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from atlas.catalog import Row
from atlas.model import frontmatter, moment
from atlas.model.article_file import safe_name
from atlas.model.frontmatter import Value
from atlas.model.plain import legible
from atlas.model.url import host_of
from atlas.spool.folders import Folders


@dataclass(frozen=True)
class Chapter:
    """One article, as a person may have changed it; its text is read when it is asked for, for a book may be long."""

    row: Row
    path: Path
    name: str
    """Of its file, safe wherever it is put."""
    title: str
    authors: tuple[str, ...]
    site: str
    published: str
    language: str

    @property
    def data(self) -> bytes:
        """Its file."""
        return self.path.read_bytes()

    @property
    def text(self) -> str:
        """What it says, in Markdown, without the head."""
        return frontmatter.parted(self.data.decode(errors="replace"))[1]

    @property
    def captured_at(self) -> datetime:
        """When its page was captured."""
        return moment.read(self.row.captured_at)

    @property
    def url(self) -> str:
        """Where its page is."""
        return self.row.final_url or self.row.url


def chapters(folders: Folders, rows: Iterable[Row]) -> Iterator[Chapter]:
    """Yields the articles of these captures in their order, each once; a capture without one gives none."""
    seen: set[str] = set()
    for row in rows:
        if not row.article or row.article in seen:
            continue
        seen.add(row.article)
        path = folders.articles / row.article
        if path.is_file():
            yield _chapter(row, path)


def _chapter(row: Row, path: Path) -> Chapter:
    head = frontmatter.loads(frontmatter.parted(path.read_bytes().decode(errors="replace"))[0])
    authors = _words(head.get("authors")) or _words(head.get("author"))
    return Chapter(
        row=row,
        path=path,
        name=safe_name(row.article.rpartition("/")[2]),
        title=_line(head.get("title")) or legible(row.title) or row.url,
        authors=tuple(filter(None, map(legible, authors))),
        site=_line(head.get("site")) or host_of(row.final_url or row.url),
        published=_line(head.get("published")),
        language=_line(head.get("language")),
    )


def _words(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list | tuple) else ()


def _line(value: Value | None) -> str:
    return legible(" ".join(value.split())) if isinstance(value, str) else ""
