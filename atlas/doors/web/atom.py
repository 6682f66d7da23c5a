"""Feeds as Atom has them (RFC 4287), written from values alone. All of it is plain text: no markup of a page's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5
from xml.etree import ElementTree as Tree

from atlas.model import moment
from atlas.model.names import printable

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
OURS = UUID("0f1c7a0e-5a43-4b5e-9d0c-2c5a6e0b7a11")
"""What identities of feeds and entries are made from: another one would make every entry new to every reader."""


@dataclass(frozen=True)
class News:
    """One thing that is told of."""

    identity: str
    """The same for the same thing, whenever it is told."""
    title: str
    updated: datetime
    page: str
    """Where the library tells more."""
    summary: str
    published: datetime | None = None
    origin: str = ""
    """The address it is about."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A list of things, the newest first."""

    identity: str
    title: str
    about: str
    here: str
    """Its own address."""
    page: str
    """What shows the same to a person."""
    news: tuple[News, ...]
    began: datetime
    """What its moment is while there is nothing in it."""


def atom(feed: Feed) -> bytes:
    """Returns a feed as a document."""
    root = Tree.Element("feed", {"xmlns": NAMESPACE})
    _say(root, "id", _urn(feed.identity))
    _say(root, "title", feed.title)
    _say(root, "subtitle", feed.about)
    _say(root, "updated", moment.written(max((one.updated for one in feed.news), default=feed.began)))
    _say(Tree.SubElement(root, "author"), "name", "Atlas")
    _say(root, "generator", "Atlas")
    Tree.SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": feed.here})
    Tree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    for one in feed.news:
        _add(root, one)
    document: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add(root: Tree.Element, one: News) -> None:
    entry = Tree.SubElement(root, "entry")
    _say(entry, "id", _urn(one.identity))
    _say(entry, "title", one.title or "Without a title")
    _say(entry, "updated", moment.written(one.updated))
    if one.published:
        _say(entry, "published", moment.written(one.published))
    Tree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.page})
    if one.origin:
        Tree.SubElement(entry, "link", {"rel": "via", "href": printable(one.origin)})
    for tag in _once(one.tags):
        Tree.SubElement(entry, "category", {"term": tag})
    _say(entry, "summary", one.summary)


def _once(tags: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(printable(one) for one in tags)


def _say(parent: Tree.Element, name: str, told: str) -> None:
    # Text that XML cannot hold is written out; without a type it is plain text to every reader.
    Tree.SubElement(parent, name).text = printable(told)


def _urn(identity: str) -> str:
    # Always of the same: a reader shows an entry as new whose id it does not know.
    return uuid5(OURS, identity.encode(errors="backslashreplace").decode()).urn
