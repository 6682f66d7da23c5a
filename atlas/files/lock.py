"""The one lock of a home: flock(2), freed by the kernel however its holder ends.

Its file tells who holds it, and after a cut that nobody said goodbye: the next holder's
recovery then also looks for what the cut may have taken.
"""

import fcntl
import json
import os
import socket
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from atlas.errors import Busy, unkept

LENGTH = 256


@dataclass(frozen=True)
class Holder:
    """Who wrote the lock file, and since when."""

    pid: int
    machine: str
    since: str


class Lock:
    """The right to change the spool of one home, held from `take` to `free`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1
        self._signed: datetime | None = None

    def take(self) -> Holder | None:
        """Takes the lock; returns the holder that did not say goodbye, or None.

        Raises Busy where another holds it.
        """
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise unkept(error) from error
        # Before the lock is asked for: who is refused is told by whom.
        previous = _holder(descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            who = f"process {previous.pid} on {previous.machine}, since {previous.since}" if previous else "a process"
            raise Busy(f"Another Atlas works on this home: {who}.") from error
        # It stays open as long as the lock is held: the kernel frees a flock with the last descriptor of it.
        self._descriptor = descriptor
        # Once more under the lock: between the two looks the other may have said goodbye.
        return _holder(descriptor)

    def sign(self, now: datetime) -> None:
        """Writes down who holds it, durably: from here on a cut is noticed."""
        self._write(json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), now.isoformat()))))
        self._signed = now

    def follow(self, now: datetime) -> None:
        """Signs anew where the clock was set back since: what is done from here on is not older than its signature."""
        if self._signed and now < self._signed:
            self.sign(now)

    def free(self) -> None:
        """Says goodbye and lets go."""
        self._write("")
        self.drop()

    def drop(self) -> None:
        """Lets go without a goodbye, as a cut would."""
        os.close(self._descriptor)
        self._descriptor = -1

    def _write(self, text: str) -> None:
        # Always the same length in place: this much must work on a full disk.
        try:
            os.pwrite(self._descriptor, text.encode().ljust(LENGTH - 1)[: LENGTH - 1] + b"\n", 0)
            os.fsync(self._descriptor)
        except OSError as error:
            raise unkept(error) from error


def _holder(descriptor: int) -> Holder | None:
    try:
        # Also of the 255 blanks of a goodbye: they are no JSON, so nobody holds it.
        return Holder(**json.loads(os.pread(descriptor, LENGTH, 0)))
    except (ValueError, TypeError):
        return None
