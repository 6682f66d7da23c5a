"""`restore`: a home again, from a backup."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from atlas import files
from atlas.app import App
from atlas.cli.backing import identity_option
from atlas.cli.care import audited
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.config import Settings
from atlas.errors import Misconfigured, NotFound
from atlas.jobs.backup import sealing
from atlas.jobs.backup.rclone import Rclone, is_remote
from atlas.jobs.backup.remote import Remote
from atlas.jobs.backup.restoring import Restore, restore_catalog, restore_settings
from atlas.jobs.backup.store import Store
from atlas.jobs.recovery import recovered
from atlas.model.event import Event
from atlas.model.manifest import Manifest, Piece

SCRATCH = ".restore"


@click.command("restore")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="The backup's folder, or rclone:NAME:FOLDER; else that of the settings.",
)
@click.option("--set", "named", default="", help="The set's id; else the newest.")
@click.option("--to", type=click.Path(path_type=Path), help="The home to restore to; else the one worked on.")
@identity_option
@as_json
@click.pass_obj
def restore_verb(
    home: Path, source: Path | None, named: str, to: Path | None, identity: Path | None, as_json: bool
) -> int:
    """Bring a home back, whole or what it lacks; what is there and differs is told and stays as it is."""
    opening = sealing.opener(identity) if identity else None
    with _store(home, source, (to or home).absolute()) as store:
        return _restore(store, named, (to or home).absolute(), opening, as_json=as_json)


@contextmanager
def _store(home: Path, source: Path | None, target: Path) -> Iterator[Store]:
    """Gives the store to restore from; what a remote one needs of this machine is gone afterwards."""
    if source is None:
        yield App(settings_of(home)).keeping.store()
        return
    if not is_remote(str(source)):
        yield Store(source.absolute())
        return
    files.make_folder(target)
    store = Remote(Rclone(str(source)), target / SCRATCH)
    try:
        yield store
    finally:
        store.leave()


def _restore(store: Store, named: str, home: Path, opening: files.Through | None, *, as_json: bool) -> int:
    if not store.id:
        raise NotFound(f"There is no backup in {store.where}.")
    manifest = store.set(named)
    pieces = store.pieces(manifest, opening)
    app = _app_of(home, store, pieces, opening)
    restore = Restore(store, app.folders, opening)
    journal = app.journal(sys.stderr, under_systemd=False)
    try:
        with app.locked(journal.tell):
            for event in _restored(app, restore, manifest, pieces):
                journal.tell(event)
    finally:
        journal.close()
    counted, violations = audited(app, strict=True)
    told = {"set": manifest.id, "restored": restore.restored, "there": restore.there}
    troubles = {"differing": restore.differing, "lost": restore.lost, "violations": violations}
    if as_json:
        say_json({**told, **troubles, "counted": counted})
    else:
        for one in violations:
            say(one)
        note(", ".join(f"{value} {name}" for name, value in told.items()))
    return 1 if any(troubles.values()) else 0


def _app_of(home: Path, store: Store, pieces: Sequence[Piece], opening: files.Through | None) -> App:
    """Returns the app of a home that may not be there yet; its settings come from the set where it has none."""
    files.make_folder(home)
    came = restore_settings(store, pieces, home, opening)
    settings = settings_of(home)
    if came and (outside := _outside(settings)):
        raise Misconfigured(
            f"The set's config.toml has been put into {home}, and it names folders elsewhere that are in use: "
            f"{', '.join(outside)}. Change [paths] in it, or leave it, and run `restore` again."
        )
    return App(settings)


def _outside(settings: Settings) -> list[str]:
    paths = settings.paths
    folders = (paths.inbox, paths.raw, paths.processed, paths.failed, paths.state)
    return [str(one) for one in folders if not one.is_relative_to(settings.home) and files.names_in(one)]


def _restored(app: App, restore: Restore, manifest: Manifest, pieces: Sequence[Piece]) -> Iterator[Event]:
    yield from restore.run(pieces)
    # What was in two places while it was copied is in one again.
    yield from recovered(app.folders, app.vault, app.progress, manifest.begun)
    yield from restore_catalog(restore, pieces, app.folders, app.vault, app.catalog, app.judged)
