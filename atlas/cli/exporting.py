"""`export`: what was captured, for other programs."""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import click

from atlas import files
from atlas.app import SOFTWARE, App
from atlas.catalog import Row
from atlas.cli.home import settings_of
from atlas.cli.printing import note
from atlas.cli.records import found
from atlas.model import moment
from atlas.model.exports.writing import FORMS
from atlas.model.late import Late
from atlas.model.link import Link

# Only a book lays out Markdown: its parser takes longer to load than all else.
book, chapter, folder, wacz = (Late(f"atlas.jobs.exporting.{one}") for one in ("book", "chapter", "folder", "wacz"))

ID = re.compile(r"[0-9a-f]{8}", re.IGNORECASE)
OUTPUT = Path("-")
BOOK, FOLDER, ARCHIVE = "epub", "markdown", "wacz"


# Words may begin with a hyphen, as those of a search.
@click.command("export", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[WORDS|ID|URL]...")
@click.option(
    "--as",
    "form",
    type=click.Choice([*FORMS, FOLDER, BOOK, ARCHIVE]),
    default="bookmarks",
    show_default=True,
    help="The format.",
)
@click.option("--to", "path", type=click.Path(path_type=Path), default=OUTPUT, help="Where to; - for the output.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.pass_obj
def export_verb(home: Path, words: tuple[str, ...], form: str, path: Path, force: bool) -> int:
    """Give out what was captured: all, what a search finds, or the captures of these ids and addresses.

    `bookmarks`, `jsonl` and `csv` are lists of addresses with title, tags, note and day; browsers import the first,
    spreadsheets open the last, `atlas import` reads them all. `markdown` is a folder of articles, `epub` a book of
    them, `wacz` the captures themselves in one file that ReplayWeb.page and pywb play.
    """
    if not path.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {path.parent} to put it into.")
    app = App(settings_of(home))
    rows = _chosen(app, words)
    try:
        if form in FORMS:
            return _write_links(rows, form, path, force)
        if path == OUTPUT:
            raise click.UsageError(f"Say where to: `atlas export --as {form} --to PATH`.")
        return WRITERS[form](app, list(rows), " ".join(words), path, force)
    except FileExistsError as error:
        raise click.UsageError(f"There is something at {path} already: --force replaces it.") from error


def _chosen(app: App, words: tuple[str, ...]) -> Iterable[Row]:
    if not words:
        return app.catalog.captures()
    if all(ID.fullmatch(one) or "://" in one for one in words):
        return [found(app.catalog, one)[0] for one in dict.fromkeys(words)]
    return app.catalog.chosen(" ".join(words))


def _write_links(rows: Iterable[Row], form: str, path: Path, force: bool) -> int:
    with ExitStack() as until:
        file: BinaryIO = sys.stdout.buffer
        if path != OUTPUT:
            file = until.enter_context(files.made(path, replace=force))
        for piece in FORMS[form](_links(rows)):
            file.write(piece.encode(errors="backslashreplace"))
    return 0


def _links(rows: Iterable[Row]) -> Iterator[Link]:
    for row in rows:
        if row.url.lower().startswith(("http:", "https:")):
            yield Link(row.url, row.title, moment.read(row.added or row.captured_at), row.tags, row.note)


def _write_folder(app: App, rows: list[Row], asked: str, path: Path, force: bool) -> int:
    chapters = chapter.chapters(app.folders, rows)
    written = folder.write(path, _title(asked), chapters, replace=force)
    return _told(written, len(rows), path)


def _write_book(app: App, rows: list[Row], asked: str, path: Path, force: bool) -> int:
    chapters = chapter.chapters(app.folders, rows)
    written = book.write(path, _title(asked), chapters, overwrite=force)
    return _told(written, len(rows), path)


def _write_archive(app: App, rows: list[Row], asked: str, path: Path, force: bool) -> int:
    wrong = wacz.write(path, _title(asked), app.folders.raw, app.vault, rows, SOFTWARE, overwrite=force)
    for one in wrong:
        note(f"Left out: {one}")
    note(f"{len(rows) - len(wrong)} captures in {path}.")
    return 1 if wrong else 0


WRITERS = {FOLDER: _write_folder, BOOK: _write_book, ARCHIVE: _write_archive}


def _title(asked: str) -> str:
    return f"Atlas: {asked}" if asked else "Atlas"


def _told(written: int, captures: int, path: Path) -> int:
    without = f" {captures - written} captures have no article of their own." if written < captures else ""
    note(f"{written} articles in {path}.{without}")
    return 0
