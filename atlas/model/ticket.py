"""The note beside a settled drop: its targets and their fates.

It is written for a person with a text editor: the fate comes first. It holds enough to
make its drop again.
"""

import base64
import json
import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from atlas.errors import Damaged
from atlas.model import moment
from atlas.model.names import SUFFIX
from atlas.model.target import Disposition, Target, target_fields, target_of, try_fields, try_of

__all__ = [
    "SUFFIX",
    "Disposition",
    "Target",
    "Ticket",
    "loads",
    "target_fields",
    "target_of",
    "try_fields",
    "try_of",
]

FORMAT = 1
FEW = 20
"""Targets that are indented for a person to read; more are told a line each."""
TRIES = 200_000
"""Tries that a ticket tells of, the last of each target: the ticket of a long list must be read again, and by a Pi."""
NO_TARGETS = b'"targets": []'
CLOCK_WENT_BACK = timedelta(hours=1)
LISTED = ("unusable", "feeds")
NO_ADDRESS = "A drop is a text, a shortcut or an export with an http(s) address in it, or a saved page."
ONLY_FEEDS = "Atlas keeps pages and follows no feeds: `atlas import --sites` takes the pages they are the feeds of."


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
    unusable: tuple[str, ...] = ()
    """Entries that no browser could open, or only the program that wrote them."""
    feeds: tuple[str, ...] = ()
    """Feeds among its entries, which nobody asked for page by page."""
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
            return ONLY_FEEDS if self.feeds else NO_ADDRESS
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
        fields["targets"] = [self._told(one) for one in self.targets] if len(self.targets) <= FEW else []
        fields |= {name: list(told) for name in LISTED if (told := getattr(self, name))}
        if self.content:
            fields["content"] = base64.b64encode(zlib.compress(self.content)).decode()
        text = json.dumps(fields, ensure_ascii=False, indent=2).encode() + b"\n"
        return text if fields["targets"] else text.replace(NO_TARGETS, self._lines())

    def _lines(self) -> bytes:
        """Returns many targets as JSON, each on a line of its own."""
        # Indented, a hundred thousand of them would be ten million pieces of text in memory at once.
        lines = [json.dumps(self._told(one), ensure_ascii=False).encode() for one in self.targets]
        return b"".join((b'"targets": [\n    ', b",\n    ".join(lines), b"\n  ]")) if lines else NO_TARGETS

    def _told(self, one: Target) -> dict[str, Any]:
        most = max(1, TRIES // len(self.targets))
        return target_fields(replace(one, tries=one.tries[-most:]))

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
            **{name: tuple(fields.get(name, ())) for name in LISTED},
            content=zlib.decompress(base64.b64decode(fields["content"])) if fields.get("content") else b"",
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error) as error:
        raise Damaged(f"not a ticket: {error}") from error
