"""One file brought back from a store; what lay in its place is put aside, never deleted."""

import os
from collections.abc import Iterator
from pathlib import Path

from atlas import files
from atlas.errors import Damaged, Unfit, Unkept, unkept
from atlas.jobs.backup.gathering import placed
from atlas.jobs.backup.store import Store
from atlas.model.manifest import Manifest, Piece
from atlas.spool import Folders

ROTTEN = "rotten"


def brought(store: Store, piece: Piece, folder: Path, opening: files.Through | None) -> files.Copy:
    """Returns a draft of a set's file in this folder; raises Damaged where the store no longer has it whole."""
    if piece.stored.sha256 != piece.sha256 and opening is None:
        raise Damaged("The set is sealed: its identity opens it (--identity FILE).")
    try:
        copy = files.copy(store.lies(piece.stored), folder, opening or files.straight, piece.mtime)
    except FileNotFoundError as error:
        raise Damaged(f"The backup has not got it: {piece.stored.place}.") from error
    except Unfit as error:
        raise Damaged(f"The backup has it damaged: {error}") from error
    if copy.written != files.Print(piece.size, piece.sha256):
        files.remove(copy.path)
        raise Damaged(f"The backup has it damaged: {piece.stored.place}.")
    return copy


def put_aside(path: Path, state: Path) -> Path:
    """Moves a rotten file out of the way, durably; returns where it is kept."""
    folder = state / ROTTEN
    changed = files.make_folder(folder)
    kept = files.unused(folder / path.name)
    files.move(path, kept)
    files.sync(folders=[*changed, folder, path.parent])
    return kept


def put_in_place(copies: list[tuple[files.Copy, Path]]) -> list[Path]:
    """Gives drafts their names, durably, where nothing lies; returns the places that were taken."""
    files.sync([copy.path for copy, _ in copies])
    taken: list[Path] = []
    changed: dict[Path, None] = {}
    for copy, target in copies:
        try:
            files.move(copy.path, target)
            changed[target.parent] = None
        except FileExistsError:
            files.remove(copy.path)
            taken.append(target)
        except OSError as error:
            raise unkept(error) from error
    files.sync(folders=changed)
    return taken


class Mender:
    """Brings single files back from the newest set that has them whole."""

    def __init__(self, store: Store, folders: Folders, opening: files.Through | None) -> None:
        self._store = store
        self._folders = folders
        self._opening = opening
        self._sets: list[Manifest] | None = None
        self._pieces: dict[str, dict[str, Piece]] = {}

    def mend(self, path: str) -> str:
        """Puts a file of the archive in its place again; returns "", or why it could not."""
        target, why = placed(self._folders, path), "No set has it."
        # On the archive's own disk, and where the next start sweeps what a cut leaves.
        incoming = self._folders.raw / ".incoming"
        files.make_folder(incoming)
        for piece in self._candidates(path):
            try:
                copy = brought(self._store, piece, incoming, self._opening)
            except (Damaged, Unkept) as error:
                why = str(error)
                continue
            if os.path.lexists(target):
                # Only now, with a good copy at hand: until then a rotten file is better than none.
                put_aside(target, self._folders.state)
            files.make_folder(target.parent)
            put_in_place([(copy, target)])
            return ""
        return why

    def _candidates(self, path: str) -> Iterator[Piece]:
        for one in self._known_sets():
            if one.id not in self._pieces:
                self._pieces[one.id] = self._archive_of(one)
            if path in self._pieces[one.id]:
                yield self._pieces[one.id][path]

    def _known_sets(self) -> list[Manifest]:
        if self._sets is None:
            try:
                self._sets = self._store.sets()
            except Unkept:
                # It is away: what could be mended is found damaged all the same.
                self._sets = []
        return self._sets

    def _archive_of(self, manifest: Manifest) -> dict[str, Piece]:
        try:
            return {one.path: one for one in self._store.pieces(manifest, self._opening) if one.in_archive}
        except (Damaged, FileNotFoundError):
            return {}
