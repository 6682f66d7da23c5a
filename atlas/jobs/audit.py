"""Whether what must hold holds: every drop in one place, every told capture whole."""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from atlas import files
from atlas.catalog import Catalog
from atlas.errors import CatalogBroken, Damaged
from atlas.jobs.rebuild import rebuild, tickets
from atlas.model.article import Reading
from atlas.model.key import key_of
from atlas.model.names import ignored, ignored_folder, shown
from atlas.model.ticket import SUFFIX, Disposition, Target, Ticket
from atlas.spool import Folders
from atlas.spool.folders import drop_of, shelves, ticket_of
from atlas.vault import Vault

COUNTED = ("drops", "in_inbox", "processed", "deferred", "dead", "targets", "captured")


class Audit:
    """One look at a whole home; nothing is changed."""

    def __init__(
        self,
        folders: Folders,
        vault: Vault,
        catalog: Catalog | None,
        articles: Callable[[], Iterable[Reading]] = tuple,
        *,
        strict: bool,
    ) -> None:
        self._folders = folders
        self._vault = vault
        self._catalog = catalog
        self._articles = articles
        self._strict = strict
        self.counted = dict.fromkeys(COUNTED, 0)

    def run(self) -> Iterator[str]:
        """Yields every violation, a sentence each; `counted` is whole afterwards."""
        yield from self._places()
        yield from self._shelves()
        yield from self._tickets()
        yield from self._modes()
        if self._strict:
            yield from self._snapshots()
            yield from self._compare()

    def _places(self) -> Iterator[str]:
        """Each file of the queue has one name."""
        inodes: Counter[tuple[int, int]] = Counter()
        try:
            waiting = list(files.scan(self._folders.inbox, ignored, ignored_folder))
        except FileNotFoundError:
            waiting = []
            yield f"not there: {self._told(self._folders.inbox)}"
        self.counted["in_inbox"] = len(waiting)
        # By inode, not by name or bytes: two drops with the same link are two wishes, one file in two folders is a
        # fault.
        marks = {(one.stamp.device, one.stamp.inode): one.path for one in waiting}
        for shelf, name in self._drops():
            if (status := _status(shelf / name)) is None:
                continue
            mark = (status.st_dev, status.st_ino)
            inodes[mark] += 1
            if mark in marks:
                yield f"in two places: {shown(marks[mark])} in the inbox is also {self._told(shelf / name)}"
            if inodes[mark] > 1:
                yield f"in two places: {self._told(shelf / name)}"

    def _drops(self) -> Iterator[tuple[Path, str]]:
        for shelf in shelves(self._folders):
            for name in files.names_in(shelf):
                if not ignored(name):
                    yield shelf, name

    def _shelves(self) -> Iterator[str]:
        """Each settled drop has its ticket."""
        for shelf, name in self._drops():
            state = {self._folders.deferred: "deferred", self._folders.dead: "dead"}.get(shelf, "processed")
            self.counted[state] += 1
            # A person may put a drop into deferred/ by hand: it is taken at once, and gets its ticket when it is
            # settled.
            if state != "deferred" and not os.path.lexists(ticket_of(shelf / name)):
                yield f"without a ticket: {self._told(shelf / name)}"
        self.counted["drops"] = sum(self.counted[one] for one in ("in_inbox", "processed", "deferred", "dead"))

    def _tickets(self) -> Iterator[str]:
        """Each ticket stands beside its drop, where its fate belongs, and what it tells as captured is there."""
        read = set()
        filed: Counter[int] = Counter()
        for path, ticket in tickets(self._folders):
            read.add(path)
            yield from self._ticket(path, ticket)
            # Hashes: of very many tickets the names alone would take what a Pi has of memory.
            key = hash((ticket.drop, ticket.digest, ticket.first_seen))
            filed[key] += 1
            if filed[key] > 1:
                yield f"filed twice: {ticket.drop}"
            # What a leftover asks for was counted with the list that it is a part of.
            if not ticket.came_from:
                self.counted["targets"] += len(ticket.targets)
        for shelf in shelves(self._folders):
            for name in files.names_in(shelf):
                if name.endswith(SUFFIX) and shelf / name not in read:
                    yield f"does not read: {self._told(shelf / name)}"
                if files.is_draft(name):
                    yield f"left over: {self._told(shelf / name)}"

    def _ticket(self, path: Path, ticket: Ticket) -> Iterator[str]:
        if not os.path.lexists(drop_of(path)):
            yield f"beside nothing: {self._told(path)}"
        # Settled drops lie a month deeper.
        if self._shelf(ticket.disposition) not in (path.parent, path.parent.parent):
            yield f"in the wrong folder: {self._told(path)} is {ticket.disposition.value}"
        for target in ticket.targets:
            if target.disposition is Disposition.CAPTURED:
                self.counted["captured"] += 1
                yield from self._target(path, target)

    def _target(self, path: Path, target: Target) -> Iterator[str]:
        snapshot = self._folders.placed(target.snapshot)
        if not target.snapshot or not snapshot.is_file():
            yield f"told as captured and not there: {target.url} in {self._told(path)}"
        elif self._strict:
            try:
                facts = self._vault.facts(snapshot.relative_to(self._folders.raw).as_posix())
            except (Damaged, ValueError) as error:
                yield f"damaged: {target.snapshot}: {error}"
            else:
                # By key: an export's address may be served by a snapshot of the same page under another spelling.
                if (key_of(facts.url), facts.disposition) != (key_of(target.url), "captured"):
                    yield f"another page's snapshot: {target.snapshot} for {target.url}"

    def _shelf(self, fate: Disposition) -> Path:
        match fate:
            case Disposition.DEFERRED:
                return self._folders.deferred
            case Disposition.DEAD:
                return self._folders.dead
            case Disposition.CAPTURED | Disposition.QUEUED:
                return self._folders.drops

    def _modes(self) -> Iterator[str]:
        for root in (self._folders.state, self._folders.raw):
            for folder, _, names in os.walk(root):
                for path in (Path(folder), *(Path(folder, name) for name in names)):
                    status = _status(path)
                    mode = stat.S_IMODE(status.st_mode) if status and not stat.S_ISLNK(status.st_mode) else 0
                    if mode & 0o077 and path.name != ".gitkeep":
                        yield f"open to others: {self._told(path)} ({mode:o})"

    def _snapshots(self) -> Iterator[str]:
        damaged: list[str] = []
        for snapshot in self._vault.snapshots(lambda place, error: damaged.append(f"{place}: {error}")):
            try:
                self._vault.verify(snapshot.path)
            except Damaged as error:
                damaged.append(f"{snapshot.path}: {error}")
        yield from (f"damaged: {one}" for one in damaged)

    def _compare(self) -> Iterator[str]:
        """The catalog is what the folders make of it."""
        if self._catalog is None:
            return
        with TemporaryDirectory(prefix="atlas-audit-") as scratch:
            try:
                yield from self._records(self._catalog, Path(scratch))
                yield from self._readings(self._catalog)
                yield from self._catalog.check_words(Path(scratch))
            except CatalogBroken as error:
                yield f"the catalog: {error}"

    def _records(self, catalog: Catalog, scratch: Path) -> Iterator[str]:
        fresh = Catalog(scratch / "catalog.db")
        rebuild(self._folders, self._vault, fresh)
        # One way only: rows of snapshots that a person deleted are no fault of the catalog's, and are told above.
        lacking = {hash(one) for one in fresh.dump()} - {hash(one) for one in catalog.dump()}
        fresh.close()
        for row in catalog.records():
            if not (self._folders.raw / row.snapshot).is_file():
                yield f"the catalog has a record of what is not there: {row.snapshot}"
        if lacking:
            yield f"the catalog lacks {len(lacking)} rows that the folders have"

    def _readings(self, catalog: Catalog) -> Iterator[str]:
        """Each article's file has its row; a row whose file is gone is no violation: a person may remove one."""
        known = {one.snapshot: one.path for one in catalog.readings() if one.path}
        there = {one.snapshot: one.path for one in self._articles()}
        for snapshot in sorted(there.keys() - known.keys()):
            yield f"the catalog lacks an article that is there: {shown(there[snapshot])}"
        places = (self._folders.articles / path for snapshot, path in known.items() if snapshot not in there)
        self.counted["articles"] = len(known)
        self.counted["removed"] = sum(not place.is_file() for place in places)

    def _told(self, path: Path) -> str:
        return shown(self._folders.told(path))


def _status(path: Path) -> os.stat_result | None:
    """A running Atlas moves things meanwhile."""
    try:
        return path.lstat()
    except FileNotFoundError:
        return None
