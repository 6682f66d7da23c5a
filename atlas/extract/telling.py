"""What a page tells of itself, gathered in one pass: meta elements, links, headings, linked data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree

from atlas.errors import BadUrl
from atlas.extract.linked import Thing, kinds, things_in
from atlas.extract.oneline import ADDRESS
from atlas.model import url as address

MOST = 500
"""How many elements of a kind are looked at; pages have been seen with 200,000."""
LONGEST = 20_000
"""How much of one element's text is looked at, in characters."""
ARTICLES = frozenset(
    ("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle")
    + ("backgroundnewsarticle", "reviewnewsarticle", "advertisercontentarticle", "satiricalarticle", "techarticle")
    + ("scholarlyarticle", "medicalscholarlyarticle", "blogposting", "liveblogposting", "socialmediaposting")
    + ("report", "claimreview", "review", "recipe", "howto", "podcastepisode", "chapter")
)
FORUMS = frozenset({"discussionforumposting", "qapage", "question"})
WORKS = (ARTICLES, FORUMS, frozenset({"product", "videoobject", "book", "event", "webpage", "creativework"}))
BLOCKS = frozenset(
    ("address", "article", "aside", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "header", "li")
    + ("h1", "h2", "h3", "h4", "h5", "h6", "nav", "ol", "p", "section", "table", "td", "th", "time", "tr", "ul")
)
SILENT = frozenset({"script", "style", "noscript", "svg"})
KEYS = ("property", "name", "itemprop", "http-equiv")
VALUES = ("content", "datetime", "src", "href")
ITEMS = etree.XPath(
    "(//*[(@itemprop or @property) and not(self::meta or self::body or self::html)])[position() <= 200]"
)
COMMENTS = re.compile(r"\b(?:comments?|replies|disqus|respond)\b|comment-", re.IGNORECASE)


class Told(NamedTuple):
    """One word of a page on itself, and where it stands."""

    value: str
    source: str


@dataclass(frozen=True)
class Page:
    """A page as it tells of itself; nothing of it is cleaned or believed yet."""

    root: Any = field(repr=False)
    """The document's lxml root."""
    text: str = field(repr=False)
    """The article's plain text."""
    url: str
    base: str
    """What its addresses are relative to."""
    metas: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Contents of meta elements, by their property or name in lower case."""
    things: tuple[Thing, ...] = field(repr=False)
    """Linked data, in the order of the page."""
    links: tuple[tuple[frozenset[str], str], ...] = field(repr=False)
    """Links of the head, and those in the text that say what they are: relations and address."""
    heads: Mapping[str, tuple[Any, ...]] = field(repr=False)
    """Elements by tag: title, h1, h2, h3, time."""
    items: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Microdata and RDFa outside meta elements, by property in lower case, without the vocabulary."""

    def meta(self, *names: str) -> Iterator[str]:
        """Yields what meta elements of these names say; the first name's come first."""
        for name in names:
            yield from self.metas.get(name, ())

    def item(self, *names: str) -> Iterator[str]:
        """Yields what microdata and RDFa of these names say."""
        for name in names:
            yield from self.items.get(name, ())

    def about(self, *families: frozenset[str]) -> Iterator[Thing]:
        """Yields the things the page tells of that are of a family, one family after the other."""
        for family in families:
            yield from (one for one in self.things if kinds(one) & family)

    def resolve(self, reference: str) -> str:
        """Returns an address of the page in full; "" where it is none, or too long, or leads nowhere on the web."""
        there = _joined(self.base, reference)
        return there if len(there) <= ADDRESS else ""


def page_of(root: Any, text: str, url: str) -> Page:
    """Returns what a document tells of itself."""
    heads: dict[str, list[Any]] = {
        name: [] for name in ("title", "h1", "h2", "h3", "time", "meta", "link", "script", "a", "base")
    }
    for element in root.iter(*heads):
        group = heads[element.tag]
        if len(group) < MOST and _telling(element):
            group.append(element)
    scripts = [read(one, 2_000_000) for one in heads["script"]]
    return Page(
        root,
        text,
        url,
        next((there for one in heads["base"] if (there := _joined(url, one.get("href") or ""))), url),
        _metas(heads["meta"]),
        things_in(scripts),
        tuple((_relations(one), one.get("href", "")) for one in (*heads["link"], *heads["a"])),
        {name: tuple(heads[name]) for name in ("title", "h1", "h2", "h3", "time")},
        _items(root),
    )


def read(element: Any, longest: int = LONGEST, between: str = " ") -> str:
    """Returns the text within an element, as far as it is looked at, with a text between its blocks."""
    if element.tag in ("script", "title"):
        return (element.text or "")[:longest]
    pieces, left = [], longest
    for piece in islice(_pieces(element, between), 2000):
        pieces.append(piece[:left])
        left -= len(piece)
        if left <= 0:
            break
    return "".join(pieces)


def beneath(element: Any, pattern: re.Pattern[str]) -> bool:
    """Whether an element or one it is in has a tag, a class or an identifier that a pattern is found in."""
    around = (element, *islice(element.iterancestors(), 40))
    return any(pattern.search(_named(one)) for one in around if one.tag not in ("body", "html"))


def first(told: Iterable[Told]) -> Told:
    """Returns the first word that says anything."""
    return next((one for one in told if one.value), Told("", ""))


def _joined(base: str, reference: str) -> str:
    try:
        return address.join(address.parse(base), reference.strip()).href if reference.strip() else ""
    except BadUrl:
        return ""


def _pieces(element: Any, between: str) -> Iterator[str]:
    yield element.text or ""
    for event, one in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if one is element:
            continue
        block = one.tag in BLOCKS
        if event == "start":
            yield between if block else ""
            yield "" if one.tag in SILENT else one.text or ""
        else:
            yield between if block else ""
            yield one.tail or ""


def _named(element: Any) -> str:
    """Returns what an element is called: its tag, class and identifier."""
    return f"{element.tag} {(element.get('class') or '')[:300]} {(element.get('id') or '')[:100]}"


def _telling(element: Any) -> bool:
    match element.tag:
        case "script":
            return "ld+json" in (element.get("type") or "")
        case "a":
            return element.get("rel") is not None
        case "meta":
            return bool(element.get("content"))
        case _:
            return True


def _metas(elements: Iterable[Any]) -> Mapping[str, tuple[str, ...]]:
    said: dict[str, list[str]] = {}
    for element in elements:
        names = (element.get(key) for key in KEYS)
        name = next((one.strip().lower()[:100] for one in names if one and one.strip()), "")
        said.setdefault(name, []).append(element.get("content")[:LONGEST])
    return {name: tuple(values) for name, values in said.items()}


def _items(root: Any) -> Mapping[str, tuple[str, ...]]:
    said: dict[str, list[str]] = {}
    for element in ITEMS(root):
        if not beneath(element, COMMENTS):
            name = (element.get("itemprop") or element.get("property") or "").strip().lower()[:100]
            value = next((one for key in VALUES if (one := element.get(key))), "") or read(element, 2000)
            said.setdefault(name.rsplit(":", 1)[-1].rsplit("/", 1)[-1], []).append(value[:LONGEST])
    return {name: tuple(values) for name, values in said.items()}


def _relations(element: Any) -> frozenset[str]:
    return frozenset((element.get("rel") or "")[:200].lower().split())
