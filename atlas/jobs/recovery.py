"""What is done after a cut, before anything else, and under the lock."""

from collections.abc import Callable, Iterator
from datetime import datetime

from atlas.errors import CatalogBroken
from atlas.jobs.claim import Kept
from atlas.jobs.writer import Index
from atlas.model.event import Event, Noticed, Warned
from atlas.spool import Folders, Place, Progress, recover
from atlas.vault import Vault

RECENT = 256
"""Snapshots that are looked at for drops a cut left unsettled: four groups of the writer."""


def recovered(folders: Folders, vault: Vault, progress: Progress, cut_since: datetime | None) -> Iterator[Event]:
    """Puts scratches, spool and progress in order; yields what was done."""
    if swept := vault.sweep():
        yield Noticed("Removed scratch files that a cut left.", str(swept))
    yield from recover(folders, cut_since)
    if stale := progress.sweep({one: one.folder(folders) for one in Place}):
        yield Noticed("Removed the progress of lists that are there no more.", str(stale))


def kept_of(
    folders: Folders, vault: Vault, index: Index, cut_since: datetime | None, tell: Callable[[Event], None]
) -> Kept:
    """Returns the last captures before a cut, so that their drops are settled and not fetched again."""
    recent = list(vault.recent(RECENT)) if cut_since else []
    try:
        if recent:
            index.note(recent, [])
    except CatalogBroken as error:
        tell(Warned("The catalog does not answer; capture goes on.", str(error), error.hint))
    return {
        (one.facts.drop, one.facts.drop_digest, one.facts.url): (folders.told(folders.raw / one.path), one.facts)
        for one in reversed(recent)
        if one.facts.disposition == "captured"
    }
