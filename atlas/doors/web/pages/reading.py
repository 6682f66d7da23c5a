"""An article, set for reading."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from atlas.catalog import ArticleRow, Row
from atlas.doors.web.library import Id, written_of
from atlas.doors.web.pages.frame import page
from atlas.doors.web.parts import Parts
from atlas.jobs.exporting.pages import direction_of, language_of
from atlas.jobs.exporting.xhtml import xhtml_of
from atlas.jobs.records import found
from atlas.jobs.remarks import remark_of
from atlas.model.article_file import doubts_about, text_in

OUTWARDS = {"rel": "noopener noreferrer nofollow"}
PICTURE = {**OUTWARDS, "class": "picture"}
# A table may be wider than a phone; only what can be reached by keyboard may move sideways.
TABLE = ("<table>", '<div class="wide-table" role="region" aria-label="Table" tabindex="0"><table>')
TABLE_END = ("</table>", "</table></div>")


class Reading:
    """The pages of articles."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def article_page(self, request: Request, id: Id) -> Response:  # noqa: A002 - its name in the path
        """Show an article."""
        row = found(self._parts.catalog, id)[0]
        text = text_in(written_of(self._parts, row).encode(errors="replace"))
        reading = self._parts.catalog.reading(row.snapshot)
        language = language_of(reading.language if reading else "")
        return page(
            request,
            "article.html",
            title=(reading.title if reading else "") or row.title or row.url,
            row=row,
            reading=reading,
            note=remark_of(self._parts.folders, row.snapshot),
            doubts=doubts_of(row, reading),
            text=set_text(text),
            language=language,
            direction=direction_of(language),
        )


def doubts_of(row: Row, reading: ArticleRow | None) -> list[str]:
    """Returns what a reader should know before reading."""
    return [*doubts_about(row.verdict, reading.agreement if reading else None), *(reading.notes if reading else ())]


def set_text(markdown: str) -> Markup:
    """Returns a text as a piece of a page; of what it says, nothing is taken as HTML, and nothing is loaded."""
    # The text's own `<` are escaped: what reads `<table>` here is the renderer's.
    return Markup(xhtml_of(markdown, OUTWARDS, PICTURE).replace(*TABLE).replace(*TABLE_END))  # noqa: S704
