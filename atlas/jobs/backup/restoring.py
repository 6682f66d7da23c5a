"""The way back: a set put into a home that is empty or damaged. Nothing of a person's is overwritten or deleted."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from atlas import files
from atlas.catalog import Catalog
from atlas.errors import CatalogBroken, Damaged, Unfit
from atlas.jobs.agreeing import agree
from atlas.jobs.backup.gathering import placed
from atlas.jobs.backup.mending import brought, put_aside, put_in_place
from atlas.jobs.backup.store import Store, batches
from atlas.jobs.rebuild import rebuild, tickets
from atlas.model.event import Event, Noticed, Warned
from atlas.model.manifest import CATALOG, CONFIG, Piece
from atlas.model.names import shown
from atlas.model.snapshot import NAME, Snapshot
from atlas.model.ticket import SUFFIX, Ticket, loads
from atlas.spool import Folders
from atlas.vault import Vault

GROUP = 64
WEIGHT = 64_000_000
ORDER = ("raw", "state", "processed", "failed", "inbox")
"""What others name comes before them."""


class Restore:
    """One set on its way into one home; only under the home's lock."""

    def __init__(self, store: Store, folders: Folders, opening: files.Through | None) -> None:
        self._store = store
        self._folders = folders
        self._opening = opening
        self._copies: list[tuple[files.Copy, Path]] = []
        self.restored = 0
        self.there = 0
        """What was there already, the same."""
        self.differing: list[str] = []
        """What is there otherwise than in the set, and stays so."""
        self.lost: list[str] = []
        """What the store has no more."""

    def run(self, pieces: Sequence[Piece]) -> Iterator[Event]:
        """Brings the files of a set, but for the catalog; twice is as once."""
        further = set(self._further(pieces))
        wanted = [one for one in pieces if one.path not in (CATALOG, CONFIG) and one.path not in further]
        try:
            for some in _batches(sorted(wanted, key=_order)):
                self._store.ahead(one.stored for one in some if not os.path.lexists(placed(self._folders, one.path)))
                for piece in some:
                    yield from self._bring(piece)
            self._keep()
        finally:
            for copy, _ in self._copies:
                files.remove(copy.path)
            self._copies = []
        if further:
            yield Noticed("Left out what the home has settled since.", str(len(further)))
        for one in self.differing:
            yield Warned("It is there otherwise than in the set, and stays as it is.", shown(one))

    def catalog(self, pieces: Sequence[Piece], path: Path) -> bool:
        """Puts the set's catalog where none is; returns whether the set had one."""
        for piece in pieces:
            if piece.path == CATALOG:
                try:
                    copy = brought(self._store, piece, path.parent, self._opening)
                except Damaged:
                    return False
                return not put_in_place([(copy, path)])
        return False

    def _bring(self, piece: Piece) -> Iterator[Event]:
        target = placed(self._folders, piece.path)
        # Nothing of a person's is overwritten: what differs is told, and stays.
        if os.path.lexists(target) and not self._is_rotten(piece, target):
            return
        files.make_folder(target.parent)
        try:
            copy = brought(self._store, piece, self._draft_folder(piece, target), self._opening)
        except Damaged as error:
            self.lost.append(piece.path)
            yield Warned("Not restored.", shown(piece.path), str(error))
            return
        if os.path.lexists(target):
            yield Noticed("Put a rotten snapshot aside.", shown(put_aside(target, self._folders.state).name))
        self._copies.append((copy, target))
        if len(self._copies) >= GROUP or sum(one.written.size for one, _ in self._copies) >= WEIGHT:
            self._keep()

    def _is_rotten(self, piece: Piece, target: Path) -> bool:
        """A snapshot that is not what its name says is no snapshot any more, and makes room; all else stays."""
        try:
            found = files.print_of(target)
        except (Unfit, Damaged):
            found = files.Print(-1, "")
        if found == files.Print(piece.size, piece.sha256):
            self.there += 1
        elif piece.in_archive and not found.sha256.startswith(_digits(target)):
            return True
        else:
            self.differing.append(piece.path)
        return False

    def _keep(self) -> None:
        copies, self._copies = self._copies, []
        taken = put_in_place(copies)
        self.restored += len(copies) - len(taken)
        self.differing += [self._folders.told(one) for one in taken]

    def _draft_folder(self, piece: Piece, target: Path) -> Path:
        if not piece.in_archive:
            return target.parent
        incoming = self._folders.raw / ".incoming"
        files.make_folder(incoming)
        return incoming

    def _further(self, pieces: Sequence[Piece]) -> Iterator[str]:
        """Yields what of the set's queue the home has a ticket for: there it has gone further, or is where it was."""
        here = {_key(one): path for path, one in tickets(self._folders)}
        for some in _batches([one for one in pieces if here and one.path.endswith(SUFFIX)]):
            self._store.ahead(one.stored for one in some)
            for piece in some:
                ticket = self._ticket(piece)
                target = placed(self._folders, piece.path)
                if ticket and here.get(_key(ticket), target) != target:
                    yield piece.path
                    yield piece.path.removesuffix(SUFFIX)

    def _ticket(self, piece: Piece) -> Ticket | None:
        state = self._folders.state
        try:
            copy = brought(self._store, piece, state, self._opening)
        except Damaged:
            return None
        try:
            return loads(copy.path.read_bytes())
        except Damaged:
            return None
        finally:
            files.remove(copy.path)


