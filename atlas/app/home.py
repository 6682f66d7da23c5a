"""One home: its folders, its catalog, its lock."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING, TextIO, cast

from atlas import __version__, files, vitals
from atlas.clock import Clock
from atlas.config import Settings
from atlas.errors import CatalogBroken, Misconfigured
from atlas.jobs.claim import Kept
from atlas.jobs.healing import Healing
from atlas.jobs.late import LateCatalog
from atlas.jobs.recovery import kept_of, recovered
from atlas.jobs.sparing import swept
from atlas.journal import Journal
from atlas.model.event import Event, Noticed, Warned
from atlas.model.late import Late
from atlas.model.rotation import Rotation
from atlas.model.snapshot import Snapshot
from atlas.model.verdict import RULES
from atlas.model.vitals import Vitals
from atlas.spool import Folders, Progress
from atlas.vault import Vault

if TYPE_CHECKING:
    from atlas.catalog import Catalog
    from atlas.jobs import articles, judging, keeping
    from atlas.model.article import Reading
else:
    articles, judging, keeping = (Late(f"atlas.jobs.{one}") for one in ("articles", "judging", "keeping"))

LOCAL_SWEEP = timedelta(seconds=5)
OFF = "off"
NETWORK_SWEEP = timedelta(seconds=15)


@dataclass(frozen=True)
class Held:
    """The lock of a home, as it is held."""

    lock: files.Lock
    since: datetime | None
    """When the holder began that was cut off before, or None after a goodbye."""


class Home:
    """One home: its folders, its catalog, its lock."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        paths = settings.paths
        self.folders = Folders(
            settings.home, paths.inbox, paths.raw, paths.processed, paths.failed, paths.state, settings.shared
        )
        self.vault = Vault(paths.raw)
        self.progress = Progress(self.folders.progress)
        self.lock: files.Lock | None = None
        """The one of this home, from when it is signed."""

    @cached_property
    def catalog(self) -> "Catalog":
        """The index of what was captured."""
        return cast("Catalog", self._catalog)

    @cached_property
    def _catalog(self) -> LateCatalog:
        return LateCatalog(self.folders.state / "catalog.db")

    @property
    def log(self) -> Path:
        """Where the journal is kept."""
        folder = self.settings.journal.folder
        if folder in {"", OFF}:
            return self.folders.state / "log"
        return self.settings.home / Path(folder).expanduser()

    def journal(self, stream: TextIO | None, *, under_systemd: bool, beside: str = "") -> Journal:
        """Returns the journal, told to a file and to a stream; a process beside the daemon has a folder of its own."""
        settings = self.settings.journal
        folder = None if settings.folder == OFF else self.log / beside
        return Journal(
            folder, settings.level, settings.format, settings.keep, stream, self.clock, under_systemd=under_systemd
        )

    @property
    def on_network(self) -> bool:
        """Whether others may change the inbox without this machine's kernel noticing."""
        return files.is_network(files.kind_of(self.folders.inbox))

    @property
    def sweep(self) -> timedelta:
        """How often to look though no bell rings."""
        return self.settings.queue.sweep or (NETWORK_SWEEP if self.on_network else LOCAL_SWEEP)

    @contextmanager
    def held(self) -> Iterator[Held]:
        """Holds the home's lock; raises Busy where another Atlas of this machine does."""
        files.make_folder(self.folders.state)
        if files.is_network(files.kind_of(self.folders.state)):
            raise Misconfigured(f"{self.folders.state} lies on a network share: set [paths] state to a local disk.")
        lock = files.Lock(self.folders.state / "lock")
        cut = lock.take()
        try:
            yield Held(lock, datetime.fromisoformat(cut.since) if cut else None)
        # An end by an error is no goodbye: the lock stays signed, so that the next start looks as after a cut.
        except BaseException:
            lock.drop()
            raise
        if self.folders.doubted:
            # The power may yet take a drop from its new place: only after a cut is it made again from its ticket.
            lock.drop()
        else:
            lock.free()

    @contextmanager
    def in_order(
        self, held: Held, since: datetime | None, tell: Callable[[Event], None], *, heal: bool = True
    ) -> Iterator[Kept]:
        """Puts the spool in order, as after a cut where `since` is a moment; gives what that may have left unsettled.

        A damaged catalog is healed, but for who makes it anew anyway.
        """
        self.folders.make()
        # Before recovery, which would make a canary's drop again from its ticket.
        if count := swept(self.folders):
            tell(Noticed("Removed what a cut left of a canary.", str(count)))
        for event in recovered(self.folders, self.vault, self.progress, since):
            tell(event)
        with closing(self.catalog):
            healing = Healing(self.folders, self.vault, self.catalog, self.judged, self.clock.now)
            for event in healing.run(cut=bool(since)) if heal else ():
                tell(event)
            self.update_catalog(tell)
            kept = kept_of(self.folders, self.vault, self.catalog, since, tell)
            # Signed last: a cut within the recovery leaves the older signature, and the next start looks as far back.
            held.lock.sign(self.clock.now())
            self.lock = held.lock
            yield kept

    def judged(self, snapshot: Snapshot) -> Snapshot:
        """Returns a snapshot as today's rules judge it."""
        # Without loading what judges: mostly nothing is to be judged anew, and a start should be quick.
        if snapshot.facts.rules >= RULES:
            return snapshot
        return judging.judged_anew(self.vault, snapshot)

    def readings(self) -> "Iterable[Reading]":
        """Returns what the files of articles tell of."""
        return articles.readings_in(self.folders)

    @cached_property
    def keeping(self) -> "keeping.Keeping":
        """What keeps this home safe: backups, and the way back from them; capture has them not in memory."""
        told = self.settings.backup
        rotation = Rotation(told.daily, told.weekly, told.monthly)
        return keeping.Keeping(
            *(self.folders, self.catalog, self.clock, self.judged, told.to, rotation, told.encrypt_to),
            *(gethostname(), __version__),
        )

    def has_room(self) -> bool:
        """Whether there is more free disk than is to be kept free."""
        return vitals.free_bytes(self.nearest) >= self.settings.vitals.free_disk

    @property
    def nearest(self) -> Path:
        """The archive's folder, or the nearest above it that is there: somebody may take it away at any moment."""
        return next(one for one in (self.folders.raw, *self.folders.raw.parents) if one.is_dir())

    def vitals(self) -> Vitals:
        """Returns what the machine has left, its disk being the archive's."""
        return vitals.read(self.nearest)

    def update_catalog(self, tell: Callable[[Event], None]) -> None:
        """Brings a catalog that an older Atlas made up to date; without one capture goes on all the same."""
        try:
            self._catalog.bring_up_to_date()
        except CatalogBroken as error:
            tell(Warned("The catalog does not open; capture goes on without it.", str(error), error.hint))
