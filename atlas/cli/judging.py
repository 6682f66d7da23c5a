"""`judge`: the archive judged anew."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from atlas.app import App
from atlas.catalog import Row
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.errors import Damaged, NotFound
from atlas.jobs.judging import Rejudged, judge
from atlas.model.verdict import RULES


@click.command("judge")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--again", is_flag=True, help="Also what was judged by today's rules already.")
@as_json
@click.pass_obj
def judge_verb(home: Path, ids: tuple[str, ...], again: bool, as_json: bool) -> int:
    """Judge by today's rules what is in the archive, and show what is called otherwise now; nothing is fetched."""
    app = App(settings_of(home))
    damaged: list[str] = []
    judged = changed = 0
    journal = app.journal(sys.stderr, under_systemd=False)
    try:
        with app.locked(journal.tell, own=True):
            for one in judge(app.vault, app.catalog, _rows(app, ids, again), _noting(damaged)):
                judged += 1
                changed += one.changed
                if one.changed:
                    _show(one, as_json)
    finally:
        journal.close()
    for told in damaged:
        note(f"damaged: {told}")
    note(f"{judged} judged, {changed} called otherwise.")
    return 1 if damaged else 0


def _rows(app: App, ids: tuple[str, ...], again: bool) -> Iterator[Row]:
    for row in _named(app, ids) if ids else app.catalog.records():
        if again or row.rules < RULES:
            yield row


def _named(app: App, ids: tuple[str, ...]) -> Iterator[Row]:
    for one in ids:
        rows = app.catalog.find(one.lower())
        if not rows:
            raise NotFound(f"No capture's id begins with {one}.")
        yield from rows


def _show(one: Rejudged, as_json: bool) -> None:
    row, found = one.row, one.judgement
    if as_json:
        told = {"was": row.verdict, "verdict": found.verdict.on_disk, "signals": found.signals, "rules": found.rules}
        say_json({"id": row.id, "url": row.url, **told})
    else:
        say(f"{row.id}  {row.verdict} -> {found.verdict.on_disk}  {row.url}  ({'; '.join(found.signals)})")


def _noting(damaged: list[str]) -> Callable[[Row, Damaged], object]:
    return lambda row, error: damaged.append(f"{row.snapshot}: {error}")
