"""`list`, `show`, `open`: what was captured, and what there is to read of it."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from atlas.app import App
from atlas.catalog import ArticleRow, Row
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.cli.records import fields_of, found
from atlas.errors import NotFound
from atlas.jobs.records import all_of
from atlas.model.article_file import REASONS, text_in
from atlas.model.attempt import SAVED
from atlas.model.frontmatter import parted
from atlas.model.late import Late
from atlas.model.plain import legible
from atlas.model.verdict import Verdict

# Only it lays out Markdown, and the parser takes longer to load than all else.
rendering = Late("atlas.cli.rendering")

SCREENFUL = 50
WIDEST = 88
"""Cells of a line that one still reads with ease."""
SAID = ("snapshot", "path", "reason", "title")
"""Of a reading, what its record tells already."""


@click.command("list")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many; 0 for all. [default: 50; --json: 0]")
@click.option("--all", "every", is_flag=True, help="Every snapshot: earlier captures and failed attempts too.")
@click.option("--verdict", type=click.Choice([one.on_disk for one in Verdict]), help="Only what the judge calls so.")
@click.option("--doubtful", is_flag=True, help="Only articles that are likely not what the page is about, worst first.")
@click.option("--unreadable", is_flag=True, help="Only what could not be read, with the reason.")
@as_json
@click.pass_obj
def list_verb(home: Path, /, limit: int | None, as_json: bool, **wanted: Any) -> None:
    """List what was captured, the best of each address, the newest first."""
    app = App(settings_of(home))
    most = (0 if as_json else SCREENFUL) if limit is None else limit
    for row, reason in _listed(app, most or None, **wanted):
        if as_json:
            say_json({**fields_of(app.folders, row), **({"unreadable": reason} if reason else {})})
        else:
            named = row.title or row.final_url or row.url
            told = f"{named}: {reason}" if reason else named
            say(f"{row.id}  {row.captured_at[:16].replace('T', ' ')}  {told}")


@click.command("show")
@click.argument("id", metavar="ID|URL")
@click.option("--facts", is_flag=True, help="All that is known of the capture, or of all captures of the address.")
@click.option("--plain", is_flag=True, help="The article as it is kept, in Markdown.")
@as_json
@click.pass_obj
def show_verb(home: Path, id: str, facts: bool, plain: bool, as_json: bool) -> None:  # noqa: A002 - its name on screen
    """Show the article of a capture, or of the best capture of an address; where there is none, what is known."""
    app = App(settings_of(home))
    rows = found(app.catalog, id)
    if as_json:
        for row in rows:
            say_json(_told(app, row))
        return
    row = rows[0]
    read = app.catalog.reading(row.snapshot)
    file = _file(app, row)
    if facts or file is None:
        for one in rows:
            _show_facts(app, one)
        return
    if plain:
        _print(parted(file.decode(errors="replace"))[1].splitlines())
        return
    _show_head(app, row, read, len(rows))
    width = min(shutil.get_terminal_size().columns, WIDEST)
    for line in rendering.rendered(text_in(file), width):
        click.echo(line)


@click.command("open")
@click.argument("id", metavar="ID|URL")
@click.option("--body", is_flag=True, help="Write the kept page itself to the output, as it came.")
@click.option("--article", is_flag=True, help="Print where the article's file lies.")
@click.pass_obj
def open_verb(home: Path, id: str, body: bool, article: bool) -> None:  # noqa: A002 - as above
    """Print where a snapshot lies, that of an address its best; any WARC player opens it (ReplayWeb.page, pywb)."""
    app = App(settings_of(home))
    row = found(app.catalog, id)[0]
    if article:
        if not row.article:
            raise NotFound(f"There is no article of {row.id}. {_why_not(app.catalog.reading(row.snapshot))}")
        place = app.folders.articles / row.article
        if not place.is_file():
            raise NotFound(_gone(app, row))
        say(str(place))
        return
    if not body:
        say(str(app.folders.raw / row.snapshot))
        return
    if sys.stdout.isatty():
        raise click.UsageError("A page may steer a terminal: send it to a file, `atlas open --body ID > page.html`.")
    with app.vault.payload(row.snapshot) as (_, stream):
        shutil.copyfileobj(stream, sys.stdout.buffer)


def _listed(
    app: App, most: int | None, *, every: bool, verdict: str | None, doubtful: bool, unreadable: bool
) -> Iterable[tuple[Row, str]]:
    """Returns records, each with the reason why it could not be read where that is asked for."""
    if unreadable:
        return app.catalog.unreadable(most)
    if doubtful:
        return ((row, "") for row in app.catalog.doubtful(most))
    return ((row, "") for row in (app.catalog.records if every else app.catalog.captures)(most, verdict))


def _told(app: App, row: Row) -> dict[str, object]:
    """Returns all that is known of a capture, its article's text too, as scripts see it."""
    file = _file(app, row)
    return {**all_of(app.catalog, app.folders, row), "text": None if file is None else text_in(file)}


