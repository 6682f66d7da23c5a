"""One article that is given out: its file, and what its head says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from atlas.catalog import Row
from atlas.errors import unkept
from atlas.model import frontmatter, moment
from atlas.model.article_file import safe_name
from atlas.model.frontmatter import Value
from atlas.model.plain import legible
from atlas.model.url import host_of
from atlas.spool.folders import Folders


@dataclass(frozen=True)
class Chapter:
    """One article, as a person may have changed it."""

    row: Row
    name: str
    """Of its file, safe wherever it is put."""
    data: bytes
    """Its file."""
    title: str
    authors: tuple[str, ...]
    site: str
    published: str
    language: str
    text: str
    """In Markdown, without the head."""

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
        try:
            data = (folders.articles / row.article).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise unkept(error) from error
        yield _chapter(row, data)


def _chapter(row: Row, data: bytes) -> Chapter:
    lines, text = frontmatter.parted(data.decode(errors="replace"))
    head = frontmatter.loads(lines)
    authors = _words(head.get("authors")) or _words(head.get("author"))
    return Chapter(
        row=row,
        name=safe_name(row.article.rpartition("/")[2]),
        data=data,
        title=_line(head.get("title")) or legible(row.title) or row.url,
        authors=tuple(filter(None, map(legible, authors))),
        site=_line(head.get("site")) or host_of(row.final_url or row.url),
        published=_line(head.get("published")),
        language=_line(head.get("language")),
        text=text,
    )


def _words(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list | tuple) else ()


def _line(value: Value | None) -> str:
    return legible(" ".join(value.split())) if isinstance(value, str) else ""
