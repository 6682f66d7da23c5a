"""Records, articles and waiting drops as scripts see them: the verbs' JSON and the HTTP door say the same."""

from dataclasses import asdict

from atlas import files
from atlas.catalog import Catalog, Hit, Row
from atlas.errors import NotFound, Unfit
from atlas.jobs.verbs import Waiting
from atlas.model import frontmatter, moment
from atlas.model import url as urls
from atlas.spool.folders import Folders

LARGEST = 64_000_000
"""Bytes of an article's file."""


def fields_of(folders: Folders, row: Row) -> dict[str, object]:
    """Returns a record as scripts see it: places are relative to the home."""
    return {
        **asdict(row),
        "snapshot": folders.told(folders.raw / row.snapshot),
        "refers_to": folders.told(folders.raw / row.refers_to) if row.refers_to else "",
        "article": folders.told(folders.articles / row.article) if row.article else "",
    }


def found(catalog: Catalog, named: str) -> list[Row]:
    """Returns the captures of an address, or those whose id begins so, the best first."""
    if "://" in named:
        rows = catalog.by_url(named) or catalog.by_url(urls.parse(named).href)
        missing = f"There is no capture of {named}."
    else:
        rows = catalog.find(named.lower())
        missing = f"No capture's id begins with {named}."
    if not rows:
        raise NotFound(missing)
    return rows


def all_of(catalog: Catalog, folders: Folders, row: Row) -> dict[str, object]:
    """Returns all that is known of a capture but its article's text."""
    read = catalog.reading(row.snapshot)
    tries = [asdict(one) for one in catalog.tries(row.snapshot)]
    return {**fields_of(folders, row), "tries": tries, "reading": asdict(read) if read else None}


def hit_fields(folders: Folders, hit: Hit) -> dict[str, object]:
    """Returns what was found as scripts see it: the record, and where in it stands what was looked for."""
    article, text = hit.article, "".join(piece for piece, _ in hit.snippet)
    told = {name: getattr(article, name) for name in ("authors", "site", "published", "language", "words", "agreement")}
    return {
        **fields_of(folders, hit.row),
        "title": article.title or hit.row.title,
        **told,
        "snippet": text,
        "marks": _marks(hit),
    }


def drop_fields(one: Waiting) -> dict[str, object]:
    """Returns a drop that waits as scripts see it."""
    return {
        "drop": one.drop,
        "state": one.state,
        "targets": one.targets,
        "left": one.left,
        "reason": one.reason,
        "kind": one.kind or None,
        "attempts": one.attempts,
        "first_seen": moment.written(one.first_seen) if one.first_seen else None,
        "retry_at": moment.written(one.retry_at) if one.retry_at else None,
    }


def article_file(folders: Folders, row: Row) -> str:
    """Returns the article's file as it lies on the shelf, head and text; raises NotFound where there is none."""
    place = row.article
    if not place or ".." in place.split("/"):
        raise NotFound(f"There is no article of {row.id}.")
    try:
        _, data = files.read(folders.articles, place, LARGEST)
    except (FileNotFoundError, NotADirectoryError, Unfit) as error:
        raise NotFound(f"The article's file is not there: {folders.told(folders.articles / place)}") from error
    return data.decode(errors="replace")


def text_below(written: str) -> str:
    """Returns the text of an article's file, without its head."""
    return frontmatter.parted(written)[1]


def _marks(hit: Hit) -> list[tuple[int, int]]:
    """Returns where in the snippet stands what was looked for: begin and end of each, in characters."""
    marks, at = [], 0
    for piece, found in hit.snippet:
        if found:
            marks.append((at, at + len(piece)))
        at += len(piece)
    return marks
