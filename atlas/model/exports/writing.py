"""Links written for other programs: bookmarks of browsers, JSON Lines, tables. What Atlas writes, it reads."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from html import escape

from atlas.model import moment
from atlas.model.link import Link

HEAD = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
"""
FOOT = "</DL><p>\n"
COLUMNS = ("url", "title", "tags", "note", "added")
# What a spreadsheet would take for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def bookmarks(links: Iterable[Link]) -> Iterator[str]:
    """Yields bookmarks in Netscape's format, which every browser imports."""
    yield HEAD
    for one in links:
        added = f' ADD_DATE="{one.added.timestamp():.0f}"' if one.added else ""
        tags = f' TAGS="{escape(",".join(tag.replace(",", " ") for tag in one.tags))}"' if one.tags else ""
        yield f'    <DT><A HREF="{escape(one.url)}"{added}{tags}>{escape(one.title or one.url)}</A>\n'
        if one.note:
            yield f"    <DD>{escape(one.note)}\n"
    yield FOOT


def lines(links: Iterable[Link]) -> Iterator[str]:
    """Yields JSON Lines: all that is known, exactly."""
    for one in links:
        fields = {
            "url": one.url,
            "title": one.title,
            "tags": list(one.tags),
            "note": one.note,
            "added": moment.written(one.added) if one.added else "",
        }
        yield json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False) + "\n"


def table(links: Iterable[Link]) -> Iterator[str]:
    """Yields a table (CSV) that a spreadsheet may open: nothing in it is a formula."""
    yield _row(COLUMNS)
    for one in links:
        added = moment.written(one.added) if one.added else ""
        yield _row((one.url, one.title, "|".join(tag.replace("|", " ") for tag in one.tags), one.note, added))


FORMS: dict[str, Callable[[Iterable[Link]], Iterator[str]]] = {"bookmarks": bookmarks, "jsonl": lines, "csv": table}


def _row(values: Iterable[str]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerow([f"'{one}" if one.startswith(FORMULA) else one for one in values])
    return file.getvalue()
