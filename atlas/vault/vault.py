"""The vault itself: raw/, where snapshots come in together and never change again."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from hashlib import file_digest
from heapq import nlargest
from itertools import count, islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from atlas import files
from atlas.errors import Damaged, Unkept, unkept
from atlas.model.attempt import Known
from atlas.model.canary import is_snapshot
from atlas.model.late import Late
from atlas.model.snapshot import NAME, PLACE, Facts, Snapshot, name_of
from atlas.model.url import host_of
from atlas.vault.sealed import Recall, Sealed

if TYPE_CHECKING:
    from atlas.vault import reading, scratch
    from atlas.vault import recall as recalling
else:
    # What knows WARC is loaded for the first snapshot: a daemon that waits has none in hand.
    reading, recalling, scratch = (Late(f"atlas.vault.{one}") for one in ("reading", "recall", "scratch"))

INCOMING = ".incoming"
FOLDERS_DEEP = 3
UNPLAIN = re.compile(r"[^A-Za-z0-9-]+")
HINT_LENGTH = 40
NO_HOST = "file"
"""What stands in a name for the host of a page that is from nowhere."""
REACH = 256
"""Newest snapshots among which a cut may have left a name that was only reserved: four groups of the writer."""

DAYS = 3
"""Folders of days, those that changed last, that the snapshots written last lie in."""

Tell = Callable[[str, Damaged], object]


class Vault:
    """The archive beneath one folder. One thread keeps; any thread may write a scratch of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / INCOMING
        self._durable: set[Path] = set()

    def scratch(
        self, name_hint: str, known: Known | None = None, recall: Recall = lambda digest: None
    ) -> "scratch.Scratch":
        """Returns a new scratch for one attempt; nothing is written before its first exchange.

        A body that is `known`, or that `recall` finds by its digest, is not kept again: the snapshot
        refers to the one that has it.
        """
        files.make_folder(self._incoming)
        return scratch.Scratch(self._incoming, UNPLAIN.sub("-", name_hint)[:HINT_LENGTH], known, recall)

    def keep(self, sealed: Sequence[Sealed]) -> list[Snapshot]:
        """Makes the scratches durable under their names, all together, and returns the snapshots.

        Raises Unkept where the disk does not take them; then none of them counts as kept, and
        nothing of them is left.
        """
        moved: list[Path] = []
        try:
            # R1: the bytes before the name. One sync for the group is what makes a hundred captures cost about one.
            files.sync([one.path for one in sealed], [])
            there: set[Path] = set()
            places = [self._shelve(one, there, moved) for one in sealed]
            # Only after this they count as kept: whoever asks for a snapshot by name finds it whole after any cut.
            self._sync_folders({(self._root / place).parent for place in places})
        except Unkept:
            # Those with a name, too: the catalog would never hear of them. Not what was there before.
            for path in (*(one.path for one in sealed), *moved):
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            raise
        return [Snapshot(place, one.size, one.facts) for place, one in zip(places, sealed, strict=True)]

    def facts(self, path: str) -> Facts:
        """Returns what a snapshot says of itself; raises Damaged where it does not."""
        return reading.facts_in(self._root / path)

    def has(self, path: str) -> bool:
        """Whether a snapshot is there."""
        return bool(PLACE.fullmatch(path)) and (self._root / path).is_file()

    def snapshots(self, tell: Tell | None = None) -> Iterator[Snapshot]:
        """Yields every snapshot in the order of names; `tell` hears of those that do not read."""
        return self._read(_below(self._root, FOLDERS_DEEP, backwards=False), tell)

    def without(self, known: Container[str]) -> Iterator[Snapshot]:
        """Yields every snapshot whose path is not known, without a look into the others."""
        # The names alone: of a hundred thousand snapshots none is opened to learn that it is known.
        paths = _below(self._root, FOLDERS_DEEP, backwards=False)
        return self._read((one for one in paths if one.relative_to(self._root).as_posix() not in known), None)

    def recent(self, limit: int, tell: Tell | None = None) -> Iterator[Snapshot]:
        """Yields the snapshots that were written last, the last one first, reading each only when it is asked for."""
        return self._read(iter(_written_last(self._root, limit)), tell)

    def verify(self, path: str) -> None:
        """Raises Damaged unless the snapshot is what was written, whole, and what it refers to is there."""
        reading.verify(self._root, path)

    def payload(self, path: str) -> "AbstractContextManager[tuple[reading.Headers, BinaryIO]]":
        """Gives headers and body of the answer that was kept, for the length of a `with`."""
        return reading.payload(self._root, path)

    def known(self, path: str) -> Known | None:
        """Returns the page that the site itself sent, if a snapshot has one whole, itself or by reference."""
        with suppress(Damaged):
            return recalling.known_in(self._root, path)
        return None

    def held(self, path: str) -> Known | None:
        """Returns the page a snapshot has, whoever sent it, if it is one to refer to by its digest."""
        with suppress(Damaged):
            return recalling.held_in(self._root, path)
        return None

    def drop(self, path: str) -> None:
        """Removes the snapshot of a canary; of no other."""
        if is_snapshot(PurePosixPath(path).name) and self.has(path):
            files.remove(self._root / path)

    def sweep(self) -> int:
        """Removes scratches, names only reserved, and canaries that a cut left; returns how many.

        Only under the lock.
        """
        newest = list(islice(_below(self._root, FOLDERS_DEEP, backwards=True, ours=True), REACH))
        try:
            left = [one for one in self._incoming.iterdir() if not one.is_dir()] if self._incoming.exists() else []
            left += [one for one in newest if is_snapshot(one.name) or one.lstat().st_size == 0]
            # Drafts there are of copies between two file systems.
            days = sorted({one.parent for one in newest})
            left += [day / name for day in days for name in files.names_in(day) if files.is_draft(name)]
            for one in left:
                one.unlink(missing_ok=True)
        except OSError as error:
            raise unkept(error) from error
        return len(left)

    def _shelve(self, sealed: Sealed, there: set[Path], moved: list[Path]) -> str:
        # What has its bytes already is kept by a run that was cut off: it is the same snapshot, and not a second.
        return next(place for place in _places(sealed) if self._took(self._root / place, sealed, there, moved))

    def _took(self, target: Path, sealed: Sealed, there: set[Path], moved: list[Path]) -> bool:
        if target.parent not in there and files.make_folder(target.parent):
            self._durable.discard(target.parent)
        there.add(target.parent)
        try:
            if _moved(sealed.path, target):
                moved.append(target)
                return True
            return _holds(target, sealed)
        except OSError as error:
            raise unkept(error) from error

    def _sync_folders(self, days: set[Path]) -> None:
        # A folder that a cut left is there, but perhaps only in memory: each is synced from the root once.
        fresh = days - self._durable
        above = {one for day in fresh for one in day.parents if one.is_relative_to(self._root)}
        # Not the folder they come from: a scratch that is there again after a cut is swept.
        files.sync([], [*sorted(above), *sorted(days)])
        self._durable |= days

    def _read(self, paths: Iterator[Path], tell: Tell | None) -> Iterator[Snapshot]:
        for path in paths:
            place = path.relative_to(self._root).as_posix()
            try:
                facts = reading.facts_in(path)
            except Damaged as error:
                if tell:
                    tell(place, error)
            else:
                yield Snapshot(place, path.stat().st_size, facts)


