"""One errand done: climbed, kept in a scratch file, judged. It runs in a thread of its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Protocol

from atlas.errors import CatalogBroken, NoRoom
from atlas.jobs import saved
from atlas.jobs.claim import Errand
from atlas.jobs.outside import Outside
from atlas.model.attempt import Ask, Attempt, Known
from atlas.model.backoff import Backoff, Patience
from atlas.model.exchange import Sink
from atlas.model.fault import Fault, Kind
from atlas.model.moment import whole
from atlas.model.snapshot import Facts, told
from atlas.model.ticket import Disposition, Target
from atlas.model.url import host_of
from atlas.vault import Sealed, Vault

if TYPE_CHECKING:
    from atlas.vault.scratch import Scratch


class Climber(Protocol):
    """Whatever gets a page: the ladder."""

    def climb(self, ask: Ask, sink: Sink) -> Attempt:
        """Returns what came of it; every exchange is in the sink."""

    def interrupt(self) -> None:
        """Cuts short what is in flight: Atlas is stopping."""


Way = Callable[[str, str], Climber | None]
"""Returns who climbs for an address of a drop instead of the ladder, or None: for the canary alone."""


class Memory(Protocol):
    """Whatever remembers what was captured: the catalog. Capture goes on without it."""

    def latest_page(self, url: str) -> str:
        """Returns the place in the vault of an address's latest page, or ""; raises CatalogBroken where it cannot."""

    def recalled(self, urls: Sequence[str]) -> dict[str, str]:
        """Returns the best captures of those addresses that have one, by any address of the page; raises as above."""

    def page_with(self, digest: str) -> str:
        """Returns the place of a good page with this body, whatever its address, or ""; raises CatalogBroken, too."""


@dataclass(frozen=True, eq=False)
class Fetched:
    """An errand that is done, and the scratch file it left."""

    errand: Errand
    attempt: Attempt
    target: Target
    """Its fate; where it was captured, still without the snapshot's name."""
    sealed: Sealed | None
    known: str = ""
    """The place in the vault of the snapshot that was there before, where that is all there is to it."""
    put_back: bool = False
    """It was the network's fault: the errand is to be done again."""


