"""Small pages to read, each with only what a rule is about."""

import json

import lxml.html

from atlas.extract.metadata import metadata_of
from atlas.model.article import Metadata

URL = "https://news.example/2026/story"
PROSE = "The river had risen over night, and in the morning nobody could say where the road had been. " * 20


def read(head: str = "", body: str = "", text: str = "", url: str = URL, root: str = "<html>") -> Metadata:
    page = f"<!doctype html>{root}<head>{head}</head><body>{body}</body></html>"
    document = lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return metadata_of(document, text, url)


def meta(**contents: str) -> str:
    """Returns meta elements; an underscore in a name stands for a colon."""
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{it}">' for name, it in contents.items())


def linked(*things: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in things)


def article(**told: object) -> str:
    return linked({"@context": "https://schema.org", "@type": "NewsArticle", **told})
