"""The files an attempt writes: for one answer's bytes, and whatever the disk says to it told as Unkept."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from atlas.errors import unkept


class Body(io.FileIO):
    """A nameless-to-be file for one answer's bytes: gone when it is closed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        super().__init__(path, "x+", opener=private)

    def write(self, data: Any) -> int:
        """Writes all of it; raises Unkept where the disk does not take it."""
        rest = memoryview(data).cast("B")
        with told(self._path):
            while rest:
                rest = rest[super().write(rest) :]
        return memoryview(data).nbytes

    def close(self) -> None:
        """Closes and removes it."""
        if not self.closed:
            super().close()
            # What counts of it is in the WARC by now; its name is swept at the next start.
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


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
