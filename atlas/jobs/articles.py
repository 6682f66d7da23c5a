"""The articles' files read back: so that the catalog can be made anew from what a person reads."""

from collections.abc import Iterator
from pathlib import Path

from atlas import files
from atlas.errors import Damaged, Unfit
from atlas.model.article import Reading
from atlas.model.article_file import LARGEST, PLACED, SUFFIX, fields_in, reading_of
from atlas.model.frontmatter import Value
from atlas.spool import Folders


def articles_in(folders: Folders) -> Iterator[tuple[Path, dict[str, Value], str]]:
    """Yields every article's file with the fields of its head and its text, in the order of names.

    Of several for one snapshot the last is the newest. Files of other makes are left out.
    """
    root = folders.articles
    try:
        seen = sorted(one.path for one in files.scan(root, _is_other, _is_hidden))
    except FileNotFoundError:
        return
    for place in seen:
        try:
            _, data = files.read(root, place, LARGEST)
            fields, text = fields_in(data)
        except (OSError, Unfit, Damaged):
            continue
        yield root / place, fields, text


def readings_in(folders: Folders) -> Iterator[Reading]:
    """Yields the reading that each article's file tells of."""
    for path, fields, text in articles_in(folders):
        if place := PLACED.fullmatch(str(fields["snapshot"])):
            yield reading_of(fields, text, place[1], path.relative_to(folders.articles).as_posix())


def _is_other(name: str) -> bool:
    return name.startswith(".") or not name.endswith(SUFFIX)


def _is_hidden(name: str) -> bool:
    return name.startswith(".")
