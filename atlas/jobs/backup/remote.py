"""A store far away: the same folders and files, by way of rclone and a scratch folder of this machine.

What a disk does by renaming, a remote may not: a file there may be cut short under its name. A set's files are
believed by their size, and its manifest is moved to its name when it is there whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from atlas import files
from atlas.errors import Damaged, unkept
from atlas.jobs.backup.rclone import Rclone
from atlas.jobs.backup.store import INCOMING, OBJECTS, ROTTEN, SETS, SUFFIX, Store
from atlas.model.manifest import RAW, Manifest, Stored

OUT = "out"
IN = "in"


class Remote(Store):
    """One folder of a remote that sets are kept in."""

    def __init__(self, rclone: Rclone, scratch: Path) -> None:
        super().__init__(scratch)
        self._rclone = rclone
        self._sizes: dict[str, int] | None = None

    @property
    def where(self) -> str:
        """Where it is, for people and for the settings."""
        return self._rclone.name

    def begin(self) -> None:
        """Makes what is missing of it, and removes what a cut left of drafts. One backup at a time."""
        files.clear(self.root)
        files.make_folder(self.root / INCOMING)
        self.remove([one for one in self._listed() if one.startswith(f"{INCOMING}/")])
        if not self.id:
            self._publish(self._new_mark(), self.MARK)

    def has(self, stored: Stored) -> bool:
        """Whether a file of this size is there."""
        return self._listed().get(stored.place) == stored.size

    def keep(self, drafts: Sequence[tuple[files.Copy, str]]) -> None:
        """Sends drafts to their places, all together; rclone compares what arrived. Raises Unkept."""
        out = self.root / OUT
        try:
            for copy, place in drafts:
                target = out / place
                files.make_folder(target.parent)
                files.publish(copy.path, target, replace=True)
            self._rclone.send(out)
        except OSError as error:
            raise unkept(error) from error
        finally:
            files.clear(out)
        # The list is asked for once and kept: each `lsjson --recursive` of a large remote takes minutes, and may cost
        # money.
        self._listed().update((place, copy.written.size) for copy, place in drafts)

    def forget(self, sets: Iterable[Manifest]) -> None:
        """Removes manifests: from here on their sets are not there."""
        self.remove([f"{SETS}/{one.id}{SUFFIX}" for one in sets])

    def set_aside(self, stored: Stored) -> None:
        """Puts away a damaged file, so that the next backup copies it anew; it is not deleted."""
        if stored.place in self._listed():
            self._move(stored.place, f"{ROTTEN}/{Path(stored.place).name}")

    def places(self, archive: bool) -> Iterator[str]:
        """Yields where files lie, of the archive or all the others."""
        root = RAW if archive else f"{OBJECTS}/"
        yield from sorted(one for one in self._listed() if one.startswith(root))

    def remove(self, places: Iterable[str]) -> None:
        """Removes files that no set names."""
        gone = list(places)
        if gone:
            self._rclone.remove(gone)
        for one in gone:
            self._listed().pop(one, None)

    def ahead(self, wanted: Iterable[Stored]) -> None:
        """Brings files to this machine at once that are about to be read, in place of those before."""
        folder = self.root / IN
        files.clear(folder)
        files.make_folder(folder)
        known = [one.place for one in wanted if one.place in self._listed()]
        if known:
            self._rclone.fetch(known, folder)

    def lies(self, stored: Stored) -> Path:
        """Returns where a file can be read on this machine, until the next is asked for."""
        path = self.root / IN / stored.place
        if not path.exists():
            self.ahead([stored])
        return path

    def leave(self) -> None:
        """Removes what it needed of this machine."""
        files.clear(self.root)

    def _names(self, folder: str) -> list[str]:
        return [one.removeprefix(f"{folder}/") for one in self._listed() if one.startswith(f"{folder}/")]

    def _read(self, place: str) -> bytes:
        if place not in self._listed():
            raise FileNotFoundError(place)
        return self._rclone.read(place)

    def _publish(self, data: bytes, place: str) -> None:
        out = self.root / OUT
        draft = f"{INCOMING}/{Path(place).name}"
        files.make_folder((out / draft).parent)
        try:
            files.create(out / draft, data)
            self._rclone.send(out)
        finally:
            files.clear(out)
        self._listed()[draft] = len(data)
        # From here on the set is there.
        self._move(draft, place)

    def _move(self, place: str, to: str) -> None:
        self._rclone.move(place, to)
        self._listed()[to] = self._listed().pop(place)

    def _listed(self) -> dict[str, int]:
        if self._sizes is None:
            try:
                self._sizes = self._rclone.sizes()
            except (ValueError, KeyError, TypeError) as error:
                raise Damaged(f"What rclone tells of {self.where} does not read.") from error
        return self._sizes
