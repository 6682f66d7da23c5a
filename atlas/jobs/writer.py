"""The one writer: what finished together is made durable together, and only then told.

Snapshots into the vault, their rows into the catalog, the progress of lists, then the drops that
are done: each step durable before the next.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from atlas import files
from atlas.errors import AtlasError, CatalogBroken, CatalogDamaged, Unkept
from atlas.jobs.claim import Claim
from atlas.jobs.fetcher import Fetched
from atlas.jobs.parting import settlement_of
from atlas.model.attempt import Try
from atlas.model.event import Event, Noticed, Settled, Warned
from atlas.model.snapshot import Snapshot
from atlas.spool import Folders, Outcome, Progress, Settlement
from atlas.spool.settle import settle
from atlas.vault import Vault

REFUSED = "The catalog did not take what was captured; capture goes on."


class Index(Protocol):
    """Whatever wants to know what was kept: the catalog. Capture goes on without it."""

    def note(self, kept: Sequence[Snapshot], tried: Sequence[tuple[str, tuple[Try, ...]]]) -> None:
        """Takes snapshots, and tries that left none; raises CatalogBroken where it cannot."""


class Writer:
    """Makes groups of finished errands durable."""

    def __init__(
        self,
        folders: Folders,
        vault: Vault,
        index: Index,
        progress: Progress,
        now: Callable[[], datetime],
        release: Callable[[Claim], None],
        fence: Callable[[], None] = lambda: None,
    ) -> None:
        self._folders = folders
        self._vault = vault
        self._index = index
        self._progress = progress
        self._now = now
        self._release = release
        self._fence = fence
        self._index_broken = False
        self.held: list[Claim] = []
        """Drops whose fates are known and which the disk would not let settle yet."""

    def commit(self, group: Sequence[Fetched], done: Sequence[Claim] = ()) -> Iterator[Event]:
        """Makes a group durable, and files the drops that are done with it.

        Raises Unkept, with nothing of the group done, where the disk does not take the snapshots; Fenced where
        another machine works instead.
        """
        self._fence()
        snapshots = self._keep(group)
        yield from self._note(group, snapshots)
        for one in group:
            snapshot = snapshots.get(id(one))
            place = snapshot.path if snapshot else one.known
            target = replace(one.target, snapshot=self._told(place)) if place else one.target
            one.errand.answer(target, one.attempt)
        claims = dict.fromkeys(one.errand.claim for one in group)
        yield from self._note_progress([one for one in claims if one.open])
        yield from self.settle([*done, *(one for one in claims if not one.open)])

    def settle(self, claims: Sequence[Claim]) -> Iterator[Event]:
        """Files drops whose targets all have their fate; what the disk does not take is held."""
        if not claims:
            return
        now = self._now()
        settlements = [settlement_of(one.loaded, one.targets, now) for one in claims]
        settle(self._folders, settlements, self._fence)
        for claim, settlement in zip(claims, settlements, strict=True):
            yield from self._settled(claim, settlement)

    def _keep(self, group: Sequence[Fetched]) -> dict[int, Snapshot]:
        sealed = [(id(one), one.sealed) for one in group if one.sealed]
        kept = self._vault.keep([one for _, one in sealed]) if sealed else []
        return {key: snapshot for (key, _), snapshot in zip(sealed, kept, strict=True)}

    def _note(self, group: Sequence[Fetched], snapshots: dict[int, Snapshot]) -> Iterator[Event]:
        tried = [(one.attempt.url, one.attempt.tries) for one in group if id(one) not in snapshots]
        if not group:
            return
        try:
            self._index.note(list(snapshots.values()), tried)
        except CatalogBroken as error:
            if not self._index_broken:
                # Of damage the curator tells, who mends it.
                about = "" if isinstance(error, CatalogDamaged) else "catalog"
                yield Warned(REFUSED, str(error), error.hint, about)
            self._index_broken = True
        else:
            if self._index_broken:
                yield Noticed("The catalog answers again.", "", "What it missed is added.", "catalog")
            self._index_broken = False

    def _note_progress(self, claims: Sequence[Claim]) -> Iterator[Event]:
        try:
            logs = dict(self._log(one) for one in claims)
            files.sync(logs, [self._folders.progress] if any(logs.values()) else [])
        except Unkept as error:
            yield Warned("The progress of a list was not written; a cut would cost its captures.", str(error))
        for one in claims:
            yield from one.news
            one.news.clear()

    def _log(self, claim: Claim) -> tuple[Path, bool]:
        log = self._progress.note(claim.entry, claim.loaded.digest, claim.unlogged)
        claim.unlogged.clear()
        return log

    def _settled(self, claim: Claim, settlement: Settlement) -> Iterator[Event]:
        if settlement.outcome is Outcome.UNKEPT:
            self.held.append(claim)
            yield Warned(
                "A drop could not be filed; it stays where it is for now.", claim.loaded.drop, _why(settlement)
            )
            return
        yield from claim.news
        claim.news.clear()
        self._release(claim)
        if settlement.error:
            # It may lie where it did after a cut: nobody is told that it is filed, and its progress stays.
            yield Warned("The disk did not confirm that a drop was filed.", claim.loaded.drop, _why(settlement))
            return
        yield self._outcome(claim, settlement)
        yield from self._forgotten(claim)

    def _forgotten(self, claim: Claim) -> Iterator[Event]:
        try:
            self._progress.forget(claim.entry, claim.loaded.digest)
        except OSError as error:
            told = "The progress of a settled drop could not be removed; the next start does it."
            yield Warned(told, claim.loaded.drop, str(error.strerror))

    def _outcome(self, claim: Claim, settlement: Settlement) -> Event:
        match settlement.outcome:
            case Outcome.CHANGED:
                return Noticed("A drop was changed while it was captured; it is taken anew.", claim.loaded.drop)
            case Outcome.GONE:
                return Noticed("A drop was taken away while it was captured.", claim.loaded.drop)
            case _:
                home = settlement.home or claim.entry.at(self._folders)
                fate = settlement.ticket.disposition.value
                return Settled(claim.loaded.drop, fate, self._folders.told(home), len(claim.targets))

    def _told(self, place: str) -> str:
        return self._folders.told(self._folders.raw / place)


def _why(settlement: Settlement) -> str:
    error = settlement.error
    return f"{error} {error.hint}" if isinstance(error, AtlasError) else str(error)
