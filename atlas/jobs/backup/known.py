"""What a store has of a home already: a log of Atlas's own, so that nothing is copied or hashed twice.

Without it a backup is slower, and a sealed one copies everything once more; nothing else depends on it.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from atlas import files
from atlas.model.manifest import Piece, piece_fields, pieces_of


class Known:
    """The files that were copied to one store for one recipient, by their paths."""

    def __init__(self, folder: Path, store: str, sealed_to: str) -> None:
        self._path = folder / f"{store}.jsonl"
        self._first = {"format": 1, "store": store, "sealed_to": sealed_to}
        self._pieces: dict[str, Piece] = {}

    def read(self, otherwise: Iterable[Piece] = ()) -> None:
        """Reads the log; where there is none for this recipient, others may be known."""
        if not self.recall():
            self._pieces = {one.path: one for one in otherwise}
            self.shorten(self._pieces)

    def recall(self) -> bool:
        """Reads the log; returns whether there is one for this recipient."""
        first, *lines = self._lines() or [b""]
        # Another recipient or another store: what lies there was sealed for somebody else, or is not there at all.
        if _fields(first) != self._first:
            return False
        for line in lines:
            self._remember(line)
        return True

    def find(self, path: str, size: int, mtime: int) -> Piece | None:
        """Returns the piece of a file that has not changed since it was copied."""
        piece = self._pieces.get(path)
        return piece if piece and (piece.size, piece.mtime) == (size, mtime) else None

    def add(self, pieces: Iterable[Piece]) -> None:
        """Takes pieces that are in the store, durably."""
        added = list(pieces)
        self._pieces |= {one.path: one for one in added}
        files.append(self._path, b"".join(map(_line, piece_fields(added))))

    def shorten(self, pieces: Iterable[str]) -> None:
        """Writes the log anew, with these paths only."""
        self._pieces = {path: self._pieces[path] for path in pieces if path in self._pieces}
        files.make_folder(self._path.parent)
        lines = [_line(self._first), *map(_line, piece_fields(self._pieces.values()))]
        files.publish(files.draft(self._path.parent, b"".join(lines)), self._path, replace=True)

    def all(self) -> dict[str, Piece]:
        """Returns all of them, by path."""
        return dict(self._pieces)

    def _lines(self) -> list[bytes]:
        try:
            return self._path.read_bytes().splitlines()
        except OSError:
            return []

    def _remember(self, line: bytes) -> None:
        try:
            (piece,) = pieces_of([json.loads(line)])
        except (ValueError, KeyError, TypeError, RecursionError):
            return
        self._pieces[piece.path] = piece


def _line(fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def _fields(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
