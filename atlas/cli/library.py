"""`list`, `show`, `open`: what was captured."""

import shutil
import sys
from dataclasses import asdict
from pathlib import Path

import click

from atlas.app import App
from atlas.catalog import Row
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, say, say_json
from atlas.errors import NotFound

SCREENFUL = 50


@click.command("list")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many; 0 for all. [default: 50; --json: 0]")
@click.option("--all", "every", is_flag=True, help="Failed attempts too.")
@as_json
@click.pass_obj
def list_verb(home: Path, limit: int | None, every: bool, as_json: bool) -> None:
    """List captures, the newest first."""
    app = App(settings_of(home))
    most = (0 if as_json else SCREENFUL) if limit is None else limit
    for row in app.catalog.records(most or None, None if every else "captured"):
        if as_json:
            say_json(fields_of(app, row))
        else:
            say(f"{row.id}  {row.captured_at[:16].replace('T', ' ')}  {row.title or row.final_url or row.url}")


@click.command("show")
@click.argument("id")
@as_json
@click.pass_obj
def show_verb(home: Path, id: str, as_json: bool) -> None:  # noqa: A002 - the argument's name on the screen
    """Show all that is known of a capture."""
    app = App(settings_of(home))
    for row in _found(app, id):
        tries = [asdict(one) for one in app.catalog.tries(row.snapshot)]
        if as_json:
            say_json({**fields_of(app, row), "tries": tries})
            continue
        for key, value in fields_of(app, row).items():
            say(f"{key:12}  {value}")
        for one in tries:
            say(f"{'try':12}  {one['at']} {one['layer']} {one['status'] or '-'} {one['kind']} {one['detail']}")


@click.command("open")
@click.argument("id")
@click.option("--body", is_flag=True, help="Write the kept page itself to the output, as it came.")
@click.pass_obj
def open_verb(home: Path, id: str, body: bool) -> None:  # noqa: A002 - as above
    """Print where a snapshot lies; any WARC player opens it (ReplayWeb.page, pywb)."""
    app = App(settings_of(home))
    row = _found(app, id)[-1]
    if not body:
        say(str(app.folders.raw / row.snapshot))
        return
    if sys.stdout.isatty():
        raise click.UsageError("A page may steer a terminal: send it to a file, `atlas open --body ID > page.html`.")
    with app.vault.payload(row.snapshot) as (_, stream):
        shutil.copyfileobj(stream, sys.stdout.buffer)


def fields_of(app: App, row: Row) -> dict[str, object]:
    """Returns a record as scripts see it: the snapshot's path is relative to the home."""
    return {**asdict(row), "snapshot": app.folders.told(app.folders.raw / row.snapshot)}


def _found(app: App, digits: str) -> list[Row]:
    rows = app.catalog.find(digits.lower())
    if not rows:
        raise NotFound(f"No capture's id begins with {digits}.")
    return rows
