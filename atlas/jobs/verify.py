"""Whether the archive's bytes are those that were written: slowly, a part at a time, and mended where a backup can."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from atlas import files
from atlas.catalog import Catalog
from atlas.errors import CatalogBroken, Damaged, Unfit
from atlas.jobs import notes
from atlas.jobs.backup.gathering import archive_of, placed
from atlas.model import moment
from atlas.model.event import Event, Noticed, Warned
from atlas.model.manifest import RAW
from atlas.model.names import shown
from atlas.model.snapshot import NAME
from atlas.spool import Folders

NOTE = "verify.json"
FORGET = "a backup may have them; `atlas rebuild` forgets them"
EVERY = 200
"""Files after which it is written down how far it has come."""


class Pace(Protocol):
    """A clock to go slowly by."""

    def now(self) -> datetime:
        """Returns the wall's time."""

    def monotonic(self) -> float:
        """Returns seconds from some start."""

    def sleep(self, seconds: float) -> None:
        """Waits."""


@dataclass(frozen=True)
class Wrong:
    """A file of the archive that is not what it was."""

    path: str
    told: str
    mended: bool
    why: str = ""
    """It could not be mended."""


class Verify:
    """One look at the archive, from where the last one ended."""

    def __init__(
        self,
        folders: Folders,
        known: Mapping[str, str],
        mend: Callable[[str], str] | None,
        clock: Pace,
        rate: int,
    ) -> None:
        self._folders = folders
        self._known = known
        self._mend = mend
        self._clock = clock
        self._rate = rate
        self._begun = clock.monotonic()
        self._note = folders.state / NOTE
        self.read = 0
        """Bytes."""
        self.checked = 0
        self.wrong: list[Wrong] = []
        self.through = False
        """Whether the end was reached."""

    def run(self, most: int | None = None) -> Iterator[Event]:
        """Reads snapshots until the end, or so many bytes; yields what was found and done."""
        before = notes.read(self._note)
        after, ill = str(before.get("after", "")), _paths(before.get("wrong"))
        # What was backed up and is gone now: no look at what is there would ever miss it.
        for path in sorted(path for path in self._known if not placed(self._folders, path).is_file()):
            yield from self._found(path, "It is not there.")
        # What an earlier part found is damaged still, unless somebody mended it: it is not forgotten.
        for path in sorted(ill - {one.path for one in self.wrong}):
            if told := self._told(path, placed(self._folders, path)):
                yield from self._found(path, told)
        for path, source in archive_of(self._folders):
            # Names begin with their day, so what came since the last part lies behind it, and is looked at too.
            if path <= after or path in ill:
                continue
            if most is not None and self.read >= most:
                self._remember(after)
                return
            if told := self._told(path, source):
                yield from self._found(path, told)
            self.checked += 1
            after = path
            if self.checked % EVERY == 0:
                self._remember(after)
        self.through = True
        self._remember("")

    def _told(self, path: str, source: Path) -> str:
        try:
            found = files.print_of(source, self._wait)
        except FileNotFoundError:
            return ""
        except (Unfit, Damaged) as error:
            return str(error)
        name = NAME.fullmatch(source.name)
        if name and not found.sha256.startswith(name["id"]):
            return "It has other bytes than it was written with."
        if found.sha256 != self._known.get(path, found.sha256):
            return "It has other bytes than when it was backed up."
        return ""

    def _wait(self, count: int) -> None:
        self.read += count
        # Slower than the disk, or a card would have no time for capture all night.
        ahead = self.read / self._rate - (self._clock.monotonic() - self._begun) if self._rate else 0.0
        if ahead > 0:
            self._clock.sleep(ahead)

    def _found(self, path: str, told: str) -> Iterator[Event]:
        why = self._mend(path) if self._mend else "`atlas verify --repair` brings it back from a backup."
        self.wrong.append(Wrong(path, told, not why, why))
        if why:
            yield Warned("A snapshot is damaged.", shown(path), f"{told} {why}")
        else:
            yield Noticed("A snapshot was damaged, and is brought back from the backup.", shown(path), told)

    def _remember(self, after: str) -> None:
        before = notes.read(self._note)
        told = {
            "checked_at": moment.written(self._clock.now()),
            "after": after,
            "finished_at": before.get("finished_at"),
        }
        if not after:
            told["finished_at"] = told["checked_at"]
        notes.write(self._note, {**told, "wrong": [one.path for one in self.wrong if not one.mended]})


def _paths(told: object) -> set[str]:
    return {str(one) for one in told if str(one).startswith(RAW)} if isinstance(told, list) else set()


def catalog_wrongs(folders: Folders, catalog: Catalog) -> list[str]:
    """Returns what is wrong with the catalog, a sentence each: `agree` or `rebuild` mends it."""
    places = [path.removeprefix(RAW) for path, _ in archive_of(folders)]
    try:
        wrong = [f"the catalog: {one}" for one in catalog.check()]
        if wrong:
            return wrong
        known = {one.snapshot for one in catalog.records()}
    except CatalogBroken as error:
        return [f"the catalog: {error}"]
    there = set(places)
    lacking, gone = len(there - known), sorted(known - there)
    wrong = [f"the catalog lacks {lacking} snapshots that are there"] if lacking else []
    if gone:
        wrong.append(f"the archive lacks {len(gone)} snapshots that the catalog knows: {gone[0]} ({FORGET})")
    return wrong
