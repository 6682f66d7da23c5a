"""What a snapshot says of itself: its name, and the facts in its metadata record."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from atlas.errors import Damaged
from atlas.model import moment
from atlas.model.attempt import Page, Try
from atlas.model.ticket import try_fields, try_of
from atlas.model.verdict import Verdict

FORMAT = 1
SUFFIX = ".warc.gz"
NAME = re.compile(r"(?P<at>\d{8}T\d{6}Z)-(?P<host>[A-Za-z0-9.-]+)-(?P<id>[0-9a-f]{8})\.warc\.gz")
PLACE = re.compile(rf"\d{{4}}/\d\d/\d\d/{NAME.pattern}")
HOST_LENGTH = 80


@dataclass(frozen=True)
class Facts:
    """The capture's own facts: enough to make its row in the catalog again."""

    url: str
    captured_at: datetime
    drop: str
    drop_digest: str
    disposition: str
    """captured, deferred or dead: what the attempt came to."""
    kind: str = ""
    reason: str = ""
    attempts: int = 0
    final_url: str = ""
    status: int | None = None
    layer: str = ""
    verdict: str = ""
    media_type: str = ""
    size: int = 0
    digest: str = ""
    """sha256:… of the answer's body."""
    title: str = ""
    tags: tuple[str, ...] = ()
    added: datetime | None = None
    """When a person put the link where it was exported from."""
    note: str = ""
    """What a person wrote about it there."""
    notes: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    rules: int = 0
    memento: datetime | None = None
    tries: tuple[Try, ...] = ()
    software: str = ""
    refers_to: str = ""
    """The place in the vault of the snapshot that has a body this one does not keep again."""

    @property
    def page(self) -> Page | None:
        """The answer that was kept, or None where there is none a later capture could refer to."""
        verdict = next((one for one in Verdict if one.on_disk == self.verdict), None)
        if verdict is None or self.status is None:
            return None
        return Page(
            self.final_url,
            self.layer,
            self.status,
            self.media_type,
            self.size,
            self.digest,
            verdict,
            self.notes,
            self.signals,
            self.rules,
            self.memento,
        )

    def with_page(self, page: Page) -> "Facts":
        """Returns the facts with those of the answer that was kept."""
        return replace(
            self,
            final_url=page.final_url,
            status=page.status,
            layer=page.layer,
            verdict=page.verdict.on_disk,
            media_type=page.media_type,
            size=page.size,
            digest=page.digest,
            notes=page.notes,
            signals=page.signals,
            rules=page.rules,
            memento=page.memento,
        )

    def dumps(self) -> bytes:
        """Returns the facts as UTF-8 JSON."""
        fields: dict[str, Any] = {
            "format": FORMAT,
            **{name: getattr(self, name) for name in PLAIN},
            "captured_at": moment.written(self.captured_at),
            "tags": list(self.tags),
            "notes": list(self.notes),
            "signals": list(self.signals),
            "rules": self.rules,
            "memento": moment.written(self.memento) if self.memento else None,
            "tries": [try_fields(one) for one in self.tries],
            "refers_to": self.refers_to,
            "added": moment.written(self.added) if self.added else None,
            "note": self.note,
        }
        return json.dumps(fields, ensure_ascii=False).encode()


PLAIN = (
    *("url", "drop", "drop_digest", "disposition", "kind", "reason", "attempts", "final_url", "status"),
    *("layer", "verdict", "media_type", "size", "digest", "title", "software"),
)


def facts_of(data: bytes) -> Facts:
    """Returns the facts in these bytes; raises Damaged where there are none."""
    try:
        fields = json.loads(data)
        return Facts(
            **{name: fields[name] for name in PLAIN},
            captured_at=moment.read(fields["captured_at"]),
            tags=tuple(fields["tags"]),
            notes=tuple(fields["notes"]),
            signals=tuple(fields.get("signals", ())),
            rules=fields.get("rules", 0),
            memento=moment.read(fields["memento"]) if fields.get("memento") else None,
            tries=tuple(try_of(one) for one in fields["tries"]),
            refers_to=str(fields.get("refers_to") or ""),
            added=moment.read(fields["added"]) if fields.get("added") else None,
            note=str(fields.get("note") or ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(f"no capture's facts: {error}") from error


@dataclass(frozen=True)
class Snapshot:
    """One file of the vault, and what it says of itself."""

    path: str
    """Relative to the vault, with forward slashes: 2026/11/23/….warc.gz."""
    bytes: int
    facts: Facts = field(repr=False)

    @property
    def id(self) -> str:
        """The eight hexadecimal digits at the end of its name."""
        return self.path.removesuffix(SUFFIX)[-8:]


Judged = Callable[[Snapshot], Snapshot]
"""Returns a snapshot as today's rules judge it."""


def name_of(captured_at: datetime, host: str, digest: str) -> str:
    """Returns where a snapshot lies in the vault, by its moment, host and the digest of its bytes."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", host).strip(".-")[:HOST_LENGTH] or "host"
    return f"{captured_at:%Y/%m/%d/%Y%m%dT%H%M%SZ}-{plain}-{digest[:8]}{SUFFIX}"


def told(facts: Facts, disposition: str, kind: str, reason: str, attempts: int) -> Facts:
    """Returns the facts with the fate of the attempt."""
    return replace(facts, disposition=disposition, kind=kind, reason=reason, attempts=attempts)
