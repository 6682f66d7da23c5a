"""What keeps a home safe, joined: where backups go, and the way there and back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from atlas import files
from atlas.catalog import Catalog
from atlas.errors import AtlasError, Damaged, Misconfigured, NotFound, Unkept, unkept
from atlas.jobs import notes
from atlas.jobs.backup import sealing
from atlas.jobs.backup.backing import SCRATCH, Backup
from atlas.jobs.backup.checking import check
from atlas.jobs.backup.known import Known
from atlas.jobs.backup.mending import Mender
from atlas.jobs.backup.rclone import Rclone, is_remote
from atlas.jobs.backup.remote import Remote
from atlas.jobs.backup.rotating import rotate
from atlas.jobs.backup.store import Store
from atlas.jobs.drill import Drill, Drilled
from atlas.jobs.verify import Verify
from atlas.model import moment
from atlas.model.event import Event, Warned
from atlas.model.rotation import Rotation
from atlas.model.snapshot import Snapshot
from atlas.spool import Folders

NOTE = "backup.json"
LOCAL = "backups"
ALONE = "The archive itself is not backed up: name a folder on another disk in [backup] to."


class Clocked(Protocol):
    """The machine's clocks."""

    def now(self) -> datetime:
        """Returns the wall's time."""

    def monotonic(self) -> float:
        """Returns seconds from some start."""

    def sleep(self, seconds: float) -> None:
        """Waits."""


@dataclass(frozen=True)
class Keeping:
    """One home and its backups."""

    folders: Folders
    catalog: Catalog
    clock: Clocked
    judged: Callable[[Snapshot], Snapshot]
    to: str
    """As the settings have it."""
    rotation: Rotation
    sealed_to: str
    host: str
    version: str

    def place(self, to: str = "") -> Path:
        """Returns where backups go; raises Misconfigured for a place within what is backed up."""
        named = to or self.to
        if is_remote(named):
            raise Misconfigured(f"{named} is no folder of this machine.")
        place = (self.folders.home / Path(named).expanduser()).absolute() if named else self.folders.state / LOCAL
        for one in ("inbox", "raw", "processed", "failed"):
            if place.is_relative_to(getattr(self.folders, one)):
                raise Misconfigured(f"[backup] to: {place} lies in {one}; a backup needs a folder of its own.")
        return place

    def is_whole(self, to: str = "") -> bool:
        """Whether the archive is backed up, too."""
        return bool(to or self.to)

    def store(self, to: str = "") -> Store:
        """Returns the store that is there; raises NotFound where there is none."""
        store = self._store(to)
        if not store.id:
            raise NotFound(f"There is no backup in {store.where}: `atlas backup` makes one.")
        return store

    def back_up(self, to: str = "", *, new: bool = False) -> Iterator[Event]:
        """Makes a set; yields what is told of it. Where it fails, the note says why, and the last good one stays."""
        with self._alone():
            store = self._store(to)
            try:
                yield from self._back_up(store, self.is_whole(to), new=new)
            except (AtlasError, OSError) as error:
                told = unkept(error) if isinstance(error, OSError) else error
                self._note({"ok": False, "failed_at": moment.written(self.clock.now()), "why": str(told)})
                raise told from error
            finally:
                store.leave()

    def rotate(self, to: str = "", *, archive: bool = False) -> Iterator[Event]:
        """Removes sets that are too many; yields what was done."""
        with self._alone():
            yield from rotate(self.store(to), self.rotation, archive=archive)

    def check(self, to: str = "", named: str = "", share: int | None = None) -> Iterator[str]:
        """Yields what is wrong with the newest set, or one, where it is kept."""
        with self._alone():
            store = self.store(to)
            yield from check(store, store.set(named), share)
            store.leave()

    def verify(self, rate: int, identity: Path | None, *, repair: bool) -> Verify:
        """Returns a look at the archive that knows what the newest set knows."""
        opening = sealing.opener(identity) if identity else None
        store = self._store(beside="verify")
        mend = Mender(store, self.folders, opening).mend if repair else None
        return Verify(self.folders, self._known(store, opening), mend, self.clock, rate)

    def drill(self, most: int, identity: Path | None) -> Drilled:
        """Rehearses a restore of the newest set."""
        opening = sealing.opener(identity) if identity else None
        clock = self.clock
        store = self._store(beside="drill")
        try:
            return Drill(store, self.folders, opening, clock.now, clock.monotonic, most, self.judged).run()
        finally:
            store.leave()

    def _back_up(self, store: Store, whole: bool, *, new: bool) -> Iterator[Event]:
        begun, stores = self.clock.monotonic(), dict(notes.read(self.folders.state / NOTE).get("stores", {}))
        # Its disk is not there, mostly: a backup into the empty mount point would fill the machine's own disk,
        # unnoticed.
        if not store.id and store.where in stores and not new:
            raise Unkept(f"There is no backup in {store.where} any more. Is its disk there? `--new` begins one anew.")
        store.begin()
        stores[store.where] = store.id
        self._note({"stores": stores})
        if not whole:
            yield Warned(ALONE)
        backup = Backup(
            *(self.folders, self.catalog, store, self.sealed_to, self.clock.now, self.host, self.version), whole=whole
        )
        yield from backup.run()
        assert backup.made
        told = {
            "ok": not backup.rotten,
            "at": moment.written(self.clock.now()),
            "set": backup.made.id,
            "to": store.where,
            "whole": whole,
            "counts": backup.made.counts,
            "left_out": backup.rotten,
            "seconds": round(self.clock.monotonic() - begun, 1),
            "why": f"{len(backup.rotten)} files could not be copied." if backup.rotten else "",
        }
        self._note(told)

    def _store(self, to: str = "", beside: str = "remote") -> Store:
        """Returns the store, there or not; whoever may work beside others has a scratch folder of their own."""
        named = to or self.to
        if is_remote(named):
            return Remote(Rclone(named), self.folders.state / SCRATCH / beside)
        return Store(self.place(to))

    def _note(self, fields: dict[str, object]) -> None:
        path = self.folders.state / NOTE
        notes.write(path, {**notes.read(path), **fields})

    def _known(self, store: Store, opening: files.Through | None) -> dict[str, str]:
        """Returns the digests of the snapshots that were backed up."""
        stores = dict(notes.read(self.folders.state / NOTE).get("stores", {}))
        which = str(stores.get(store.where, ""))
        # It is away for the moment: what is remembered of it serves.
        with suppress(Unkept):
            which = store.id or which
        known = Known(self.folders.state / SCRATCH, which, self.sealed_to)
        if which:
            known.recall()
        pieces = list(known.all().values())
        # The set cannot be read without its identity, or is damaged; then what is remembered of it serves.
        with suppress(Damaged, NotFound, Unkept):
            pieces += store.pieces(store.set(), opening)
        return {one.path: one.sha256 for one in pieces if one.in_archive}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Holds off other backups of this home; capture goes on meanwhile."""
        files.make_folder(self.folders.state)
        # Not the home's lock: the daemon holds that, and capture goes on through a backup of hours.
        lock = files.Lock(self.folders.state / "backup.lock")
        lock.take()
        try:
            yield
        finally:
            lock.drop()
