"""Articles about files of which there is little or nothing to read."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from atlas.extract.tidying import one_line
from atlas.model.article import Article, Metadata, Source

TOLD = ("title", "authors", "published", "modified", "language", "description", "canonical", "tags", "licence")


def told(facts: Mapping[str, object]) -> dict[str, str]:
    """Returns the facts that are told, each on one line."""
    lines = {name: one_line(str(fact)) for name, fact in facts.items() if fact is not None}
    return {name: line for name, line in lines.items() if line}


def name_in(url: str) -> str:
    """Returns the file's name in an address, or ""."""
    try:
        return one_line(unquote(urlsplit(url).path.rpartition("/")[2]))
    except ValueError:
        return ""


def described(found: Metadata, origin: str) -> Metadata:
    """Returns metadata with a word on where all that is told comes from."""
    return replace(found, sources={name: origin for name in TOLD if getattr(found, name)})


def titled(found: Metadata, url: str) -> Metadata:
    """Returns metadata with the file's name for a title where it has none."""
    if found.title or not name_in(url):
        return found
    return replace(found, title=name_in(url), sources={**found.sources, "title": "url"})


def only(source: Source, genre: str, note: str, facts: Mapping[str, object] | None = None) -> Article:
    """Returns an article without a text."""
    found = titled(Metadata(genre=genre), source.url)
    return Article("", found, "facts", notes=(note,), facts=told(facts or {}))
