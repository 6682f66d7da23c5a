"""Rotation: of the dated sets some stay, and what none of them names any more goes."""

from collections.abc import Iterator
from datetime import UTC, datetime

from atlas.jobs.backup.store import Store
from atlas.model.event import Event, Noticed, Warned
from atlas.model.rotation import STAMP, Rotation


def rotate(store: Store, rotation: Rotation, *, archive: bool = False) -> Iterator[Event]:
    """Removes sets that are too many, then the files that no set names; yields what was done.

    Snapshots stay unless they are asked for by `archive`: what was lost at home may lie only here. Where a manifest
    does not read, no file is removed: it may be named there.
    """
    damaged: list[str] = []
    sets = store.sets(damaged)
    stay = rotation.stay(_moment(one.id) for one in sets)
    gone = [one for one in sets if _moment(one.id) not in stay]
    if gone:
        # Manifests first, durably: a cut after that leaves files that no set names, never a set whose files are gone.
        store.forget(gone)
        yield Noticed("Removed sets that were too many.", str(len(gone)))
    if damaged:
        yield Warned("Nothing that sets share is removed: a manifest does not read.", ", ".join(damaged))
        return
    named = {stored.place for one in sets if one not in gone for stored in one.stored()}
    yield from _sweep(store, named, archive=False)
    if archive:
        yield from _sweep(store, named, archive=True)


def _sweep(store: Store, named: set[str], *, archive: bool) -> Iterator[Event]:
    needless = [place for place in store.places(archive) if place not in named]
    if needless:
        store.remove(needless)
        yield Noticed("Removed files of the backup that no set names.", str(len(needless)))


def _moment(named: str) -> datetime:
    return datetime.strptime(named, STAMP).replace(tzinfo=UTC)
