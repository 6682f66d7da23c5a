"""PDF: its text in paragraphs, with its headings; its title, from the first page where the file has none."""

import ctypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from atlas.extract.broken import Broken
from atlas.extract.facts import described, titled, told
from atlas.extract.libraries import library
from atlas.extract.marking import heading, verbatim
from atlas.extract.paragraphs import LONGEST_HEADING, Line, Paragraph, body_size, is_large, paragraphs_of
from atlas.extract.pdf_page import lines_of
from atlas.extract.stamps import stamp
from atlas.extract.tidying import MOST_TEXT, one_line, seen, several
from atlas.extract.titles import is_title
from atlas.extract.xmp import xmp_in
from atlas.model.article import Article, Metadata, Source

MOST_PAGES = 3000
MOST_BOOKMARKS = 5000
PASSWORD = 4
"""PDFium's number for a file that asks for one."""
OF_A_DOCUMENT = b"ns.adobe.com/pdf/"
NOBODY = re.compile(
    r"(?:user|admin|administrator|owner|author|unknown|anonymous|root|pc|home|\W*|.*office[ _]user)", re.IGNORECASE
)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)
AND = re.compile(r"\s*(?:;|\band\b|&)\s*")
POINTS = re.compile(r"^(- .*)\n\n(?=- )", re.MULTILINE)
"""Points of one list, which have no empty line between them."""
BULLET_SIGN = re.compile(r"[•‣▪●◦∙·]\s+")


def article_of(source: Source) -> Article:
    """Returns the text of a PDF, or the reason why there is none."""
    pdfium = library("pypdfium2")
    try:
        with pdfium.PdfDocument(source.body) as document:
            return _article(pdfium, document, source)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", 0) == PASSWORD:
            raise Broken("It is encrypted: it opens with a password only.") from None
        raise Broken(f"The PDF is damaged: {one_line(str(error))}") from None


def _article(pdfium: Any, document: Any, source: Source) -> Article:
    count = len(document)
    lines, damaged = _read(pdfium, document, count)
    paragraphs = paragraphs_of(lines)
    body, found = body_size(paragraphs), _metadata(pdfium, document, source.body)
    if not found.title:
        found = _with_title(found, paragraphs, body)
    rest = _without_title(paragraphs, found.title, body)
    blocks = _marked(rest, _levels(rest, body, _bookmarks(pdfium, document)))
    text = POINTS.sub(r"\1\n", "\n\n".join(blocks))
    facts = told({"pages": count, "made with": document.get_metadata_dict().get("Creator") or None})
    return Article(text, titled(found, source.url), "pdf", notes=tuple(_notes(lines, count, damaged)), facts=facts)


def _read(pdfium: Any, document: Any, count: int) -> tuple[list[Line], list[int]]:
    """Returns the lines of all pages that read, and the numbers of those that do not."""
    lines: list[Line] = []
    damaged: list[int] = []
    size = 0
    for number in range(min(count, MOST_PAGES)):
        try:
            found = lines_of(pdfium, document, number)
        except pdfium.PdfiumError:
            damaged.append(number + 1)
            continue
        lines += found
        size += sum(len(line.text) for line in found)
        if size > MOST_TEXT:
            break
    return lines, damaged


def _notes(lines: list[Line], count: int, damaged: list[int]) -> Iterator[str]:
    if count > MOST_PAGES:
        yield f"Only the first {MOST_PAGES} of its {count} pages were read."
    if damaged:
        yield f"Damaged pages were passed over: {len(damaged)} of {count}, the first of them {damaged[0]}."
    bare = min(count, MOST_PAGES) - len({line.page for line in lines}) - len(damaged)
    if count and not lines:
        yield "There is no text in it: its pages are pictures, as of a scan."
    elif bare > count / 2:
        yield f"Most of its pages are pictures, as of a scan: there is no text on {bare} of {count}."


def _metadata(pdfium: Any, document: Any, body: bytes) -> Metadata:
    told_of_itself: Mapping[str, str] = document.get_metadata_dict()
    title = one_line(told_of_itself.get("Title"))
    subject = one_line(told_of_itself.get("Subject"), 1000)
    own = described(
        Metadata(
            title=title if is_title(title) else "",
            authors=_people(one_line(told_of_itself.get("Author"))),
            published=stamp(told_of_itself.get("CreationDate")),
            modified=stamp(told_of_itself.get("ModDate")),
            language=_language(pdfium.raw, document),
            description=subject if is_title(subject) else "",
            tags=several(re.split("[;,]", told_of_itself.get("Keywords", ""))),
            genre="document",
        ),
        "file",
    )
    return _completed(own, described(xmp_in(body, OF_A_DOCUMENT), "xmp"))


