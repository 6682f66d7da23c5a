"""What documents of Microsoft's and the open formats have alike: properties, relations, bounds."""

import posixpath
from dataclasses import replace
from typing import Any

from atlas.extract.broken import Broken
from atlas.extract.facts import described, titled, told
from atlas.extract.pack import Pack
from atlas.extract.stamps import stamp
from atlas.extract.tidying import one_line, several
from atlas.extract.titles import is_title
from atlas.extract.trees import all_named, attribute, text_of, tree_of
from atlas.model.article import Article, Metadata, Source

MOST_ROWS = 1000
MOST_COLUMNS = 50
MOST_SHEETS = 50
CUT = f"Its tables are shown as far as {MOST_ROWS} rows and {MOST_COLUMNS} columns each."
MICROSOFT = ("docProps/core.xml", "docProps/app.xml")
OPEN = ("meta.xml",)
COUNTS = {"Pages": "pages", "Slides": "slides", "page-count": "pages"}


def opened(source: Source) -> Pack:
    """Returns the pack of a document; raises Broken where it is encrypted."""
    pack = Pack(source.body)
    if pack.is_locked:
        raise Broken("It is encrypted: it opens with a password only.")
    return pack


def article(
    source: Source, pack: Pack, text: str, extractor: str, notes: tuple[str, ...] = (), top: str = ""
) -> Article:
    """Returns a document's article, with what its properties tell; without a title there, what stands on top."""
    roots = [root for name in (*MICROSOFT, *OPEN) if (root := part_of(pack, name)) is not None]
    facts = {fact: count for name, fact in COUNTS.items() if (count := _first(roots, name) or _counted(roots, name))}
    if not text.strip():
        notes = (*notes, "There is no text in it.")
    return Article(
        text, titled(_titled(_metadata(roots), one_line(top)), source.url), extractor, notes=notes, facts=told(facts)
    )


def part_of(pack: Pack, name: str) -> Any:
    """Returns the root of one of a pack's XML files, None where there is none that reads."""
    try:
        return tree_of(pack.read(name)) if pack.has(name) else None
    except Broken:
        return None


def relations(pack: Pack, place: str) -> dict[str, str]:
    """Returns what a part of a document refers to, by the relation's id."""
    folder, name = posixpath.split(place)
    root = part_of(pack, f"{folder}/_rels/{name}.rels")
    found = {} if root is None else {attribute(one, "Id"): one for one in all_named(root, "Relationship")}
    return {key: _target(folder, one) for key, one in found.items()}


def _target(folder: str, relation: Any) -> str:
    target = attribute(relation, "Target")
    if attribute(relation, "TargetMode") == "External":
        return target
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _metadata(roots: list[Any]) -> Metadata:
    keywords = [text_of(one) for root in roots for one in all_named(root, "keywords", "keyword")]
    found = Metadata(
        title=one_line(_first(roots, "title")),
        authors=several([_first(roots, "initial-creator") or _first(roots, "creator")]),
        published=stamp(_first(roots, "created") or _first(roots, "creation-date")),
        modified=stamp(_first(roots, "modified") or _first(roots, "date")),
        language=one_line(_first(roots, "language"), 35),
        description=one_line(_first(roots, "description") or _first(roots, "subject"), 1000),
        tags=several(word.strip() for one in keywords for word in one.replace(";", ",").split(",")),
        genre="document",
    )
    return described(found, "file")


def _titled(found: Metadata, top: str) -> Metadata:
    """Returns metadata with a document's first heading for a title where it has none to speak of."""
    if found.title and is_title(found.title):
        return found
    sources = {name: origin for name, origin in found.sources.items() if name != "title"}
    return replace(found, title=top, sources={**sources, "title": "text"} if top else sources)


def _first(roots: list[Any], name: str) -> str:
    return next((text_of(one).strip() for root in roots for one in all_named(root, name) if text_of(one).strip()), "")


def _counted(roots: list[Any], name: str) -> str:
    counts = (attribute(one, name) for root in roots for one in all_named(root, "document-statistic"))
    return next(counts, "")
