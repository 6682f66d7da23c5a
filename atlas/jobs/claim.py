"""A drop that is being worked on, and the errands it asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from atlas.model.attempt import Attempt
from atlas.model.event import Captured, Deferred, Died, Event, Recognised
from atlas.model.snapshot import Facts
from atlas.model.target import KEPT_ALREADY, Disposition, Target
from atlas.spool import Entry, Loaded, Place

SLACK = timedelta(minutes=1)
"""A list that is looked at again takes along what is due within this."""

Kept = dict[tuple[str, str, str], tuple[str, Facts]]
"""Captures whose drop a cut may have left unsettled, by drop, digest and URL: the snapshot's path, its facts."""


Recall = Callable[[Sequence[str]], dict[str, str]]
"""Returns the snapshots, as tickets tell them, of those addresses whose page is kept already."""


@dataclass(eq=False)
class Claim:
    """A drop that was taken, its targets' fates as they come in."""

    loaded: Loaded
    targets: list[Target]
    open: set[int]
    """The targets still to be answered for."""
    news: list[Event] = field(default_factory=list)
    """What is to be told once it is durable."""
    unlogged: list[Target] = field(default_factory=list)
    """Fates that the progress log does not have yet."""

    @property
    def entry(self) -> Entry:
        """Where the drop lies."""
        return self.loaded.entry


@dataclass(frozen=True, eq=False)
class Errand:
    """One target to be fetched."""

    claim: Claim
    index: int

    @property
    def target(self) -> Target:
        """How far it had come."""
        return self.claim.targets[self.index]

    def answer(self, target: Target, attempt: Attempt) -> None:
        """Writes down the target's new fate."""
        self.claim.targets[self.index] = target
        self.claim.open.discard(self.index)
        self.claim.unlogged.append(target)
        self.claim.news.append(news_of(target, self.claim.loaded.drop, attempt))


def claim_of(loaded: Loaded, fates: dict[str, Target], kept: Kept, recall: Recall, now: datetime) -> Claim:
    """Returns a drop with what is already known of its targets, and which are to be asked for now."""
    targets = [_known(one, loaded, fates, kept) for one in loaded.targets]
    # Only of exports: who drops a link again wants the page as it is today.
    recalled = recall([one.url for one in targets if one.once and one.disposition is not Disposition.CAPTURED])
    targets = [one.recognised(recalled[one.url]) if one.once and one.url in recalled else one for one in targets]
    deferred = loaded.entry.place is Place.DEFERRED
    still = {
        index
        for index, one in enumerate(targets)
        if (one.due(now + SLACK) if deferred else one.disposition is Disposition.QUEUED) and one.url not in fates
    }
    return Claim(loaded, targets, still)


def _known(target: Target, loaded: Loaded, fates: dict[str, Target], kept: Kept) -> Target:
    if noted := fates.get(target.url):
        return noted
    snapshot, facts = kept.get((loaded.drop, loaded.digest, target.url), ("", None))
    # A drop that came after the capture is a new wish, though it has the same name and the same bytes.
    if facts is None or facts.captured_at < loaded.arrived or target.disposition is Disposition.CAPTURED:
        return target
    return target.captured(Attempt(target.url, facts.tries), snapshot)


def news_of(target: Target, drop: str, attempt: Attempt) -> Event:
    """Returns what is to be told of a target's fate."""
    match target.disposition:
        case Disposition.CAPTURED if target.reason == KEPT_ALREADY:
            return Recognised(target.url, drop, target.snapshot)
        case Disposition.CAPTURED:
            took = sum(one.milliseconds for one in attempt.tries)
            size, layer = (attempt.page.size, attempt.page.layer) if attempt.page else (0, "")
            return Captured(target.url, drop, target.snapshot, size, took, layer)
        case Disposition.DEAD:
            return Died(target.url, drop, _kind(target), target.reason)
        case Disposition.DEFERRED | Disposition.QUEUED:
            return Deferred(target.url, drop, _kind(target), target.reason, target.retry_at)


def _kind(target: Target) -> str:
    return target.kind.on_disk if target.kind else ""
