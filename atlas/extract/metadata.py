"""What a page says of itself: title, authors, dates, language and the like, and where each was found.

For each field the sources are asked in the order that was right most often on real pages (`bench/metadata.py`):
a title as its visible heading spells it, authors as machines are told, the day as people read it.
"""

from collections.abc import Iterator
from typing import Any

from atlas.extract.bylines import authors_of
from atlas.extract.dating import modified_of, published_of
from atlas.extract.genres import genre_of, licence_of
from atlas.extract.headings import site_of, title_of
from atlas.extract.languages import language_of
from atlas.extract.linked import parts, texts
from atlas.extract.oneline import DESCRIPTION, TAG, folded, unmarked
from atlas.extract.telling import WORKS, Page, Told, first, page_of
from atlas.model.article import Metadata

MOST_TAGS = 30


def metadata_of(document: Any, text: str, url: str) -> Metadata:
    """Returns what a page says of itself; from its lxml root, its article's plain text, and where it was found."""
    page = page_of(document.getroottree().getroot(), text, url)
    site = site_of(page)
    authors, byline = authors_of(page, site.value)
    published = published_of(page)
    tags, tagged = _tags(page)
    told = {
        "title": title_of(page, site.value),
        "site": site,
        "published": published,
        "modified": modified_of(page, published.value),
        "language": language_of(page),
        "description": _description(page),
        "canonical": _canonical(page),
        "image": _image(page),
        "licence": licence_of(page),
        "genre": genre_of(page, published.value),
    }
    sources = {name: one.source for name, one in told.items() if one.value}
    sources |= {name: source for name, source in (("authors", byline), ("tags", tagged)) if source}
    return Metadata(authors=authors, tags=tags, sources=sources, **{name: one.value for name, one in told.items()})


def _description(page: Page) -> Told:
    return first(Told(unmarked(one.value, DESCRIPTION), one.source) for one in _descriptions(page))


def _descriptions(page: Page) -> Iterator[Told]:
    yield from (Told(one, "opengraph") for one in page.meta("og:description"))
    yield from (Told(one, "meta") for one in page.meta("description", "twitter:description"))
    for thing in page.about(*WORKS):
        yield from (Told(one, "json-ld") for one in texts(thing.get("description"))[:1])
    yield from (Told(one, "microdata") for one in page.item("description"))
    yield from (Told(one, "meta") for one in page.meta("dc.description", "dcterms.abstract", "citation_abstract"))


def _canonical(page: Page) -> Told:
    linked = (Told(href, "link") for relations, href in page.links if "canonical" in relations)
    told = (Told(one, "opengraph") for one in page.meta("og:url"))
    return first(Told(page.resolve(one.value), one.source) for one in (*linked, *told))


def _image(page: Page) -> Told:
    return first(Told(page.resolve(one.value), one.source) for one in _images(page))


def _images(page: Page) -> Iterator[Told]:
    yield from (Told(one, "opengraph") for one in page.meta("og:image:secure_url", "og:image", "og:image:url"))
    yield from (
        Told(one, "meta") for one in page.meta("twitter:image", "twitter:image:src", "parsely-image-url", "thumbnail")
    )
    for thing in page.about(*WORKS):
        for one in parts(thing.get("image")):
            yield from (
                Told(address, "json-ld") for address in texts(one.get("url") or one.get("contentUrl") or one)[:1]
            )
    yield from (Told(one, "microdata") for one in page.item("image", "thumbnailurl"))
    yield from (Told(href, "link") for relations, href in page.links if "image_src" in relations)
    yield from (Told(one, "meta") for one in page.meta("image"))


def _tags(page: Page) -> tuple[tuple[str, ...], str]:
    for said, source in _tagged(page):
        pieces = (unmarked(piece, TAG + 1) for one in said for piece in one.split(",")[:200])
        tags = {folded(one): one for one in pieces if one and len(one) <= TAG and one[0].isalnum()}
        if tags:
            return tuple(tags.values())[:MOST_TAGS], source
    return (), ""


def _tagged(page: Page) -> Iterator[tuple[tuple[str, ...], str]]:
    yield tuple(page.meta("article:tag", "og:article:tag")), "opengraph"
    for thing in page.about(*WORKS):
        yield texts(thing.get("keywords")), "json-ld"
    yield tuple(page.item("keywords")), "microdata"
    for name in ("parsely-tags", "citation_keywords", "news_keywords", "keywords", "dc.subject", "sailthru.tags"):
        yield tuple(page.meta(name)), "meta"