def _file(app: App, row: Row) -> bytes | None:
    """Returns an article's file, or None where there is none."""
    if not row.article:
        return None
    try:
        return (app.folders.articles / row.article).read_bytes()
    except FileNotFoundError:
        note(_gone(app, row))
        return None


def _gone(app: App, row: Row) -> str:
    place = app.folders.told(app.folders.articles / row.article)
    return f"The article's file was removed or moved: {place}. `atlas read --again {row.id}` makes it again."


def _show_head(app: App, row: Row, read: ArticleRow | None, captures: int) -> None:
    """Prints what one wants to know before one reads."""
    say(row.title or row.final_url or row.url, bold=True)
    for line in filter(None, _head(app, row, read, captures)):
        say(line, dim=True)
    click.echo()


def _head(app: App, row: Row, read: ArticleRow | None, captures: int) -> Iterator[str]:
    if read:
        length = f"{read.minutes} min" if read.minutes else ""
        yield " · ".join(filter(None, (*read.authors, read.site, read.published[:10], length)))
    yield row.final_url or row.url
    several = f", one of {captures}" if captures > 1 else ""
    place = app.folders.told(app.folders.articles / row.article)
    yield f"captured {row.captured_at[:10]} as {row.id}{several} · {place}"
    yield REASONS.get(row.verdict, "")
    if row.layer == SAVED:
        yield "From a file that was dropped: no site was asked, and the address is the file's own word."
    if read and read.doubtful:
        yield "Doubtful: this may not be what the page is about."
    yield from read.notes if read else ()


def _show_facts(app: App, row: Row) -> None:
    _say_fields(fields_of(app.folders, row))
    for one in app.catalog.tries(row.snapshot):
        _say_field("try", f"{one.at} {one.layer} {one.status or '-'} {one.kind} {one.detail}")
    read = app.catalog.reading(row.snapshot)
    if read is None or not read.path:
        _say_field("reading", _why_not(read))
    if read:
        _say_fields({key: value for key, value in asdict(read).items() if key not in SAID})


def _say_fields(fields: Mapping[str, object]) -> None:
    """Prints what is told; what is not is left out."""
    for key, value in fields.items():
        match value:
            case dict():
                _say_fields(value)
            case list() | tuple():
                _say_field(key, "; ".join(map(str, value)))
            case _:
                _say_field(key, "" if value is None else str(value))


def _say_field(key: str, told: str) -> None:
    if told:
        say(f"{key:12}  {told}")


def _why_not(read: ArticleRow | None) -> str:
    return read.reason if read else "It is unread."


def _print(lines: Iterable[str]) -> None:
    """Prints a text as it is, without what would steer a terminal."""
    for line in lines:
        click.echo("\t".join(legible(one) for one in line.split("\t")))
