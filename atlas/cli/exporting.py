"""`export`: what was captured, for other programs."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from atlas.app import App
from atlas.catalog import Row
from atlas.cli.home import settings_of
from atlas.model import moment
from atlas.model.exports.writing import FORMS
from atlas.model.link import Link


@click.command("export")
@click.option(
    "--as", "form", type=click.Choice(list(FORMS)), default="bookmarks", show_default=True, help="The format."
)
@click.pass_obj
def export_verb(home: Path, form: str) -> None:
    """Write the address of everything that was captured, with its title, tags, note and day, to the output.

    Browsers import `bookmarks`, spreadsheets open `csv`; `atlas import` reads them all.
    """
    app = App(settings_of(home))
    for piece in FORMS[form](_links(app)):
        sys.stdout.buffer.write(piece.encode(errors="backslashreplace"))


def _links(app: App) -> Iterator[Link]:
    for row in app.catalog.captures():
        if row.url.lower().startswith(("http:", "https:")):
            yield _link(row)


def _link(row: Row) -> Link:
    return Link(row.url, row.title, moment.read(row.added or row.captured_at), row.tags, row.note)
