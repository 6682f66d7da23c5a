"""A page of HTML becomes an article."""

import lxml.html
import trafilatura

from atlas.model.article import Article, Metadata, Source


def article_of(source: Source) -> Article:
    """Returns what there is to read in a page."""
    text = source.body.decode(source.charset or "utf-8", "replace")
    found = trafilatura.extract(text, output_format="markdown", url=source.url) or ""
    document = lxml.html.fromstring(text) if text.strip() else None
    title = (document.findtext(".//title") or "").strip() if document is not None else ""
    return Article(found, Metadata(title=title, genre="article" if found else "page"), "trafilatura")
