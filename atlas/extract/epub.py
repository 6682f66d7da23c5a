"""EPUB: the chapters of a book in its order, and what its package tells of it."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from atlas.extract.broken import Broken
from atlas.extract.chapters import chapter_of, plain_of
from atlas.extract.facts import described, titled, told
from atlas.extract.lettering import text_of as letters_of
from atlas.extract.marking import heading
from atlas.extract.pack import Pack
from atlas.extract.stamps import stamp
from atlas.extract.tidying import MOST_TEXT, one_line, several
from atlas.extract.trees import all_named, attribute, text_of, tree_of
from atlas.model.article import Article, Metadata, Source

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
MOST_CHAPTERS = 2000
ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")


def article_of(source: Source) -> Article:
    """Returns a book's chapters."""
    pack = Pack(source.body)
    place = next((attribute(one, "full-path") for one in all_named(tree_of(pack.read(CONTAINER)), "rootfile")), "")
    package = tree_of(pack.read(place), forgiving=True)
    spine = list(_spine(package, posixpath.dirname(place)))[:MOST_CHAPTERS]
    locked = _locked(pack)
    if locked & set(spine):
        raise Broken("Its chapters are encrypted: the book opens in the shop's own reader only.")
    chapters, lost = _chapters(pack, spine, _labels(pack, package, posixpath.dirname(place)))
    notes = [f"Chapters are missing or damaged: {lost} of {len(spine)}."] if lost else []
    if not any(chapters):
        notes.append("There is no text in it.")
    found = titled(described(_metadata(package), "dc"), source.url)
    facts = told({"chapters": len(spine), "publisher": _first(package, "publisher"), "isbn": _isbn(package)})
    return Article("\n\n".join(filter(None, chapters)), found, "epub", notes=tuple(notes), facts=facts)


def _spine(package: Any, folder: str) -> Iterator[str]:
    """Yields the names of the chapters in the book's order."""
    places = {attribute(one, "id"): attribute(one, "href") for one in all_named(package, "item")}
    for one in all_named(package, "itemref"):
        href = places.get(attribute(one, "idref"), "")
        if href and attribute(one, "linear") != "no":
            yield _resolved(folder, href)


def _resolved(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _chapters(pack: Pack, spine: list[str], labels: dict[str, str]) -> tuple[list[str], int]:
    """Returns the chapters' texts, and how many there are none of."""
    chapters: list[str] = []
    lost = size = 0
    for name in spine:
        try:
            text = chapter_of(letters_of(Source(pack.read(name), "")))
        except Broken:
            lost += 1
            continue
        if text and not text.startswith("#") and labels.get(name):
            text = f"{heading(2, labels[name])}\n\n{text}"
        chapters.append(text)
        size += len(text)
        if size > MOST_TEXT:
            break
    return chapters, lost


def _labels(pack: Pack, package: Any, folder: str) -> dict[str, str]:
    """Returns the names of chapters in the book's table of contents, by file."""
    labels: dict[str, str] = {}
    for one in all_named(package, "item"):
        is_nav = "nav" in attribute(one, "properties").split()
        if is_nav or attribute(one, "media-type") == "application/x-dtbncx+xml":
            place = _resolved(folder, attribute(one, "href"))
            for href, label in _contents(pack, place):
                labels.setdefault(_resolved(posixpath.dirname(place), href), label)
    return labels


def _contents(pack: Pack, place: str) -> Iterator[tuple[str, str]]:
    try:
        root = tree_of(pack.read(place), forgiving=True)
    except Broken:
        return
    for one in all_named(root, "a"):
        yield attribute(one, "href"), one_line(text_of(one))
    for point in all_named(root, "navPoint"):
        label = next(all_named(point, "text"), None)
        content = next(all_named(point, "content"), None)
        if content is not None:
            yield attribute(content, "src"), one_line(text_of(label))


def _locked(pack: Pack) -> set[str]:
    """Returns the files in a book that are encrypted; fonts often are, and do no harm."""
    if not pack.has(ENCRYPTION):
        return set()
    root = tree_of(pack.read(ENCRYPTION))
    return {unquote(attribute(one, "URI")) for one in all_named(root, "CipherReference")}


def _metadata(package: Any) -> Metadata:
    modified = [text_of(one) for one in all_named(package, "meta") if attribute(one, "property") == "dcterms:modified"]
    return Metadata(
        title=one_line(_first(package, "title")),
        authors=several(text_of(one) for one in all_named(package, "creator")),
        published=stamp(_first(package, "date")),
        modified=stamp(next(iter(modified), "")),
        language=one_line(_first(package, "language"), 35),
        description=plain_of(_first(package, "description")),
        tags=several(text_of(one) for one in all_named(package, "subject")),
        licence=one_line(_first(package, "rights")),
        genre="book",
    )


def _first(package: Any, name: str) -> str:
    return text_of(next(all_named(package, name), None)).strip()


def _isbn(package: Any) -> str:
    found = (ISBN.search(text_of(one)) for one in all_named(package, "identifier"))
    return next((one[0] for one in found if one), "")