class Fetcher:
    """Does errands; several threads share one."""

    def __init__(
        self,
        vault: Vault,
        ladder: Climber,
        outside: Outside,
        memory: Memory,
        backoff: Backoff,
        now: Callable[[], datetime],
        chance: Random,
        software: str,
        way: Way = lambda drop, url: None,
    ) -> None:
        self._vault = vault
        self._ladder = ladder
        self._outside = outside
        self._memory = memory
        self._backoff = backoff
        self._now = now
        self._chance = chance
        self._software = software
        self._way = way

    def fetch(self, errand: Errand) -> Fetched:
        """Does one errand; raises Unkept where the disk does not take what came."""
        if errand.claim.loaded.page:
            return self._saved(errand)
        if climber := self._way(errand.claim.loaded.drop, errand.target.url):
            return self._flown(errand, climber)
        host = host_of(errand.target.url)
        if host and not self._outside.there():
            return self._put_back(errand)
        if place := self._recalled(errand.target):
            return Fetched(errand, Attempt(errand.target.url, ()), errand.target.recognised(""), None, known=place)
        known = self._known(errand.target.url)
        with _leaving_nothing(self._vault.scratch(host, known, self._held)) as scratch:
            attempt = self._ladder.climb(self._ask(errand, known), scratch)
            _stop_where_full(attempt)
            if self._outside.explains(attempt, host_of(attempt.url)):
                scratch.discard()
                return self._put_back(errand)
            return self._done(errand, attempt, scratch, keep=not attempt.interrupted and bool(scratch.exchanges))

    def _flown(self, errand: Errand, climber: Climber) -> Fetched:
        """Does the errand of the canary: neither a host nor the network is judged by what comes of it."""
        with _leaving_nothing(self._vault.scratch(host_of(errand.target.url))) as scratch:
            attempt = climber.climb(self._ask(errand, None), scratch)
            _stop_where_full(attempt)
            return self._done(errand, attempt, scratch, keep=attempt.captured)

    def _done(self, errand: Errand, attempt: Attempt, scratch: "Scratch", *, keep: bool) -> Fetched:
        target = self.fate(errand, attempt)
        if not keep:
            scratch.discard()
            return Fetched(errand, attempt, target, None)
        return Fetched(errand, attempt, target, scratch.seal(self._facts(errand, attempt, target)))

    def _saved(self, errand: Errand) -> Fetched:
        data = saved.bytes_of(errand)
        if data is None:
            return Fetched(errand, Attempt(errand.target.url, ()), saved.changed(errand), None)
        place = _place(self._memory.page_with, errand.claim.loaded.digest)
        if place and saved.is_kept(self._vault, place, errand):
            return Fetched(errand, Attempt(errand.target.url, ()), errand.target.recognised(""), None, known=place)
        attempt = saved.attempt_of(errand, len(data), self._now())
        target = errand.target.captured(attempt, "")
        return Fetched(errand, attempt, target, saved.sealed(self._vault, data, self._facts(errand, attempt, target)))

    def _recalled(self, target: Target) -> str:
        """Returns where in the vault a page of an export is kept already, or "": others may have asked meanwhile."""
        if not target.once:
            return ""
        try:
            place = self._memory.recalled([target.url]).get(target.url, "")
        except CatalogBroken:
            return ""
        return place if place and self._vault.has(place) else ""

    def rested(self, errand: Errand, fault: Fault) -> Fetched:
        """Returns an errand whose host is left alone for now: done, without a visit."""
        attempt = Attempt(errand.target.url, (), fault=fault)
        return Fetched(errand, attempt, self.fate(errand, attempt), None)

    def stumbled(self, errand: Errand, error: BaseException) -> Fetched:
        """Returns an errand that ended in a way nobody foresaw."""
        fault = Fault(Kind.DEFECT, f"Atlas stumbled over this page: {type(error).__name__}.")
        attempt = Attempt(errand.target.url, (), fault=fault)
        return Fetched(errand, attempt, self.fate(errand, attempt), None)

    def _put_back(self, errand: Errand) -> Fetched:
        return Fetched(errand, Attempt(errand.target.url, ()), errand.target, None, put_back=True)

    def fate(self, errand: Errand, attempt: Attempt) -> Target:
        """Returns what an attempt means for its target."""
        if attempt.interrupted:
            return errand.target
        if attempt.captured:
            return errand.target.captured(attempt, "")
        fault = attempt.fault or Fault(Kind.DEFECT, "The attempt brought neither a page nor a reason.")
        return errand.target.failed(attempt, fault, self._patience(errand), self._chance)

    def _known(self, url: str) -> Known | None:
        place = _place(self._memory.latest_page, url)
        return self._vault.known(place) if place else None

    def _held(self, digest: str) -> Known | None:
        place = _place(self._memory.page_with, digest)
        return self._vault.held(place) if place else None

    def _ask(self, errand: Errand, known: Known | None) -> Ask:
        first_seen = errand.claim.loaded.first_seen
        since = min(errand.target.added or first_seen, first_seen)
        return Ask(errand.target.url, since, self._patience(errand), known)

    def _patience(self, errand: Errand) -> Patience:
        return errand.target.patience(errand.claim.loaded.first_seen, self._now(), self._backoff)

    def _facts(self, errand: Errand, attempt: Attempt, target: Target) -> Facts:
        loaded = errand.claim.loaded
        page = attempt.page
        plain = Facts(
            url=attempt.url,
            captured_at=whole(attempt.tries[0].at if attempt.tries else self._now()),
            drop=loaded.drop,
            drop_digest=loaded.digest,
            disposition=Disposition.QUEUED.value,
            title=target.title,
            tags=tuple(dict.fromkeys((*loaded.tags, *target.tags))),
            added=target.added,
            note=target.note,
            tries=attempt.tries,
            software=self._software,
        )
        kind = target.kind.on_disk if target.kind else ""
        fated = told(plain, target.disposition.value, kind, target.reason, target.attempts)
        return fated.with_page(page) if page else fated


@contextmanager
def _leaving_nothing(scratch: "Scratch") -> "Iterator[Scratch]":
    """Gives a scratch that is gone again when its attempt breaks."""
    try:
        yield scratch
    # Not Exception alone: what an interruption leaves in .incoming/ would stay until the next start.
    except BaseException:
        scratch.discard()
        raise


def _place(look: Callable[[str], str], wanted: str) -> str:
    # Only a place, for the vault itself to look at: a reference to what is no longer there would be a page lost.
    try:
        return look(wanted)
    except CatalogBroken:
        return ""


def _stop_where_full(attempt: Attempt) -> None:
    """Raises NoRoom after a full disk: that is no fate of the page."""
    if attempt.fault and attempt.fault.kind is Kind.NO_ROOM:
        raise NoRoom(attempt.fault.detail)
