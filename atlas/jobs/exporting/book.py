"""Articles as a book (EPUB 3), the same to the byte whenever it is made of the same articles."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from atlas import files
from atlas.errors import NotFound
from atlas.jobs.exporting.chapter import Chapter
from atlas.jobs.exporting.packing import packing
from atlas.jobs.exporting.pages import (
    CONTAINER,
    STYLE,
    UNKNOWN,
    contents,
    description,
    file_of,
    language_of,
    page,
)

MEDIA_TYPE = b"application/epub+zip"


def write(path: Path, title: str, chapters: Iterable[Chapter], *, overwrite: bool) -> int:
    """Writes the articles as a book; returns how many. Raises NotFound where there is none."""
    told = list(chapters)
    if not told:
        raise NotFound("There is no article to make a book of.")
    modified = max(one.captured_at for one in told)
    language = _language(told)
    with files.made(path, replace=overwrite) as file, packing(file, modified) as book:
        # First and as it is: by these bytes a file is known as a book.
        book.put("mimetype", MEDIA_TYPE, stored=True)
        book.put("META-INF/container.xml", CONTAINER.encode())
        book.put("EPUB/book.opf", description(title, told, language, modified).encode())
        book.put("EPUB/nav.xhtml", contents(title, language, [one.title for one in told]).encode())
        book.put("EPUB/style.css", STYLE.encode())
        for number, one in enumerate(told, 1):
            book.put(f"EPUB/{file_of(number)}", page(one).encode())
    return len(told)


def _language(chapters: list[Chapter]) -> str:
    """Returns the language most articles are in."""
    told = Counter(language_of(one.language) for one in chapters)
    del told[UNKNOWN]
    return max(told, key=lambda one: (told[one], one), default=UNKNOWN)