def restore_settings(store: Store, pieces: Sequence[Piece], home: Path, opening: files.Through | None) -> bool:
    """Brings config.toml where there is none; returns whether it did."""
    target = home / CONFIG
    wanted = [] if target.exists() else [one for one in pieces if one.path == CONFIG]
    return bool(wanted) and not put_in_place([(brought(store, wanted[0], home, opening), target)])


def restore_catalog(
    restore: Restore,
    pieces: Sequence[Piece],
    folders: Folders,
    vault: Vault,
    catalog: Catalog,
    judged: Callable[[Snapshot], Snapshot],
) -> Iterator[Event]:
    """Makes the catalog whole: it is left, or taken from the set, or made anew, and then agrees with the folders."""
    path = folders.state / "catalog.db"
    if not _is_whole(catalog):
        _put_catalog_aside(catalog, path)
        if restore.catalog(pieces, path) and _is_whole(catalog):
            yield Noticed("Took the catalog from the set.")
        else:
            _put_catalog_aside(catalog, path)
            rebuild(folders, vault, catalog, judged)
            yield Noticed("Made the catalog anew from the folders.")
    if added := agree(folders, vault, catalog, judged):
        yield Noticed("Added to the catalog what the folders have.", str(added))


def _is_whole(catalog: Catalog) -> bool:
    try:
        return not catalog.check() and catalog.count() > 0
    except CatalogBroken:
        return False


def _put_catalog_aside(catalog: Catalog, path: Path) -> None:
    catalog.close()
    for suffix in ("", "-wal", "-shm"):
        one = path.with_name(path.name + suffix)
        if one.exists():
            put_aside(one, path.parent)


def _batches(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    begun = 0
    for batch in batches(one.stored for one in pieces):
        yield list(pieces[begun : begun + len(batch)])
        begun += len(batch)


def _key(ticket: Ticket) -> tuple[object, ...]:
    return ticket.drop, ticket.digest, ticket.first_seen


def _digits(path: Path) -> str:
    name = NAME.fullmatch(path.name)
    return name["id"] if name else ""


def _order(piece: Piece) -> tuple[int, bool, str]:
    root = piece.path.partition("/")[0]
    # A ticket reserves its drop's place: it comes first, as when a drop is settled.
    return ORDER.index(root), not piece.path.endswith(SUFFIX), piece.path
