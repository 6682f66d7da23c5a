"""A set's manifest: what was in a home at one moment, and where a copy of it lies. Without it there is no set."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from atlas.errors import Damaged
from atlas.model import moment

FORMAT = 1
RAW = "raw/"
CATALOG = "state/catalog.db"
CONFIG = "config.toml"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a store."""

    place: str
    """Relative to the store, with forward slashes."""
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a home, and the file of the store that has it."""

    path: str
    """By the folder it is in: inbox/…, processed/…, failed/…, raw/…, state/…, or config.toml."""
    size: int
    mtime: int
    sha256: str
    stored: Stored

    @property
    def in_archive(self) -> bool:
        """Whether it is a snapshot."""
        return self.path.startswith(RAW)


@dataclass(frozen=True)
class Manifest:
    """One set."""

    id: str
    begun: datetime
    """Everything in it is at least as new as this."""
    made_at: datetime
    host: str
    version: str
    whole: bool
    """Whether the archive is in it, too."""
    counts: dict[str, int]
    sealed_to: str = ""
    """Whose identity opens it; then what is in it is told in a sealed file of its own, the index."""
    index: Stored | None = None
    objects: tuple[Stored, ...] = ()
    pieces: tuple[Piece, ...] = field(default=(), repr=False)

    def stored(self) -> Iterator[Stored]:
        """Yields every file of the store that it needs."""
        if self.index:
            yield self.index
        yield from self.objects
        yield from (one.stored for one in self.pieces)

    def dumps(self) -> bytes:
        """Returns it as JSON, sealed by its own digest."""
        fields = {
            "format": FORMAT,
            "id": self.id,
            "begun": moment.written(self.begun),
            "made_at": moment.written(self.made_at),
            **{name: getattr(self, name) for name in PLAIN},
            "index": asdict(self.index) if self.index else None,
            "objects": [_row(one) for one in self.objects],
            "files": piece_fields(self.pieces),
        }
        return _text({**fields, "seal": _seal(fields)}).encode()


PLAIN = ("host", "version", "whole", "counts", "sealed_to")


def manifest_of(data: bytes) -> Manifest:
    """Returns the manifest in these bytes; raises Damaged where it is none, or not to the last character."""
    try:
        fields = json.loads(data)
        seal = fields.pop("seal")
        if seal != _seal(fields):
            raise Damaged("a manifest that was changed after it was written")
        return Manifest(
            **{name: fields[name] for name in ("id", *PLAIN)},
            begun=moment.read(fields["begun"]),
            made_at=moment.read(fields["made_at"]),
            index=_stored(**fields["index"]) if fields["index"] else None,
            objects=tuple(_stored(*one) for one in fields["objects"]),
            pieces=pieces_of(fields["files"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(f"no manifest of a set: {error}") from error


def piece_fields(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """Returns pieces as JSON has them."""
    return [asdict(one) for one in pieces]


def pieces_of(listed: Iterable[dict[str, Any]]) -> tuple[Piece, ...]:
    """Returns the pieces that JSON has; raises what is wrong with it."""
    return tuple(Piece(**{**one, "stored": _stored(**one["stored"])}) for one in listed)


def index_of(pieces: Iterable[Piece]) -> bytes:
    """Returns the index of a sealed set, before it is sealed."""
    return json.dumps(piece_fields(pieces)).encode()


def _stored(place: str, size: int, sha256: str) -> Stored:
    # Whoever may write to the disk of the backup may not lead Atlas out of it.
    if place.startswith("/") or ".." in place.split("/"):
        raise ValueError(f"no place in a store: {place!r}")
    return Stored(place, size, sha256)


def _row(stored: Stored) -> list[Any]:
    return [stored.place, stored.size, stored.sha256]


def _seal(fields: dict[str, Any]) -> str:
    return sha256(_text(fields).encode()).hexdigest()


def _text(fields: dict[str, Any]) -> str:
    # Escaped throughout: a name on disk may be bytes that are no text.
    return json.dumps(fields, indent=1) + "\n"
