"""The files of a book: its list of contents, its description, a page for each article (EPUB 3.3)."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5

from atlas.jobs.exporting.chapter import Chapter
from atlas.jobs.exporting.xhtml import is_link, writable, xhtml_of

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
STYLE = """body { line-height: 1.5; margin: 0 5%; }
pre { white-space: pre-wrap; }
table { border-collapse: collapse; }
td, th { border: 1px solid; padding: 0.2em 0.5em; vertical-align: top; }
blockquote { border-inline-start: 0.2em solid; margin-inline: 0; padding-inline-start: 1em; }
.told { font-size: 0.85em; }
"""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
UNKNOWN = "und"
LEFTWARDS = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ps", "sd", "syr", "ug", "ur", "yi"))
MOST_AUTHORS = 50


def language_of(told: str) -> str:
    """Returns a language as a book names it."""
    return told if LANGUAGE.fullmatch(told) else UNKNOWN


def direction_of(language: str) -> str:
    """Returns where the lines of a language run."""
    primary = language.partition("-")[0].lower()
    return "auto" if primary == UNKNOWN else "rtl" if primary in LEFTWARDS else "ltr"


def file_of(number: int) -> str:
    """Returns what the page of an article is called."""
    return f"article-{number:05}.xhtml"


def page(one: Chapter) -> str:
    """Returns the page of an article."""
    told = " · ".join(filter(None, (", ".join(one.authors), one.site, one.published[:10])))
    source = escape(writable(one.url))
    link = f'<a href="{source}">{source}</a>' if is_link(one.url) else source
    body = (
        f'<h1>{_text(one.title)}</h1>\n<p class="told">{_text(told)}<br/>\n{link}<br/>\n'
        f"{_text(f'captured {one.row.captured_at[:10]}')}</p>\n{xhtml_of(one.text)}"
    )
    return _document(one.title, language_of(one.language), body)


def contents(title: str, language: str, titles: Sequence[str]) -> str:
    """Returns the list of contents."""
    entries = "".join(
        f'<li><a href="{file_of(number)}">{_text(one)}</a></li>\n' for number, one in enumerate(titles, 1)
    )
    body = f'<nav epub:type="toc" id="toc"><h1>{_text(title)}</h1>\n<ol>\n{entries}</ol></nav>'
    return _document(title, language, body)


def description(title: str, chapters: Sequence[Chapter], language: str, modified: datetime) -> str:
    """Returns what a book says of itself, its pages in their order."""
    authors = list(dict.fromkeys(author for one in chapters for author in one.authors))[:MOST_AUTHORS]
    numbers = range(1, len(chapters) + 1)
    direction = ' page-progression-direction="rtl"' if direction_of(language) == "rtl" else ""
    manifest = "".join(
        f'<item id="a{one}" href="{file_of(one)}" media-type="application/xhtml+xml"/>\n' for one in numbers
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{_name(title, chapters)}</dc:identifier>
<dc:title>{_text(title)}</dc:title>
<dc:language>{language}</dc:language>
{"".join(f"<dc:creator>{_text(one)}</dc:creator>" for one in authors)}
<dc:date>{modified:%Y-%m-%d}</dc:date>
<meta property="dcterms:modified">{modified:%Y-%m-%dT%H:%M:%SZ}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
{manifest}</manifest>
<spine{direction}>
<itemref idref="nav"/>
{"".join(f'<itemref idref="a{one}"/>' for one in numbers)}
</spine>
</package>
"""


def _name(title: str, chapters: Sequence[Chapter]) -> str:
    return uuid5(NAMESPACE_URL, "\n".join((title, *(one.row.snapshot for one in chapters)))).urn


def _document(title: str, language: str, body: str) -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" \
xml:lang="{language}" dir="{direction_of(language)}">
<head><title>{_text(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""


def _text(text: str) -> str:
    return escape(writable(text))
