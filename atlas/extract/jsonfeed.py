"""JSON Feed: its entries, with days and links."""

import json
from collections.abc import Mapping
from typing import Any

from atlas.extract import entries
from atlas.extract.broken import Broken
from atlas.extract.entries import Entry
from atlas.extract.lettering import text_of
from atlas.extract.stamps import stamp
from atlas.extract.tidying import one_line, several
from atlas.model.article import Article, Metadata, Source

LARGEST = 20_000_000


def article_of(source: Source) -> Article:
    """Returns the entries of a feed."""
    try:
        content = json.loads(text_of(source)[:LARGEST])
    except (ValueError, RecursionError) as error:
        raise Broken(f"The feed does not read as JSON: {one_line(str(error), 120)}.") from None
    feed = content if isinstance(content, dict) else {}
    found = Metadata(
        title=one_line(feed.get("title")),
        authors=_authors(feed),
        language=one_line(feed.get("language"), 35),
        description=one_line(feed.get("description"), 1000),
        genre="feed",
    )
    entries_told = feed.get("items")
    told = [one for one in entries_told if isinstance(one, dict)] if isinstance(entries_told, list) else []
    first = [_entry(one) for one in told[: entries.MOST_ENTRIES]]
    return entries.article(source, found, first, len(told), one_line(feed.get("home_page_url"), 2000), "")


def _entry(told: Mapping[str, Any]) -> Entry:
    html, text = (told.get(key) for key in ("content_html", "content_text"))
    return Entry(
        title=one_line(told.get("title")),
        url=one_line(told.get("url") or told.get("external_url"), 2000),
        published=stamp(told.get("date_published")),
        authors=_authors(told),
        html=html if isinstance(html, str) else "",
        text=next((one for one in (text, told.get("summary")) if isinstance(one, str)), ""),
    )


def _authors(told: Mapping[str, Any]) -> tuple[str, ...]:
    people = told.get("authors") or [told.get("author")]
    return several(one.get("name") for one in people if isinstance(one, dict)) if isinstance(people, list) else ()
