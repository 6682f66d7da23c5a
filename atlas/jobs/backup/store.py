"""The store: a folder, mostly on another disk, that sets are kept in.

    atlas-backup.json              says that this is one, and which
    sets/20261124T123000Z.json     a manifest each
    raw/2026/11/23/….warc.gz       snapshots, as they lie in the vault; sealed ones as raw/ab/….age
    objects/ab/<digest>            everything else, by the digest of its bytes
    .incoming/  rotten/            what is not yet anything, and what was found damaged

Files are shared by all sets that name them, and never change.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from atlas import files
from atlas.errors import Damaged, NotFound, Unfit, Unkept, unkept
from atlas.model.manifest import RAW, Manifest, Piece, Stored, manifest_of, pieces_of

MARK = "atlas-backup.json"
SETS = "sets"
OBJECTS = "objects"
INCOMING = ".incoming"
ROTTEN = "rotten"
SUFFIX = ".json"
SEALED = ".age"
BATCH = 200
WEIGHT = 64_000_000


class Store:
    """One folder that sets are kept in."""

    MARK = MARK

    def __init__(self, root: Path) -> None:
        self.root = root
        """Where drafts are made: on a disk the store itself, for one far away a scratch folder."""
        self._incoming = root / INCOMING

    @property
    def where(self) -> str:
        """Where it is, for people and for the settings."""
        return str(self.root)

    @property
    def id(self) -> str:
        """Which store this is, or "" where there is none."""
        try:
            return str(json.loads(self._read(MARK))["id"])
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise unkept(error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged(f"{self.where}/{MARK} does not read: {error}") from error

    def begin(self) -> None:
        """Makes what is missing of it, and removes what a cut left of drafts. One backup at a time."""
        changed = [one for name in (SETS, OBJECTS, RAW, INCOMING) for one in files.make_folder(self.root / name)]
        for name in files.names_in(self._incoming):
            files.remove(self._incoming / name)
        if not self.id:
            self._publish(self._new_mark(), MARK)
        files.sync(folders=[*changed, self.root])

    def ids(self) -> list[str]:
        """Returns the ids of the sets, the newest first."""
        names = sorted(self._names(SETS), reverse=True)
        return [one.removesuffix(SUFFIX) for one in names if one.endswith(SUFFIX) and not files.is_draft(one)]

    def sets(self, damaged: list[str] | None = None) -> list[Manifest]:
        """Returns the sets, the newest first; `damaged` takes the names of those that do not read."""
        return list(self._sets([] if damaged is None else damaged))

    def set(self, named: str = "") -> Manifest:
        """Returns the newest set, or the one of this id; raises NotFound where there is none."""
        if named in self.ids():
            return self._manifest(named)
        newest = None if named else next(self._sets([]), None)
        if newest is None:
            raise NotFound(
                f"There is no set {named} in {self.where}." if named else f"There is no set in {self.where}."
            )
        return newest

    def pieces(self, manifest: Manifest, opening: files.Through | None = None) -> tuple[Piece, ...]:
        """Returns the pieces of a set; a sealed one takes what opens it, and raises Damaged without."""
        if not manifest.index:
            return manifest.pieces
        if opening is None:
            raise Damaged(f"The set {manifest.id} is sealed: its identity opens it (--identity FILE).")
        opened = self._opened(manifest.index, opening)
        try:
            return pieces_of(json.loads(opened))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Damaged(f"The index of the set {manifest.id} does not read: {error}") from error

    def has(self, stored: Stored) -> bool:
        """Whether a file of this size is there."""
        try:
            return (self.root / stored.place).stat().st_size == stored.size
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise unkept(error) from error

    def draft(self, source: Path, through: files.Through | None) -> files.Copy:
        """Returns a draft of a file in the store; raises what `files.copy` does."""
        return files.copy(source, self._incoming, through or files.straight)

    def keep(self, drafts: Sequence[tuple[files.Copy, str]]) -> None:
        """Makes drafts durable under their places, all together, once what was written is read back the same.

        Raises Unkept where the disk does not take them or gives others back.
        """
        files.sync([copy.path for copy, _ in drafts])
        for copy, _ in drafts:
            self._read_back(copy)
        changed: dict[Path, None] = {}
        for copy, place in drafts:
            target = self.root / place
            changed |= dict.fromkeys([*files.make_folder(target.parent), target.parent])
            try:
                # Where something lies already, no set had it whole.
                files.publish(copy.path, target, replace=True)
            except OSError as error:
                raise unkept(error) from error
        files.sync(folders=changed)

    def commit(self, manifest: Manifest) -> None:
        """Writes a manifest: from here on the set is there."""
        self._publish(manifest.dumps(), f"{SETS}/{manifest.id}{SUFFIX}")

    def forget(self, sets: Iterable[Manifest]) -> None:
        """Removes manifests, durably: from here on their sets are not there."""
        for one in sets:
            files.remove(self.root / SETS / f"{one.id}{SUFFIX}")
        files.sync(folders=[self.root / SETS])

    def set_aside(self, stored: Stored) -> None:
        """Puts away a damaged file, so that the next backup copies it anew; it is not deleted."""
        source, folder = self.root / stored.place, self.root / ROTTEN
        files.make_folder(folder)
        if source.exists():
            files.move(source, files.unused(folder / source.name))

    def places(self, archive: bool) -> Iterator[str]:
        """Yields where files lie, of the archive or all the others."""
        root = self.root / (RAW if archive else OBJECTS)
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                yield Path(folder, name).relative_to(self.root).as_posix()

    def remove(self, places: Iterable[str]) -> None:
        """Removes files that no set names."""
        for place in places:
            files.remove(self.root / place)

    def check(self, stored: Stored) -> str:
        """Returns what is wrong with a file, read from beginning to end, or ""."""
        try:
            found = files.print_of(self.lies(stored))
        except FileNotFoundError:
            return f"not there: {stored.place}"
        except (Damaged, Unfit, OSError) as error:
            return f"does not read: {stored.place}: {error}"
        return "" if found == files.Print(stored.size, stored.sha256) else f"damaged: {stored.place}"

    def ahead(self, wanted: Iterable[Stored]) -> None:
        """Learns what is about to be read, all together; on a disk there is nothing to be done for it."""

    def lies(self, stored: Stored) -> Path:
        """Returns where a file can be read on this machine, if it is there."""
        return self.root / stored.place

    def leave(self) -> None:
        """Ends the work with it; on a disk nothing is left over."""

    def _names(self, folder: str) -> list[str]:
        return files.names_in(self.root / folder)

    def _read(self, place: str) -> bytes:
        return (self.root / place).read_bytes()

    def _publish(self, data: bytes, place: str) -> None:
        """Gives bytes a name, durably and whole."""
        draft = files.draft(self._incoming, data)
        try:
            files.sync([draft])
            files.publish(draft, self.root / place)
            files.sync(folders=[(self.root / place).parent])
        except OSError as error:
            raise unkept(error) from error

    def _new_mark(self) -> bytes:
        return json.dumps({"format": 1, "id": secrets.token_hex(8)}).encode()

    def _read_back(self, copy: files.Copy) -> None:
        try:
            found = files.print_of(copy.path)
        except (Damaged, Unfit, OSError) as error:
            raise Unkept(f"{self.root} does not give back what was written: {error}") from error
        if found != copy.written:
            raise Unkept(f"{self.root} gives back other bytes than were written.")

    def _sets(self, damaged: list[str]) -> Iterator[Manifest]:
        for one in self.ids():
            try:
                yield self._manifest(one)
            except Damaged as error:
                damaged.append(f"{SETS}/{one}{SUFFIX}: {error}")

    def _manifest(self, named: str) -> Manifest:
        try:
            return manifest_of(self._read(f"{SETS}/{named}{SUFFIX}"))
        except OSError as error:
            raise Damaged(f"It does not read: {error.strerror}.") from error

    def _opened(self, stored: Stored, opening: files.Through) -> bytes:
        files.make_folder(self._incoming)
        try:
            copy = files.copy(self.lies(stored), self._incoming, opening)
        except FileNotFoundError as error:
            raise Damaged(f"not there: {stored.place}") from error
        try:
            return copy.path.read_bytes()
        finally:
            files.remove(copy.path)


def batches(wanted: Iterable[Stored]) -> Iterator[list[Stored]]:
    """Yields files in batches that a scratch folder has room for."""
    batch: list[Stored] = []
    for one in wanted:
        batch.append(one)
        if len(batch) >= BATCH or sum(each.size for each in batch) >= WEIGHT:
            yield batch
            batch = []
    if batch:
        yield batch


def place_of(path: str, written: files.Print, *, sealed: bool) -> str:
    """Returns where in a store a file of a home lies."""
    if path.startswith(RAW):
        return f"{RAW}{written.sha256[:2]}/{written.sha256}{SEALED}" if sealed else path
    return f"{OBJECTS}/{written.sha256[:2]}/{written.sha256}"