def _language(raw: Any, document: Any) -> str:
    """Returns the language a file says it is in, or ""."""
    room = ctypes.create_string_buffer(128)
    size = raw.FPDFCatalog_GetLanguage(document, ctypes.cast(room, ctypes.POINTER(raw.FPDF_WCHAR)), len(room))
    told_language = room.raw[: min(size, len(room))].decode("utf-16-le", "replace").rstrip("\0")
    return told_language if LANGUAGE.fullmatch(told_language) else ""


def _completed(own: Metadata, other: Metadata) -> Metadata:
    """Returns metadata with what only the other tells."""
    if not is_title(other.title):
        other = replace(other, title="")
    lacking = {name: getattr(other, name) for name in other.sources if not getattr(own, name) and getattr(other, name)}
    return replace(own, **lacking, sources={**dict.fromkeys(lacking, "xmp"), **own.sources})


def _people(text: str) -> tuple[str, ...]:
    """Returns the names in a line of authors; a comma parts them only where each part is a whole name."""
    names = AND.split(text)
    by_comma = [one.strip() for one in text.split(",")]
    if len(names) == 1 and len(by_comma) > 1 and all(" " in one for one in by_comma):
        names = by_comma
    return several(one for one in names if not NOBODY.fullmatch(one.strip()))


def _with_title(found: Metadata, paragraphs: list[Paragraph], body: float) -> Metadata:
    """Returns metadata with the largest text of page one for a title."""
    first = [one for one in paragraphs if one.page == 0 and is_large(one, body)]
    if not first:
        return found
    title = one_line(max(first, key=lambda one: one.size).text)
    return replace(found, title=title, sources={**found.sources, "title": "text"})


def _bookmarks(pdfium: Any, document: Any) -> dict[str, int]:
    """Returns the level of each bookmark by its title."""
    levels: dict[str, int] = {}
    try:
        for number, bookmark in enumerate(document.get_toc(max_depth=6)):
            if number >= MOST_BOOKMARKS:
                break
            levels.setdefault(_plain(bookmark.get_title()), bookmark.level)
    except (pdfium.PdfiumError, UnicodeDecodeError, RecursionError):
        return levels
    return levels


def _levels(paragraphs: list[Paragraph], body: float, bookmarks: dict[str, int]) -> dict[Paragraph, int]:
    """Returns which paragraphs are headings, and of what level."""
    sizes = sorted({round(one.size) for one in paragraphs if is_large(one, body)}, reverse=True)
    levels = {one: 2 + sizes.index(round(one.size)) for one in paragraphs if is_large(one, body)}
    short = [one for one in paragraphs if len(one.text) <= LONGEST_HEADING] if bookmarks else []
    marked = {one: 2 + bookmarks[_plain(one.text)] for one in short if _plain(one.text) in bookmarks}
    return {**levels, **marked}


def _without_title(paragraphs: list[Paragraph], title: str, body: float) -> list[Paragraph]:
    """Returns the paragraphs without the one that is the title, which stands elsewhere."""
    for number, one in enumerate(paragraphs):
        if one.page == 0 and is_large(one, body) and _plain(one.text) == _plain(title):
            return paragraphs[:number] + paragraphs[number + 1 :]
    return paragraphs


def _marked(paragraphs: list[Paragraph], levels: dict[Paragraph, int]) -> Iterator[str]:
    for paragraph in paragraphs:
        text = seen(paragraph.text).strip()
        if paragraph in levels:
            yield heading(levels[paragraph], text)
        elif text:
            yield f"- {verbatim(BULLET_SIGN.sub('', text, count=1))}" if BULLET_SIGN.match(text) else _body(text)


def _body(text: str) -> str:
    # A number that begins a paragraph of its own is a list's: Markdown may take it for that.
    return text[: len(text) - len(text.lstrip("0123456789"))] + verbatim(text.lstrip("0123456789"))


def _plain(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
