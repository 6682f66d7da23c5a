"""`backup`, `verify`, `drill`: what is kept a second time, and whether both are whole."""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from atlas import vitals
from atlas.app import App
from atlas.cli.continuous import settings_for
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.config import values
from atlas.errors import Busy, CatalogBroken
from atlas.jobs import notes
from atlas.jobs.agreeing import agree
from atlas.jobs.keeping import NOTE
from atlas.jobs.rebuild import rebuild
from atlas.jobs.upkeep.monthly import DRILLED
from atlas.jobs.verify import Verify, catalog_wrongs
from atlas.model.event import Event

identity_option = click.option(
    "--identity", type=click.Path(path_type=Path, dir_okay=False), help="A file of age-keygen that opens sealed sets."
)


class Size(click.ParamType[int]):
    """A size such as 20MB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Returns its bytes."""
        try:
            return value if isinstance(value, int) else values.size(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command("backup")
@click.option(
    "--to", default="", help="A folder on another disk, or rclone:NAME:FOLDER, instead of that of the settings."
)
@click.option("--new", is_flag=True, help="Begin anew though there was a backup in that place before.")
@click.option("--rotate", is_flag=True, help="Afterwards remove sets that are too many, and what only they needed.")
@click.option(
    "--litestream", default="", help="Copy nothing; print settings by which Litestream copies the catalog there."
)
@click.option("--prune", is_flag=True, help="With --rotate: also snapshots that no set names any more.")
@as_json
@click.pass_obj
def backup_verb(home: Path, to: str, new: bool, rotate: bool, litestream: str, prune: bool, as_json: bool) -> int:
    """Copy what is new to the backup, and write down what is in it; Atlas may be at work meanwhile."""
    app = App(settings_of(home))
    if litestream:
        for line in settings_for(app.folders.state / "catalog.db", litestream).splitlines():
            say(line)
        return 0
    with_events(app, app.keeping.back_up(to, new=new))
    if rotate:
        with_events(app, app.keeping.rotate(to, archive=prune))
    made = notes.read(app.folders.state / NOTE)
    told = {name: made[name] for name in ("ok", "at", "set", "to", "whole", "counts", "left_out", "seconds")}
    if as_json:
        say_json(told)
    else:
        say(f"{made['set']} in {made['to']}: " + ", ".join(f"{count} {name}" for name, count in made["counts"].items()))
    return 0 if made["ok"] else 1


@click.command("verify")
@click.option("--rate", type=Size(), default="0B", help="Read no more than this in a second, such as 20MB.")
@click.option("--repair", is_flag=True, help="Bring back from the backup what is damaged or missing.")
@click.option(
    "--backup", "at_backup", is_flag=True, help="Read the newest set where it is kept, instead of the archive."
)
@identity_option
@as_json
@click.pass_obj
def verify_verb(home: Path, rate: int, repair: bool, at_backup: bool, identity: Path | None, as_json: bool) -> int:
    """Read the whole archive, and compare it with the digests it was written with; exit 1 where it is not whole.

    A stop is no loss: the next `verify` goes on where this one was.
    """
    app = App(settings_of(home))
    if at_backup:
        wrongs = list(app.keeping.check())
    else:
        verify = app.keeping.verify(rate, identity, repair=repair)
        with_events(app, verify.run())
        wrongs = _mended(app, catalog_wrongs(app.folders, app.catalog), repair)
        wrongs += [f"{one.path}: {one.told}" for one in verify.wrong if not one.mended]
        note(_summary(verify))
    for one in wrongs if not as_json else ():
        say(one)
    if as_json:
        read = {} if at_backup else {"checked": verify.checked, "bytes": verify.read}
        mended = [] if at_backup else [asdict(one) for one in verify.wrong]
        say_json({**read, "found": mended, "wrong": wrongs})
    return 1 if wrongs else 0


@click.command("drill")
@click.option(
    "--most", type=Size(), default=DRILLED, help="Of the archive restore no more than this, the newest first."
)
@identity_option
@as_json
@click.pass_obj
def drill_verb(home: Path, most: int, identity: Path | None, as_json: bool) -> int:
    """Rehearse: restore the newest set to a scratch folder, open it, search it, compare it; exit 1 where it fails."""
    app = App(settings_of(home))
    found = app.keeping.drill(min(most, room(app)), identity)
    if as_json:
        say_json(asdict(found))
    else:
        for one in found.why:
            say(one)
        compared = ", ".join(f"{name} {value}" for name, value in found.compared.items())
        if found.set:
            note(f"{found.set}: {'good' if found.ok else 'FAILED'} in {found.seconds} s ({compared})")
    return 0 if found.ok else 1


def room(app: App) -> int:
    """Returns how much of an archive a drill may restore without filling the disk."""
    return max(0, vitals.free_bytes(app.folders.state) - app.settings.vitals.free_disk) // 2


def with_events(app: App, events: Iterable[Event]) -> Counter[str]:
    """Tells events to the journal; returns how many there were of each."""
    journal = app.journal(sys.stderr, under_systemd=False)
    counted: Counter[str] = Counter()
    try:
        for event in events:
            counted[event.name] += 1
            journal.tell(event)
    finally:
        journal.close()
    return counted


def _mended(app: App, wrongs: list[str], repair: bool) -> list[str]:
    """Returns what is still wrong with the catalog, after a repair where one is wanted."""
    if not wrongs or not repair:
        return wrongs
    journal = app.journal(sys.stderr, under_systemd=False)
    try:
        with app.locked(journal.tell):
            _repair(app)
    except Busy as error:
        note(f"The catalog is not repaired: {error}")
        return wrongs
    finally:
        journal.close()
    return catalog_wrongs(app.folders, app.catalog)


def _repair(app: App) -> None:
    try:
        broken = bool(app.catalog.check())
    except CatalogBroken:
        broken = True
    if broken:
        rebuild(app.folders, app.vault, app.catalog, app.judged)
    else:
        agree(app.folders, app.vault, app.catalog, app.judged)


def _summary(verify: Verify) -> str:
    mended = sum(one.mended for one in verify.wrong)
    return f"{verify.checked} snapshots read, {len(verify.wrong)} damaged or missing, {mended} brought back."
