"""Entries of feeds, whatever the form of the feed, as an article."""

from collections.abc import Sequence
from dataclasses import dataclass

from atlas.extract.chapters import chapter_of
from atlas.extract.escaping import escaped
from atlas.extract.facts import described, titled, told
from atlas.extract.marking import link, verbatim
from atlas.extract.tidying import bounded, one_line
from atlas.model.article import Article, Metadata, Source

MOST_ENTRIES = 500
LONGEST_ENTRY = 20_000


@dataclass(frozen=True)
class Entry:
    """One entry, as its feed tells it."""

    title: str
    url: str
    published: str
    authors: tuple[str, ...]
    html: str = ""
    text: str = ""


def article(source: Source, found: Metadata, entries: Sequence[Entry], count: int, site: str, note: str) -> Article:
    """Returns the article of a feed with so many entries, of which these are the first."""
    cut = f"Only the first {MOST_ENTRIES} of its {count} entries are here." if count > len(entries) else ""
    notes = tuple(filter(None, (note, cut)))
    text = "\n\n".join(map(_shown, entries))
    facts = told({"entries": count, "site": site})
    return Article(text, titled(described(found, "file"), source.url), "feed", notes=notes, facts=facts)


def _shown(entry: Entry) -> str:
    title = link(entry.title, entry.url) if entry.title or entry.url else "…"
    about = " · ".join(filter(None, (entry.published[:16].replace("T", " "), ", ".join(map(escaped, entry.authors)))))
    text = chapter_of(entry.html) if entry.html else verbatim(one_line(entry.text, LONGEST_ENTRY))
    return "\n\n".join(
        filter(None, (f"## {title}", f"*{about}*" if about else "", _below(bounded(text, LONGEST_ENTRY))))
    )


def _below(text: str) -> str:
    """Returns an entry's text with its headings below the entry's own."""
    lines = text.split("\n")
    return "\n".join(f"#{line}" if line.startswith("##") and not line.startswith("######") else line for line in lines)
