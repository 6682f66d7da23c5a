"""What kind of page it is, and under what licence."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from atlas.extract.linked import kinds, texts
from atlas.extract.oneline import LICENCE, unmarked
from atlas.extract.telling import ARTICLES, FORUMS, WORKS, Page, Told, beneath, first

PROSE = 1500
"""Characters of text that make an article of a page that tells nothing of its kind."""
GENRES = (
    ("article", ARTICLES),
    ("forum", FORUMS),
    ("product", frozenset({"product", "productgroup", "individualproduct", "vehicle", "car"})),
    ("index", frozenset({"collectionpage", "searchresultspage", "itemlist"})),
)
"""What types of schema.org make of a page; the first that is there decides."""
OBJECTS = (
    ("article", ("article", "blog.post", "news")),
    ("product", ("product", "og:product")),
    ("video", ("video",)),
    ("audio", ("music.song", "music.album", "podcast", "audio")),
)
"""What types of OpenGraph make of it, by what they begin with."""
COMMONS = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z+-]{2,20})(?:/(\d\.\d))?", re.IGNORECASE)
DOMAIN = {"zero": "CC0", "mark": "Public Domain Mark"}
SCOPES = etree.XPath("(//*[@itemtype])[position() <= 100]")
DEEDS = etree.XPath("(//a[contains(@href, 'creativecommons.org')])[position() <= 50]")
FOOT = re.compile(r"footer|licen[cs]e|copyright|colophon|legal", re.IGNORECASE)


def genre_of(page: Page, published: str) -> Told:
    """Returns the genre of a page: as it tells it, else by its address and how much there is to read."""
    told = first((*_linked(page), *_objects(page), *_scoped(page)))
    if told.value:
        return told
    if _path(page.url) in ("", "/"):
        return Told("index", "url")
    return Told("article" if len(page.text) >= (PROSE // 3 if published else PROSE) else "page", "text")


def licence_of(page: Page) -> Told:
    """Returns the licence of a page: the short name of a Creative Commons one, else its address or name."""
    return first(Told(_licence(page, one.value), one.source) for one in _licences(page))


def _linked(page: Page) -> Iterator[Told]:
    told = frozenset[str]().union(*map(kinds, page.things))
    yield from (Told(genre, "json-ld") for genre, types in GENRES if told & types)


def _objects(page: Page) -> Iterator[Told]:
    for one in page.meta("og:type"):
        said = one.strip().lower()
        yield from (Told(genre, "opengraph") for genre, beginnings in OBJECTS if said.startswith(beginnings))


def _scoped(page: Page) -> Iterator[Told]:
    told = {(one.get("itemtype") or "")[:200].rstrip("/").rsplit("/", 1)[-1].lower() for one in SCOPES(page.root)}
    yield from (Told(genre, "microdata") for genre, types in GENRES if told & types)


def _licences(page: Page) -> Iterator[Told]:
    yield from (Told(href, "link") for relations, href in page.links if "license" in relations)
    for thing in page.about(*WORKS):
        yield from (Told(one, "json-ld") for one in texts(thing.get("license"))[:1])
    yield from (Told(one, "microdata") for one in page.item("license"))
    yield from (Told(one, "meta") for one in page.meta("dcterms.license", "dc.rights.license", "license", "licence"))
    yield from (
        Told(one, "meta") for one in page.meta("dc.rights", "dcterms.rights", "copyright") if COMMONS.search(one)
    )
    yield from (Told(one.get("href"), "text") for one in DEEDS(page.root) if beneath(one, FOOT))


def _licence(page: Page, told: str) -> str:
    if match := COMMONS.search(told[:2000]):
        name = match[1].lower()
        return " ".join(filter(None, (DOMAIN.get(name, f"CC {name.upper()}"), match[2])))
    if "/" not in told:
        return unmarked(told, LICENCE) if told[:1].isalpha() else ""
    there = page.resolve(told)
    return "" if there == page.url else there


def _path(url: str) -> str:
    try:
        parted = urlsplit(url)
    except ValueError:
        return url
    return parted.path if not parted.query else f"{parted.path}?"
