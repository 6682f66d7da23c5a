"""A zip file that is the same to the byte whenever it is made of the same."""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO

PIECE = 1 << 20
UNIX = 3
MODE = 0o100600 << 16
OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Packed:
    """One file in a zip file."""

    name: str
    size: int
    digest: str
    """sha256:… of its bytes."""


class Pack:
    """A zip file in the making, all its files of one moment."""

    def __init__(self, file: zipfile.ZipFile, moment: datetime) -> None:
        self._file = file
        self._moment = max(OLDEST, moment.astimezone(UTC).timetuple()[:6])
        self.packed: list[Packed] = []

    def put(self, name: str, data: bytes, *, stored: bool = False) -> None:
        """Adds a file."""
        self.pour(name, [data], stored=stored)

    def pour(self, name: str, pieces: Iterable[bytes], *, stored: bool = False) -> None:
        """Adds a file that comes in pieces."""
        size, digest = 0, sha256()
        with self._file.open(self._entry(name, stored=stored), "w") as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        self.packed.append(Packed(name, size, f"sha256:{digest.hexdigest()}"))

    def _entry(self, name: str, *, stored: bool) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._moment)
        entry.create_system, entry.external_attr = UNIX, MODE
        entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        return entry


@contextmanager
def packing(file: BinaryIO, moment: datetime) -> Iterator[Pack]:
    """Gives a zip file to be filled."""
    with zipfile.ZipFile(file, "w") as made:
        yield Pack(made, moment)


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """Yields a file's bytes, a piece at a time."""
    while piece := file.read(PIECE):
        yield piece
