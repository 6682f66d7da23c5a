"""`upgrade`: a new release beside the old one, and the way back."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from platform import node

import click

from atlas import __version__, files
from atlas.app import App
from atlas.cli.home import settings_of
from atlas.cli.printing import note, say
from atlas.errors import AtlasError, Busy, Misconfigured, NotUpgraded
from atlas.jobs import notes
from atlas.jobs.upgrade.building import Source, source_at
from atlas.jobs.upgrade.control import control_of
from atlas.jobs.upgrade.releases import Releases, link_of
from atlas.jobs.upgrade.running import run
from atlas.jobs.upgrade.upgrading import NOTE, Place, Upgrade
from atlas.journal import redacted
from atlas.model.release import is_newer, is_security
from atlas.model.upgrade import Phase, note_of

TITLE = "The upgrade came to nothing."


@click.command("upgrade")
@click.argument("source", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--undo", is_flag=True, help="Go back to the release before.")
@click.option("--list", "as_list", is_flag=True, help="Which releases there are; the one at work has a star.")
@click.option("--prune", is_flag=True, help="Remove releases that are too many.")
@click.option("--security", is_flag=True, help="Only if the release in [upgrade] source mends something dangerous.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.pass_obj
def upgrade_verb(
    home: Path, source: Path | None, undo: bool, as_list: bool, prune: bool, security: bool, dry_run: bool
) -> int:
    """Go to the release in SOURCE (a folder or a wheel, with its lock); exit 1 where it was switched back."""
    app = App(settings_of(home))
    releases = Releases(link_of(Path(sys.prefix)))
    if as_list:
        return _told(releases)
    # What a cut left is finished first, and needs no source.
    cut = note_of(notes.read(releases.folder / NOTE)).phase is not Phase.SETTLED
    needs_none = undo or prune or (cut and not source)
    # A timer's call has nobody who reads what it says.
    with _alerting(app) if security and not dry_run else nullcontext():
        wished = None if needs_none else _wished(app, source, releases, security=security)
    if dry_run:
        return _foretold(releases, wished)
    if wished is None and not needs_none:
        return 0
    with _alone(releases), _alerting(app):
        # Under the lock: two upgrades at once would exchange the folder and the link twice.
        releases.adopt(__version__)
        _run_from_within(releases)
        _work(app, releases, wished, undo=undo)
    return 0


def _work(app: App, releases: Releases, wished: Source | None, *, undo: bool) -> None:
    # Nobody's PYTHONPATH may lead one release to the modules of another.
    environ, settings = {name: told for name, told in os.environ.items() if not name.startswith("PYTHON")}, app.settings
    place = Place(app.settings.home, app.folders.state, releases, run, environ, app.clock, app.catalog)
    upgrade = Upgrade(place, control_of(releases.link, run, environ), settings.upgrade.watch.total_seconds())
    _tell(upgrade.finish())
    if undo:
        _tell(upgrade.undo())
    elif wished:
        _tell(upgrade.to(wished))
    for name in releases.prune(settings.upgrade.keep, place.note.old):
        note(f"Removed {name}.")


@contextmanager
def _alerting(app: App) -> Iterator[None]:
    try:
        yield
    except AtlasError as error:
        for line in alerted(error, app.settings.alerts.urls, app.send):
            note(line)
        raise


def alerted(error: AtlasError, addresses: Sequence[str], send: Callable[[str, str, str], None]) -> Iterator[str]:
    """Tells everyone of the alerts that an upgrade came to nothing; yields who did not hear of it, and why."""
    # What pip said last may name an index with its password.
    body = f"{redacted(str(error))}\n{redacted(error.hint)}"
    for number, address in enumerate(addresses, 1):
        try:
            send(address, f"Atlas on {node() or 'this machine'}: {TITLE}", body)
        except AtlasError as refused:
            yield f"Alert {number} was not taken: {refused}"


def _wished(app: App, source: Path | None, releases: Releases, *, security: bool) -> Source | None:
    """Returns the release to go to, or None where it is none for us."""
    path = source or (Path(app.settings.upgrade.source).expanduser() if app.settings.upgrade.source else None)
    if path is None:
        raise Misconfigured("Where is the new release? Name its folder, or set [upgrade] source.")
    found = source_at(app.settings.home / path if not source else path)
    if Path(__file__).resolve().parents[2] == found.folder:
        raise NotUpgraded(
            f"This Atlas runs from {found.folder} itself: put the new release into a folder of its own, "
            "or nothing is left to go back to."
        )
    if security and not (is_newer(found.release.version, __version__) and is_security(found.changes, __version__)):
        note(f"{found.release.name} mends nothing dangerous that {__version__} has.")
        return None
    if security and note_of(notes.read(releases.folder / NOTE)).left(found.release.name, releases.current):
        note(f"{found.release.name} was left again before: `atlas upgrade` without --security tries it once more.")
        return None
    return found


def _told(releases: Releases) -> int:
    for name in releases.whole():
        say(f"{'*' if name == releases.current else ' '} {name}")
    if not releases.current:
        say(f"* {__version__} (as install.sh made it)")
    return 0


def _foretold(releases: Releases, wished: Source | None) -> int:
    if wished:
        there = "is built already" if wished.release.name in releases.whole() else "would be built"
        note(f"{wished.release.name} {there} in {releases.folder}, tried, switched to and watched.")
    return 0


@contextmanager
def _alone(releases: Releases) -> Iterator[None]:
    files.make_folder(releases.folder)
    lock = files.Lock(releases.folder / "lock")
    try:
        lock.take()
    except Busy as error:
        error.args = ("Another upgrade is under way.",)
        raise
    try:
        yield
    finally:
        lock.drop()


def _run_from_within(releases: Releases) -> None:
    """Begins anew by the release's own path: what is imported later must not come from the next release."""
    own = releases.folder / releases.current
    if Path(sys.prefix) != own:
        python = str(own / "bin/python")
        # The lock is not inherited: the new one takes it again.
        os.execv(python, [python, "-P", "-m", "atlas", *sys.argv[1:]])  # noqa: S606 - Atlas itself


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        note(line)
