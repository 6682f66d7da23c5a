"""Markdown: kept as it is written, but for what an editor would run; its title is its head's or its first heading."""

import re

from atlas.extract.defusing import defused
from atlas.extract.facts import described, titled
from atlas.extract.lettering import text_of
from atlas.extract.stamps import stamp
from atlas.extract.tidying import MOST_TEXT, bounded, one_line, several
from atlas.model.article import Article, Metadata, Source

FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.{0,20000}?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^([A-Za-z_-]{1,40})[ \t]*+[:=]([^\n]+)", re.MULTILINE)
FIRST = re.compile(r"\s*+(?:# ([^\n]+)|([^\n]+)\n=+[ \t]*+)(?:\n|\Z)")


def article_of(source: Source) -> Article:
    """Returns a text in Markdown, without its front matter and without the title it begins with."""
    text = bounded(text_of(source), 2 * MOST_TEXT)
    fields, text = _parted(text)
    heading = FIRST.match(text)
    title = fields.get("title", "")
    first = one_line((heading[1] or heading[2]).rstrip("# \t")) if heading else ""
    if heading and (not title or first.casefold() == title.casefold()):
        title, text = first, text[heading.end() :]
    found = Metadata(
        title=title,
        authors=several(_listed(fields.get("author") or fields.get("authors", ""))),
        published=stamp(fields.get("date", "")),
        language=fields.get("lang", fields.get("language", ""))[:35],
        description=fields.get("description", ""),
        tags=several(_listed(fields.get("tags", ""))),
        genre="text",
    )
    return Article(defused(text.strip()), titled(described(found, "file"), source.url), "markdown")


def _parted(text: str) -> tuple[dict[str, str], str]:
    """Returns what the front matter tells on single lines, and the text after it."""
    front = FRONT.match(text)
    if not front:
        return {}, text
    fields = {one[1].lower(): one_line(_bare(one[2].strip())) for one in FIELD.finditer(front[2])}
    return fields, text[front.end() :]


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _listed(value: str) -> list[str]:
    return [_bare(one.strip()) for one in value.strip("[]").split(",")]
