"""Messages that nobody took yet, in a file: neither a dead network nor a restart loses one."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from atlas import files
from atlas.model import moment
from atlas.model.alerting import Message

MOST = 200
"""Messages that are kept; of more the oldest go."""
LARGEST = 4_000_000
OLDEST = timedelta(days=7)


@dataclass(frozen=True)
class Letter:
    """A message, and who has not taken it yet."""

    message: Message
    to: tuple[str, ...]
    """Digests of addresses: the addresses are secrets."""


def mark_of(address: str) -> str:
    """Returns what an address is known by in the file."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


class Outbox:
    """The file of letters; whoever changes it holds the home's lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unwritten: list[Letter] | None = None
        """What the disk did not take. That it is full is itself worth a letter, and what was sent stays sent."""

    @property
    def unwritten(self) -> bool:
        """Whether the file is behind what is to be sent."""
        return self._unwritten is not None

    def letters(self) -> list[Letter]:
        """Returns what waits to be sent, the oldest first; lines that do not read are passed over."""
        if self._unwritten is not None:
            return list(self._unwritten)
        try:
            with self._path.open("rb") as file:
                lines = file.read(LARGEST).splitlines()
        except OSError:
            return []
        return [letter for line in lines for letter in _read(line)]

    def add(self, letters: Sequence[Letter]) -> None:
        """Takes letters, durably; raises Unkept where the disk does not take them, and remembers them."""
        if letters:
            self.keep([*self.letters(), *letters])

    def keep(self, letters: Sequence[Letter]) -> None:
        """Keeps these and no others; raises Unkept where the disk does not take them, and remembers them."""
        # Before the write: if that fails, memory is all that has them.
        self._unwritten = list(letters[-MOST:])
        if letters:
            self._write(letters)
        else:
            files.remove(self._path)
        self._unwritten = None

    def _write(self, letters: Sequence[Letter]) -> None:
        draft = files.draft(self._path.parent, b"".join(map(_written, letters[-MOST:])))
        files.sync([draft])
        files.publish(draft, self._path, replace=True)
        files.sync(folders=[self._path.parent])


def _written(letter: Letter) -> bytes:
    told = letter.message
    fields = {"format": 1, "at": moment.written(told.at), "title": told.title, "body": told.body, "to": letter.to}
    return json.dumps(fields).encode() + b"\n"


def _read(line: bytes) -> Iterator[Letter]:
    try:
        told = json.loads(line)
        message = Message(moment.read(told["at"]), str(told["title"]), str(told["body"]))
        yield Letter(message, tuple(map(str, told["to"])))
    except (ValueError, KeyError, TypeError, RecursionError):
        return


def is_stale(letter: Letter, now: datetime) -> bool:
    """Whether a letter is too old to be of use."""
    return now - letter.message.at > OLDEST
