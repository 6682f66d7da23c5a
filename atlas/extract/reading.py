"""A file's bytes become an article, by the reader for what they are.

A reader is a module of this room with an `article_of`; it is loaded when the first file of its
kind comes, so that none pays for the libraries of the others. What one cannot read is an
article with a note, and so is a file that is damaged: nothing else is raised here.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from atlas.extract.broken import Broken
from atlas.extract.sniffing import SAME, VAGUE, media_type_of
from atlas.extract.tidying import CUT, amount, bounded
from atlas.model.article import Article, Metadata, Source
from atlas.model.fingerprint import fingerprint_of

Reader = Callable[[Source], Article]

OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
MICROSOFT = "application/vnd.openxmlformats-officedocument"

# fmt: off
READERS = {
    "text/html":                                    "html",
    "multipart/related":                            "mhtml",
    "application/pdf":                              "pdf",
    "application/epub+zip":                         "epub",
    "application/rss+xml":                          "feed",
    "application/atom+xml":                         "feed",
    "application/feed+json":                        "jsonfeed",
    "application/json":                             "notation",
    "application/jsonl":                            "notation",
    "application/xml":                              "notation",
    "text/csv":                                     "columns",
    "text/tab-separated-values":                    "columns",
    "text/markdown":                                "marked",
    "application/rtf":                              "rtf",
    f"{MICROSOFT}.wordprocessingml.document":       "word",
    f"{MICROSOFT}.presentationml.presentation":     "slides",
    f"{MICROSOFT}.spreadsheetml.sheet":             "sheets",
    f"{OPEN_DOCUMENT}.text":                        "odf",
    f"{OPEN_DOCUMENT}.presentation":                "odf",
    f"{OPEN_DOCUMENT}.spreadsheet":                 "odf",
    "image/svg+xml":                                "svg",
    "application/zip":                              "archive",
    "application/x-tar":                            "archive",
    "application/gzip":                             "archive",
    "application/x-bzip2":                          "archive",
    "application/x-xz":                             "archive",
}
FAMILIES = {"text": "plaintext", "image": "picture", "audio": "recording", "video": "recording"}
# fmt: on
UNKNOWN = "unknown"
PROSE = frozenset(("document", "book", "text", "feed"))
ENOUGH = 300
"""Characters of prose that are worth listening to."""
ALIKE = frozenset(
    ("application/xml", "application/rss+xml", "application/atom+xml", "image/svg+xml", "application/json")
)
"""Kinds of which one is rightly declared as another."""


def read(source: Source) -> Article:
    """Returns what there is to read in a source."""
    kind = media_type_of(source)
    name = reader_for(kind)
    article = _read(replace(source, media_type=kind), name)
    facts = {"type": kind, "size": amount(len(source.body)), **article.facts}
    text = bounded(article.text)
    notes = (*article.notes, *_lie(source.media_type, kind), *([CUT] if text != article.text else []))
    told = replace(article, text=text, facts=facts, notes=tuple(dict.fromkeys(notes)))
    # Of a page its reader tells these itself, from what it chose.
    return told if name == "html" else _known(told)


def _known(article: Article) -> Article:
    """Returns an article with its language and its fingerprint."""
    metadata = _in_language(article)
    return replace(
        article, metadata=metadata, fingerprint=fingerprint_of(article.text) if metadata.genre in PROSE else 0
    )


def _in_language(article: Article) -> Metadata:
    """Returns an article's metadata with its language: as heard where there is prose enough, else as the file says."""
    found = article.metadata
    if found.genre not in PROSE or not (found.language or len(article.text) >= ENOUGH):
        return found
    language, is_heard = import_module("atlas.extract.hearing").language_in(article.text, found.language)
    sources = {name: origin for name, origin in found.sources.items() if name != "language"}
    origin = "detected" if is_heard else found.sources.get("language", "")
    return replace(found, language=language, sources={**sources, "language": origin} if language else sources)


def reader_for(kind: str) -> str:
    """Returns the name of the module that reads a media type."""
    return READERS.get(kind) or FAMILIES.get(kind.partition("/")[0], UNKNOWN)


def _read(source: Source, name: str) -> Article:
    try:
        return _reader(name)(source)
    except Broken as error:
        article = _reader(UNKNOWN)(source)
        return replace(article, notes=(str(error),))


def _reader(name: str) -> Reader:
    reader: Reader = import_module(f"atlas.extract.{name}").article_of
    return reader


def _lie(declared: str, kind: str) -> tuple[str, ...]:
    """Returns a word on a type that was declared and is wrong."""
    said = SAME.get(declared, declared)
    if said in VAGUE or reader_for(said) == reader_for(kind) or {said, kind} <= ALIKE:
        return ()
    return (f"It was declared as {declared[:80]} and is {kind}.",)
