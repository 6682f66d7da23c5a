"""Plain text: its paragraphs, as they are written."""

import re

from atlas.extract.facts import described, titled
from atlas.extract.lettering import text_of
from atlas.extract.marking import code, verbatim
from atlas.extract.tidying import MOST_TEXT, bounded, one_line
from atlas.model.article import Article, Metadata, Source

PROGRAMS = frozenset(
    ("text/css", "text/javascript", "text/x-python", "text/x-c", "text/x-java", "text/x-sh", "text/x-diff", "text/vtt")
    + ("text/calendar", "text/vcard", "text/yaml", "text/x-yaml", "text/x-script.python")
)
PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
DRAWN = re.compile(r"[ \t]{3,}\S|\t", re.MULTILINE)
LONGEST_TITLE = 120


def article_of(source: Source) -> Article:
    """Returns a text with its paragraphs; what is indented or drawn stays as it is drawn."""
    text = bounded(text_of(source), 2 * MOST_TEXT)
    if source.media_type in PROGRAMS:
        return Article(code(text), titled(Metadata(genre="text"), source.url), "plain")
    paragraphs = [one for one in PARAGRAPHS.split(text.strip("\n")) if one.strip()]
    found = described(Metadata(title=_title(paragraphs), genre="text"), "text")
    notes = () if paragraphs else ("There is no text in it.",)
    return Article("\n\n".join(map(_paragraph, paragraphs)), titled(found, source.url), "plain", notes=notes)


def _title(paragraphs: list[str]) -> str:
    """Returns the first paragraph where it is one short line with more after it."""
    first = paragraphs[0].strip() if len(paragraphs) > 1 else ""
    is_title = first and "\n" not in first and len(first) <= LONGEST_TITLE and first[-1] not in ".:;,"
    return one_line(first) if is_title else ""


def _paragraph(text: str) -> str:
    if DRAWN.search(text):
        return code(text)
    return "\n".join(verbatim(line.strip()) for line in text.split("\n"))
