"""How far lists have come: append-only logs, so that a kill costs at most the targets in flight.

A log is a note about a file that still lies in its place: it is believed only while that file
has the digest it was begun with.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from atlas import files
from atlas.errors import Unfit
from atlas.model.ticket import Target, target_fields, target_of
from atlas.spool.entry import Entry, Place, digest_of

SUFFIX = ".jsonl"


class Progress:
    """The logs in .atlas/progress/."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def log_of(self, entry: Entry, digest: str) -> Path:
        """Returns where a drop's log lies."""
        # Place and path, too: two lists with the same lines are two wishes, each with a progress of its own.
        name = hashlib.sha256(f"{entry.place.value}/{entry.path}\n{digest}".encode(errors="surrogateescape"))
        return self._folder / f"{name.hexdigest()[:32]}{SUFFIX}"

    def note(self, entry: Entry, digest: str, targets: Iterable[Target]) -> tuple[Path, bool]:
        """Adds the fates of some targets; returns the log, to be synced, and whether it is new."""
        path = self.log_of(entry, digest)
        new = not path.exists()
        head = _line({"place": entry.place.value, "path": entry.path, "digest": digest}) if new else b""
        # A torn last line must not swallow the first of these.
        files.append(path, head + b"\n" + b"".join(_line(target_fields(one)) for one in targets))
        return path, new

    def fates(self, entry: Entry, digest: str) -> dict[str, Target]:
        """Returns the noted fates by URL, the last one of each."""
        fates: dict[str, Target] = {}
        # A line that does not read was torn by a cut, or lost in one: its target is asked once more.
        for line in _lines(self.log_of(entry, digest))[1:]:
            try:
                target = target_of(json.loads(line))
            except (ValueError, KeyError, TypeError):
                continue
            fates[target.url] = target
        return fates

    def forget(self, entry: Entry, digest: str) -> None:
        """Removes a drop's log."""
        files.remove(self.log_of(entry, digest))

    def sweep(self, folder_of: dict[Place, Path]) -> int:
        """Removes the logs of files that lie there no more, or are others now; returns how many."""
        stale = [path for path in self._folder.glob(f"*{SUFFIX}") if not _is_believed(path, folder_of)]
        for path in stale:
            files.remove(path)
        return len(stale)


def _is_believed(log: Path, folder_of: dict[Place, Path]) -> bool:
    try:
        head = json.loads(_lines(log)[0])
        _, data = files.read(folder_of[Place(head["place"])], head["path"])
    except (ValueError, LookupError, TypeError, OSError, Unfit):
        return False
    return digest_of(data) == str(head["digest"])


def _lines(path: Path) -> list[bytes]:
    try:
        return [line for line in path.read_bytes().split(b"\n") if line]
    except FileNotFoundError:
        return []


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields).encode() + b"\n"
