"""What the catalog answers with, and how snapshots become rows."""

import json
from dataclasses import dataclass
from typing import Any

from atlas.model import moment
from atlas.model.attempt import Try
from atlas.model.key import key_of
from atlas.model.snapshot import Snapshot
from atlas.model.url import host_of
from atlas.model.verdict import Judgement


@dataclass(frozen=True)
class Row:
    """One snapshot, as the catalog knows it."""

    id: str
    snapshot: str
    """Relative to the vault."""
    url: str
    final_url: str
    captured_at: str
    status: int | None
    layer: str
    verdict: str
    disposition: str
    kind: str
    reason: str
    attempts: int
    media_type: str
    size: int
    bytes: int
    digest: str
    drop: str
    drop_digest: str
    title: str
    tags: tuple[str, ...]
    notes: tuple[str, ...]
    signals: tuple[str, ...]
    """What led the judge to the verdict."""
    rules: int
    """The version of his rules."""
    memento: str
    """For an archived copy: when the archive took it."""
    refers_to: str
    """The snapshot that has the body, where this one does not keep it again; relative to the vault."""
    article: str = ""
    """What was read of it; relative to the folder of articles."""
    added: str = ""
    """When a person put the link where it was exported from."""
    note: str = ""
    """What a person wrote about it there."""


@dataclass(frozen=True)
class TryRow:
    """One try of one layer."""

    url: str
    at: str
    layer: str
    status: int | None
    kind: str
    detail: str
    milliseconds: int


@dataclass(frozen=True)
class HostRow:
    """What came of all tries at one host."""

    host: str
    tries: int
    captured: int
    failed: int
    last_at: str


SAME = (
    *("url", "final_url", "status", "layer", "verdict", "disposition", "kind", "reason", "attempts"),
    *("media_type", "size", "digest", "drop_digest", "title", "rules", "refers_to", "note"),
)
RECORD = (
    *SAME,
    *("snapshot", "digits", "bytes", "host", "captured_at", "drop_name", "tags", "notes", "signals", "memento"),
    *("added", "key"),
)
"""The columns that a snapshot fills."""
TRY = ("record_id", "url", "host", "at", "layer", "status", "kind", "detail", "milliseconds")
"""The columns that a try fills; the first by its snapshot."""


def record_fields(snapshot: Snapshot) -> dict[str, Any]:
    """Returns a snapshot as the columns of its record."""
    facts = snapshot.facts
    return {
        **{name: writable(getattr(facts, name)) for name in SAME},
        "snapshot": snapshot.path,
        "digits": snapshot.id,
        "bytes": snapshot.bytes,
        "host": host_of(facts.url),
        "captured_at": moment.written(facts.captured_at),
        "drop_name": writable(facts.drop),
        "tags": json.dumps(facts.tags),
        "notes": json.dumps(facts.notes),
        "signals": json.dumps(facts.signals),
        "memento": moment.written(facts.memento) if facts.memento else "",
        "added": moment.written(facts.added) if facts.added else "",
        "key": writable(key_of(facts.url)),
    }


def judgement_fields(judgement: Judgement) -> dict[str, Any]:
    """Returns a judgement as the columns of its record."""
    signals = json.dumps(judgement.signals)
    return {"verdict": judgement.verdict.on_disk, "signals": signals, "rules": judgement.rules}


def try_fields(url: str, one: Try, snapshot: str) -> dict[str, Any]:
    """Returns a try as the columns of its row, with the snapshot whose record it belongs to, or ""."""
    return {
        "snapshot": snapshot,
        "url": writable(url),
        "host": host_of(url),
        "at": moment.written(one.at),
        "layer": one.layer,
        "status": one.status,
        "kind": one.kind.on_disk if one.kind else "",
        "detail": writable(one.detail),
        "milliseconds": one.milliseconds,
    }


def row_of(columns: dict[str, Any]) -> Row:
    """Returns a known record's columns as a row; where its drop had no title it is the article's."""
    return Row(
        **{
            name: columns[name]
            for name in (*SAME, "snapshot", "bytes", "captured_at", "memento", "added")
            if name != "title"
        },
        title=columns["title"] or columns["article_title"] or "",
        article=columns["article"] or "",
        id=columns["digits"],
        drop=columns["drop_name"],
        tags=tuple(json.loads(columns["tags"])),
        notes=tuple(json.loads(columns["notes"])),
        signals=tuple(json.loads(columns["signals"])),
    )


def writable(value: Any) -> Any:
    """Returns a text that SQLite takes: what is no Unicode is escaped."""
    # Names on disk need not be UTF-8, and sqlite3 refuses the lone surrogates Python has for them.
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
