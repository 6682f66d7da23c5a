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
from atlas.model import url as urls
from atlas.model.verdict import Verdict

SCREENFUL = 50


@click.command("list")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many; 0 for all. [default: 50; --json: 0]")
@click.option("--all", "every", is_flag=True, help="Every snapshot: earlier captures and failed attempts too.")
@click.option("--verdict", type=click.Choice([one.on_disk for one in Verdict]), help="Only what the judge calls so.")
@as_json
@click.pass_obj
def list_verb(home: Path, limit: int | None, every: bool, verdict: str | None, as_json: bool) -> None:
    """List what was captured, the best of each address, the newest first."""
    app = App(settings_of(home))
    most = (0 if as_json else SCREENFUL) if limit is None else limit
    for row in (app.catalog.records if every else app.catalog.captures)(most or None, verdict):
        if as_json:
            say_json(fields_of(app, row))
        else:
            say(f"{row.id}  {row.captured_at[:16].replace('T', ' ')}  {row.title or row.final_url or row.url}")


@click.command("show")
@click.argument("id", metavar="ID|URL")
@as_json
@click.pass_obj
def show_verb(home: Path, id: str, as_json: bool) -> None:  # noqa: A002 - the argument's name on the screen
    """Show all that is known of a capture, or of all captures of an address, the best first."""
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
@click.argument("id", metavar="ID|URL")
@click.option("--body", is_flag=True, help="Write the kept page itself to the output, as it came.")
@click.pass_obj
def open_verb(home: Path, id: str, body: bool) -> None:  # noqa: A002 - as above
    """Print where a snapshot lies, that of an address its best; any WARC player opens it (ReplayWeb.page, pywb)."""
    app = App(settings_of(home))
    row = _found(app, id)[0]
    if not body:
        say(str(app.folders.raw / row.snapshot))
        return
    if sys.stdout.isatty():
        raise click.UsageError("A page may steer a terminal: send it to a file, `atlas open --body ID > page.html`.")
    with app.vault.payload(row.snapshot) as (_, stream):
        shutil.copyfileobj(stream, sys.stdout.buffer)


def fields_of(app: App, row: Row) -> dict[str, object]:
    """Returns a record as scripts see it: places are relative to the home."""
    refers_to = _told(app, row.refers_to) if row.refers_to else ""
    return {**asdict(row), "snapshot": _told(app, row.snapshot), "refers_to": refers_to}


def _told(app: App, place: str) -> str:
    return app.folders.told(app.folders.raw / place)


def _found(app: App, named: str) -> list[Row]:
    """Returns the captures of an address, or those whose id begins so, the best first."""
    if "://" in named:
        rows = app.catalog.by_url(named) or app.catalog.by_url(urls.parse(named).href)
        missing = f"There is no capture of {named}."
    else:
        rows = app.catalog.find(named.lower())
        missing = f"No capture's id begins with {named}."
    if not rows:
        raise NotFound(missing)
    return rows
