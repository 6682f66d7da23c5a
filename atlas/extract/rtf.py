"""RTF: its paragraphs, and what its head tells."""

import re

from atlas.extract.broken import Broken
from atlas.extract.facts import described, titled
from atlas.extract.libraries import library
from atlas.extract.marking import verbatim
from atlas.extract.stamps import stamp
from atlas.extract.tidying import one_line, seen, several
from atlas.model.article import Article, Metadata, Source

LARGEST = 10_000_000
HEAD = 20_000
TOLD = re.compile(r"\{\\(title|author|subject)\s+((?:[^{}\\]|\\'[0-9a-f]{2}|\\[{}\\]){1,1000})\}")
MOMENT = re.compile(r"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
BYTE = re.compile(r"\\'([0-9a-f]{2})")
HURT = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)


def article_of(source: Source) -> Article:
    """Returns the paragraphs of a document in RTF."""
    striprtf = library("striprtf.striprtf")
    if len(source.body) > LARGEST:
        raise Broken(f"It is over {LARGEST // 10**6} MB, which is more RTF than Atlas reads.")
    written = source.body.decode("latin-1")
    try:
        text = seen(striprtf.rtf_to_text(written, errors="replace"))
    except HURT as error:
        raise Broken(f"The RTF is damaged: {one_line(str(error), 120) or type(error).__name__}.") from None
    lines = (verbatim(line.strip()) for line in text.split("\n"))
    found = titled(described(_metadata(written[:HEAD]), "file"), source.url)
    return Article("\n\n".join(filter(None, lines)), found, "rtf")


def _metadata(head: str) -> Metadata:
    told = {name: _words(text) for name, text in TOLD.findall(head)}
    moments = {name: stamp(f"{year}-{month:0>2}-{day:0>2}") for name, year, month, day in MOMENT.findall(head)}
    return Metadata(
        title=told.get("title", ""),
        authors=several([told.get("author")]),
        published=moments.get("creatim", ""),
        modified=moments.get("revtim", ""),
        description=told.get("subject", ""),
        genre="document",
    )


def _words(text: str) -> str:
    return one_line(BYTE.sub(lambda one: bytes.fromhex(one[1]).decode("cp1252", "replace"), text))