def _places(sealed: Sealed) -> Iterator[str]:
    """Yields the snapshot's name, then names for one whose second, host and eight digits are all taken."""
    host = host_of(sealed.facts.url) or NO_HOST
    yield name_of(sealed.facts.captured_at, host, sealed.sha256)
    for number in count(2):
        yield name_of(sealed.facts.captured_at, f"{host}-{number}", sealed.sha256)


def _moved(scratch: Path, target: Path) -> bool:
    try:
        files.move(scratch, target)
    except FileExistsError:
        return False
    return True


def _holds(target: Path, sealed: Sealed) -> bool:
    """Whether the snapshot is kept there already; then its scratch goes."""
    with target.open("rb") as file:
        same = file_digest(file, "sha256").hexdigest() == sealed.sha256
    if same:
        sealed.path.unlink(missing_ok=True)
    return same


def _below(folder: Path, depth: int, backwards: bool, *, ours: bool = False) -> Iterator[Path]:
    """Yields the snapshots of a folder; those of canaries, which go again at once, only where `ours` asks for them."""
    try:
        names = sorted((one.name for one in folder.iterdir()), reverse=backwards)
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in names:
        if depth and name.isdecimal():
            yield from _below(folder / name, depth - 1, backwards, ours=ours)
        elif not depth and NAME.fullmatch(name) and (ours or not is_snapshot(name)):
            yield folder / name


def _written_last(root: Path, limit: int) -> list[Path]:
    # Not by name: that tells when an attempt began, and a slow one is kept after hundreds that began later.
    days = nlargest(DAYS, (one for one in root.glob("*/*/*") if one.is_dir()), key=_written)
    return nlargest(limit, (one for day in days for one in _below(day, 0, backwards=True)), key=_written)


def _written(path: Path) -> tuple[int, str]:
    return path.lstat().st_mtime_ns, path.name
