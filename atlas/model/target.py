"""One address of a drop, with how far we have come with it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from random import Random
from typing import Any

from atlas.model import moment
from atlas.model.attempt import Attempt, Try
from atlas.model.backoff import Backoff, Patience
from atlas.model.fault import ARCHIVES, Fault, Kind
from atlas.model.link import Link

REMEMBERED = 40
RARE = ("url", "size", "verdict")
"""What is told of a try only where there is something to tell."""
KEPT_ALREADY = "It was kept already."


class Disposition(Enum):
    """The fate of a target or a drop."""

    QUEUED = "queued"
    CAPTURED = "captured"
    DEFERRED = "deferred"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Target:
    """One URL of a drop, with how far we have come with it."""

    url: str
    title: str = ""
    disposition: Disposition = Disposition.QUEUED
    reason: str = ""
    kind: Kind | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    snapshot: str = ""
    article: str = ""
    tries: tuple[Try, ...] = ()
    added: datetime | None = None
    """When a person put it where it was exported from."""
    tags: tuple[str, ...] = ()
    """Its own, beside those of the drop."""
    note: str = ""
    once: bool = False
    """It came with an export: where its page is kept already, it is not fetched again."""

    def due(self, now: datetime) -> bool:
        """Whether it is to be fetched now."""
        match self.disposition:
            case Disposition.QUEUED:
                return True
            case Disposition.DEFERRED:
                return self.retry_at is None or self.retry_at <= now
            case Disposition.CAPTURED | Disposition.DEAD:  # pragma: no branch
                return False

    def captured(self, attempt: Attempt, snapshot: str) -> "Target":
        """Returns the target with the page in the vault."""
        return replace(
            self._tried(attempt),
            disposition=Disposition.CAPTURED,
            reason="",
            kind=None,
            retry_at=None,
            snapshot=snapshot,
        )

    def recognised(self, snapshot: str) -> "Target":
        """Returns the target with a page that was in the vault before it."""
        return replace(
            self,
            disposition=Disposition.CAPTURED,
            reason=KEPT_ALREADY,
            kind=None,
            retry_at=None,
            snapshot=snapshot,
        )

    def patience(self, first_seen: datetime, now: datetime, backoff: Backoff) -> Patience:
        """Returns how far the patience with it is used up."""
        answered = any(_answered(one) for one in self.tries)
        return Patience(backoff, first_seen, now, self.attempts, answered, bool(self.tries))

    def failed(self, attempt: Attempt, fault: Fault, patience: Patience, chance: Random) -> "Target":
        """Returns the target after a fault: deferred until a moment, or dead."""
        answered = patience.answered or any(_answered(one) for one in attempt.tries)
        retry_at = replace(patience, answered=answered).again(fault, chance)
        return replace(
            self._tried(attempt),
            disposition=Disposition.DEAD if retry_at is None else Disposition.DEFERRED,
            reason=fault.detail,
            kind=fault.kind,
            attempts=self.attempts + fault.kind.counts,
            retry_at=None if retry_at is None else moment.whole(retry_at),
        )

    def _tried(self, attempt: Attempt) -> "Target":
        return replace(self, tries=(self.tries + attempt.tries)[-REMEMBERED:])


def _answered(one: Try) -> bool:
    """Whether its own host answered, and not an archive."""
    return one.status is not None and one.layer not in ARCHIVES


def target_for(link: Link, *, once: bool) -> Target:
    """Returns the target a link asks for."""
    return Target(link.url, link.title, added=link.added, tags=link.tags, note=link.note, once=once)


def target_fields(target: Target) -> dict[str, Any]:
    """Returns a target as plain JSON values."""
    fields: dict[str, Any] = {
        "url": target.url,
        "disposition": target.disposition.value,
        "reason": target.reason,
        "kind": target.kind.on_disk if target.kind else None,
        "attempts": target.attempts,
        "retry_at": moment.written(target.retry_at) if target.retry_at else None,
        "snapshot": target.snapshot or None,
        "article": target.article or None,
        "title": target.title or None,
    }
    told = {
        "added": moment.written(target.added) if target.added else None,
        "tags": list(target.tags),
        "note": target.note,
        "once": target.once,
    }
    fields |= {name: value for name, value in told.items() if value}
    return fields | {"tries": [try_fields(one) for one in target.tries]}


def target_of(fields: dict[str, Any]) -> Target:
    """Returns the target these JSON values tell."""
    return Target(
        url=fields["url"],
        title=fields.get("title") or "",
        disposition=Disposition(fields["disposition"]),
        reason=fields.get("reason") or "",
        kind=Kind.named(fields["kind"]) if fields.get("kind") else None,
        attempts=int(fields.get("attempts") or 0),
        retry_at=moment.read(fields["retry_at"]) if fields.get("retry_at") else None,
        snapshot=fields.get("snapshot") or "",
        article=fields.get("article") or "",
        tries=tuple(try_of(one) for one in fields.get("tries", ())),
        added=moment.read(fields["added"]) if fields.get("added") else None,
        tags=tuple(fields.get("tags", ())),
        note=fields.get("note") or "",
        once=bool(fields.get("once")),
    )


def try_fields(one: Try) -> dict[str, Any]:
    """Returns a try as plain JSON values."""
    fields: dict[str, Any] = {
        "layer": one.layer,
        "at": moment.written(one.at),
        "status": one.status,
        "kind": one.kind.on_disk if one.kind else None,
        "detail": one.detail,
        "milliseconds": one.milliseconds,
    }
    return fields | {name: value for name in RARE if (value := getattr(one, name))}


def try_of(fields: dict[str, Any]) -> Try:
    """Returns the try these JSON values tell."""
    return Try(
        layer=fields["layer"],
        at=moment.read(fields["at"]),
        status=fields["status"],
        kind=Kind.named(fields["kind"]) if fields["kind"] else None,
        detail=fields["detail"],
        milliseconds=fields["milliseconds"],
        url=fields.get("url", ""),
        size=fields.get("size", 0),
        verdict=fields.get("verdict", ""),
    )
