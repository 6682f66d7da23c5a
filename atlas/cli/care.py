"""`audit`, `doctor`, `rebuild`, `config`: whether all is well."""

import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from atlas import config
from atlas.app import App
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.jobs import doctor
from atlas.jobs.agreeing import agree
from atlas.jobs.audit import Audit
from atlas.jobs.backup import sealing
from atlas.jobs.rebuild import rebuild

MARKS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}


@click.command("audit")
@click.option("--strict", is_flag=True, help="Read every snapshot, and compare the catalog with the folders.")
@as_json
@click.pass_obj
def audit_verb(home: Path, strict: bool, as_json: bool) -> int:
    """Check that every drop is in one place and every capture whole; exit 1 where not."""
    app = App(settings_of(home))
    counted, violations = audited(app, strict)
    if violations and doctor.lock(app.folders.state / "lock").told != "free":
        # What a running Atlas is about to finish is out of order only once.
        counted, again = audited(app, strict)
        violations = [one for one in again if one in set(violations)]
    if as_json:
        say_json({**counted, "violations": violations})
    else:
        for one in violations:
            say(one)
        note(", ".join(f"{count} {name}" for name, count in counted.items()))
    return 1 if violations else 0


def audited(app: App, strict: bool) -> tuple[dict[str, int], list[str]]:
    """Returns what one look at the home counted, and what it found wrong."""
    audit = Audit(app.folders, app.vault, app.catalog if strict else None, app.readings, strict=strict)
    violations = list(audit.run())
    return audit.counted, violations


@click.command("doctor")
@as_json
@click.pass_obj
def doctor_verb(home: Path, as_json: bool) -> int:
    """Check the machine: Python, SQLite, folders, disk, clock, names; exit 1 where something fails."""
    app = App(settings_of(home))
    failed, settings = False, app.settings
    missing = (app.missing_layers(), app.missing_readers())
    machine = doctor.checks(app.folders, settings.vitals.free_disk, app.clock, settings.fetch.layers, *missing)
    backup = doctor.backup(settings.backup.to, settings.backup.encrypt_to, sealing.missing())
    over = app.cookies.over()
    for one in (*machine, backup, doctor.secrets(app.cookies.broken, over)):
        failed |= one.state == "fail"
        if as_json:
            say_json(asdict(one))
            continue
        mark, color = MARKS[one.state]
        click.secho(mark, fg=color, nl=False)
        say(f"  {one.name}: {one.told}" + (f" {one.hint}" if one.hint and one.state != "ok" else ""))
    return int(failed)


@click.command("rebuild")
@click.option("--missing", is_flag=True, help="Add what the folders have and the catalog lacks, and leave the rest.")
@click.pass_obj
def rebuild_verb(home: Path, missing: bool) -> int:
    """Make the catalog anew from the folders; no Atlas may be at work meanwhile."""
    app = App(settings_of(home))
    journal = app.journal(sys.stderr, under_systemd=False)
    try:
        with app.locked(journal.tell, heal=missing, own=True):
            if missing:
                note(f"{agree(app.folders, app.vault, app.catalog, app.judged)} rows added to the catalog.")
                return 0
            kept, damaged = rebuild(app.folders, app.vault, app.catalog, app.judged)
    finally:
        journal.close()
    for place in damaged:
        say(f"damaged: {place}")
    note(f"{kept} snapshots in the catalog.")
    return 1 if damaged else 0


@click.group("config")
def config_verb() -> None:
    """Show and check the settings."""


@config_verb.command("show")
@click.option("--origin", is_flag=True, help="Where each value came from.")
@as_json
@click.pass_obj
def config_show(home: Path, origin: bool, as_json: bool) -> None:
    """Print every key with its value."""
    settings, origins = config.load(home, os.environ)
    for key, value in config.told(settings):
        where = origins.get(key, "file")
        if as_json:
            say_json({"key": key, "value": value, "origin": where})
        else:
            say(f"{key} = {value}" + (f"  ({where})" if origin else ""))


@config_verb.command("check")
@click.pass_obj
def config_check(home: Path) -> None:
    """Say whether the settings are in order."""
    config.load(home, os.environ)
    note("The settings are in order.")
