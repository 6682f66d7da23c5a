"""A page of a PDF as lines: PDFium's characters, put together."""

import ctypes
import math
import re
from typing import Any

from atlas.extract.paragraphs import Line

# PDFium marks a hyphen at the end of a line, and leaves the end of the line out.
LINE = re.compile("[^\r\n\ufffe\x02]+[\ufffe\x02]?")
MOST_CHARACTERS = 500_000
"""On one page."""


def lines_of(pdfium: Any, document: Any, number: int) -> list[Line]:
    """Returns the lines of a page, in the order in which they were written."""
    page = document[number]
    try:
        shown = page.get_textpage()
        try:
            return _lines(pdfium.raw, shown, number)
        finally:
            shown.close()
    finally:
        page.close()


def _lines(raw: Any, shown: Any, number: int) -> list[Line]:
    lines = []
    for found in LINE.finditer(_characters(raw, shown)):
        text = found[0].strip()
        if text:
            first = found.start() + len(found[0]) - len(found[0].lstrip())
            lines.append(_line(raw, shown, number, " ".join(text.split()), first, first + len(text) - 1))
    return lines


def _characters(raw: Any, shown: Any) -> str:
    """Returns the page's text, with one character for each that PDFium counts."""
    count = min(shown.count_chars(), MOST_CHARACTERS)
    text: str = shown.get_text_range(0, count) if count else ""
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(shown, at) for at in range(count))
    return "".join(" " if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code) for code in codes)


def _line(raw: Any, shown: Any, number: int, text: str, first: int, last: int) -> Line:
    left, bottom, *_ = shown.get_charbox(first, loose=True)
    _, _, right, _ = shown.get_charbox(last, loose=True)
    # What is written from right to left begins on the right.
    return Line(text, number, min(left, right), max(left, right), bottom, _size(raw, shown, first))


def _size(raw: Any, shown: Any, at: int) -> float:
    """Returns how large a character is on paper."""
    matrix = raw.FS_MATRIX()
    scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(shown, at, ctypes.byref(matrix)) else 1.0
    return float(raw.FPDFText_GetFontSize(shown, at)) * scale
