"""The note beside a settled drop: its targets and their fates.

It is written for a person with a text editor: the fate comes first. It holds enough to
make its drop again.
"""

import base64
import json
import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from typing import Any

from atlas.errors import Damaged
from atlas.model import moment
from atlas.model.attempt import Attempt, Try
from atlas.model.backoff import Backoff, Patience
from atlas.model.fault import ARCHIVES, Fault, Kind

FORMAT = 1
SUFFIX = ".atlas.json"
REMEMBERED = 40
CLOCK_WENT_BACK = timedelta(hours=1)
RARE = ("url", "size", "verdict")
"""What is told of a try only where there is something to tell."""
NO_ADDRESS = "A drop is a .txt, .url, .webloc or .desktop file with an http(s) address in it."


class Disposition(Enum):
    """The fate of a target or a drop."""

    QUEUED = "queued"
    CAPTURED = "captured"
    DEFERRED = "deferred"
    DEAD = "dead"


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Ticket:
    """The note beside a drop."""

    drop: str
    """The drop's name in inbox/, folders included, escaped for showing."""
    digest: str
    """sha256:… of the drop's bytes."""
    first_seen: datetime
    settled_at: datetime
    targets: tuple[Target, ...]
    disposition: Disposition
    reason: str = ""
    tags: tuple[str, ...] = ()
    leftovers: tuple[str, ...] = ()
    """Where what is left of a list lies, relative to the home."""
    came_from: str = ""
    """For a leftover: the drop it is a part of."""
    content: bytes = field(default=b"", repr=False)
    """The drop's bytes, where its targets do not suffice to make it again."""

    @property
    def retry_at(self) -> datetime | None:
        """When the next target is due; None when none waits."""
        waiting = [one.retry_at for one in self.targets if one.disposition is Disposition.DEFERRED and one.retry_at]
        return min(waiting, default=None)

    def from_the_future(self, now: datetime) -> bool:
        """Whether it was written under a clock that has since been set back: its moments mean nothing."""
        return self.settled_at > now + CLOCK_WENT_BACK

    @property
    def advice(self) -> str:
        """What a person can do about it."""
        if not self.targets:
            return NO_ADDRESS
        left = [one for one in self.targets if one.disposition in (Disposition.DEAD, Disposition.DEFERRED)]
        kinds = dict.fromkeys(one.kind for one in left if one.kind)
        return " ".join(dict.fromkeys(kind.advice for kind in kinds))

    def dumps(self) -> bytes:
        """Returns the ticket as UTF-8 JSON, fate first."""
        fields: dict[str, Any] = {
            "format": FORMAT,
            "disposition": self.disposition.value,
            "reason": self.reason,
            "advice": self.advice,
            "retry_at": moment.written(self.retry_at) if self.retry_at else None,
            "drop": self.drop,
            "digest": self.digest,
            "first_seen": moment.written(self.first_seen),
            "settled_at": moment.written(self.settled_at),
        }
        if self.tags:
            fields["tags"] = list(self.tags)
        if self.leftovers:
            fields["leftovers"] = list(self.leftovers)
        if self.came_from:
            fields["from"] = self.came_from
        fields["targets"] = [target_fields(one) for one in self.targets]
        if self.content:
            fields["content"] = base64.b64encode(zlib.compress(self.content)).decode()
        return json.dumps(fields, ensure_ascii=False, indent=2).encode() + b"\n"

    def remade(self) -> bytes:
        """Returns the bytes of a drop that asks for the same."""
        return self.content or b"".join(one.url.encode() + b"\n" for one in self.targets)


def loads(data: bytes) -> Ticket:
    """Returns the ticket in these bytes; raises Damaged where there is none."""
    try:
        fields = json.loads(data)
        return Ticket(
            drop=fields["drop"],
            digest=fields["digest"],
            first_seen=moment.read(fields["first_seen"]),
            settled_at=moment.read(fields["settled_at"]),
            targets=tuple(target_of(one) for one in fields["targets"]),
            disposition=Disposition(fields["disposition"]),
            reason=fields["reason"],
            tags=tuple(fields.get("tags", ())),
            leftovers=tuple(fields.get("leftovers", ())),
            came_from=fields.get("from", ""),
            content=zlib.decompress(base64.b64decode(fields.get("content", ""))) if fields.get("content") else b"",
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error) as error:
        raise Damaged(f"not a ticket: {error}") from error


def target_fields(target: Target) -> dict[str, Any]:
    """Returns a target as plain JSON values."""
    return {
        "url": target.url,
        "disposition": target.disposition.value,
        "reason": target.reason,
        "kind": target.kind.on_disk if target.kind else None,
        "attempts": target.attempts,
        "retry_at": moment.written(target.retry_at) if target.retry_at else None,
        "snapshot": target.snapshot or None,
        "article": target.article or None,
        "title": target.title or None,
        "tries": [try_fields(one) for one in target.tries],
    }


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
