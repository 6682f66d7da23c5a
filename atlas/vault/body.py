"""The files an attempt writes: for one answer's bytes, and whatever the disk says to it told as Unkept."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any

from atlas.errors import unkept

FEW = 256 * 1024
"""Bytes that are held in memory: of nearly every page all, and a file made and removed costs more than writing them."""


class Body:
    """One answer's bytes: in memory while they are few, else in a file that is gone when it is closed."""

    def __init__(self, beside: Path) -> None:
        self._path = beside
        self._file: io.BytesIO | io.FileIO = io.BytesIO()

    def __enter__(self) -> "Body":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, data: Any) -> int:
        """Appends all of it; raises Unkept where the disk does not take it."""
        rest = memoryview(data).cast("B")
        size = rest.nbytes
        with told(self._path):
            if isinstance(self._file, io.BytesIO) and self._file.tell() + size > FEW:
                self._file = self._moved_out(self._file)
            while rest:
                rest = rest[self._file.write(rest) :]
        return size

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return self._file.closed

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Goes to a place, from where it is read on."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Returns where it is read on, or written."""
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """Returns the next bytes there are, or none at the end."""
        return self._file.read(size)

    def close(self) -> None:
        """Closes and removes it."""
        if not self._file.closed and not isinstance(self._file, io.BytesIO):
            # What counts of it is in the WARC by now; its name is swept at the next start.
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._file.close()

    def _moved_out(self, few: io.BytesIO) -> io.FileIO:
        self._path = self._path.with_suffix(f".{token_hex(6)}.body")
        file = io.FileIO(self._path, "x+", opener=private)
        rest = few.getbuffer()
        try:
            while rest:
                rest = rest[file.write(rest) :]
        # Interruption, too: nobody else knows its name, and it would lie there until the next start.
        except BaseException:
            file.close()
            self._path.unlink(missing_ok=True)
            raise
        return file


def private(path: str, flags: int) -> int:
    """Opens a file for nobody else."""
    return os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Tells what the disk refuses as Unkept."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise unkept(error) from error
