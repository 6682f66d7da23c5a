"""A backup: everything a home has, copied to a store while Atlas goes on working.

What it promises: every drop that was in the home all the while is in the set at least once, every snapshot
that its tickets and its catalog name is in it, and restoring puts each drop into one place. So the queue
comes first, then the catalog, then the articles, and the archive last: each has all that those before it name.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from atlas import files
from atlas.catalog import Catalog
from atlas.errors import CatalogBroken
from atlas.jobs.backup import gathering, sealing
from atlas.jobs.backup.copying import Copying
from atlas.jobs.backup.gathering import Found
from atlas.jobs.backup.known import Known
from atlas.jobs.backup.store import Store, place_of
from atlas.model.event import Backed, Event, Warned
from atlas.model.manifest import CATALOG, Manifest, Piece, Stored, index_of
from atlas.model.rotation import STAMP
from atlas.spool import Folders

SCRATCH = "backup"
INDEX = "state/index.json"
PASSES = 6
QUEUE = ("inbox/", "failed/", "processed/drops/")


class Backup:
    """One backup of one home to one store that was begun; only one at a time."""

    def __init__(
        self,
        folders: Folders,
        catalog: Catalog,
        store: Store,
        sealed_to: str,
        now: Callable[[], datetime],
        host: str,
        version: str,
        *,
        whole: bool,
    ) -> None:
        self._folders = folders
        self._catalog = catalog
        self._store = store
        self._sealed_to = sealed_to
        self._now = now
        self._host = host
        self._version = version
        self._whole = whole
        self.rotten: list[str] = []
        """What could not be copied."""
        self.made: Manifest | None = None

    def run(self) -> Iterator[Event]:
        """Makes a set, or leaves none; yields what is told of it. A run that was cut off is gone on with."""
        begun = self._now()
        seal = sealing.sealer(self._sealed_to) if self._sealed_to else None
        known = Known(self._folders.state / SCRATCH, self._store.id, self._sealed_to)
        # Of a sealed set the pieces cannot be read here: who backs up need not be able to open it.
        known.read(() if seal else self._earlier())
        copying = Copying(self._store, known, seal)
        yield from self._gather(copying)
        self.rotten = copying.rotten
        manifest = self._manifest(copying, begun, seal)
        # The commit: until here the store has only files that no set names.
        self._store.commit(manifest)
        self.made = manifest
        # After the commit: a cut in between leaves a log that knows more than is needed, which costs nothing.
        known.shorten(copying.pieces)
        yield Backed(manifest.id, self._store.where, len(copying.pieces), copying.copied, copying.bytes)

    def _earlier(self) -> tuple[Piece, ...]:
        return next((one.pieces for one in self._store.sets() if not one.index), ())

    def _gather(self, copying: Copying) -> Iterator[Event]:
        yield from copying.take(gathering.notes_of(self._folders))
        yield from self._copy_queue(copying)
        yield from self._copy_catalog(copying)
        yield from copying.take(gathering.articles_of(self._folders))
        if self._whole:
            yield from copying.take(gathering.archive_of(self._folders))

    def _copy_queue(self, copying: Copying) -> Iterator[Event]:
        """Goes through the queue until it has stood still for a whole pass: then the set has it as it was.

        Where it does not in a few passes, a drop may be in the set twice, where it was and where it came to.
        """
        before: set[str] = set()
        for _ in range(PASSES):
            seen: set[str] = set()
            moved = copying.copied + copying.gone
            yield from copying.take(_noted(gathering.queue_of(self._folders), seen))
            if copying.copied + copying.gone == moved and seen == before:
                copying.forget([path for path in copying.pieces if path.startswith(QUEUE) and path not in seen])
                return
            before = seen

    def _copy_catalog(self, copying: Copying) -> Iterator[Event]:
        copy = self._folders.state / SCRATCH / "catalog.db"
        _remove(copy)
        try:
            self._catalog.copy_to(copy)
            yield from copying.take(iter([(CATALOG, copy)]))
        except CatalogBroken as error:
            yield Warned("The set has no catalog: it is made anew from the folders.", str(error), error.hint)
        finally:
            _remove(copy)

    def _manifest(self, copying: Copying, begun: datetime, seal: files.Through | None) -> Manifest:
        pieces = tuple(copying.pieces[path] for path in sorted(copying.pieces))
        made = Manifest(
            self._unused_id(begun),
            begun,
            self._now(),
            self._host,
            self._version,
            self._whole,
            dict(Counter(one.path.partition("/")[0] for one in pieces)),
            self._sealed_to,
        )
        if seal is None:
            return replace(made, pieces=pieces)
        objects = tuple(dict.fromkeys(one.stored for one in pieces))
        return replace(made, index=self._index(pieces, seal), objects=objects)

    def _index(self, pieces: tuple[Piece, ...], seal: files.Through) -> Stored:
        folder = self._folders.state / SCRATCH
        draft = files.draft(folder, index_of(pieces))
        try:
            copy = self._store.draft(draft, seal)
        finally:
            files.remove(draft)
        stored = Stored(place_of(INDEX, copy.written, sealed=True), copy.written.size, copy.written.sha256)
        self._store.keep([(copy, stored.place)])
        return stored

    def _unused_id(self, begun: datetime) -> str:
        taken = self._store.ids()
        # A clock that was set back must not give a new set the name of an old one.
        moments = (begun + timedelta(seconds=number) for number in count())
        return next(name for moment in moments if (name := f"{moment:{STAMP}}") not in taken)


def _noted(found: Iterator[Found], seen: set[str]) -> Iterator[Found]:
    for path, source in found:
        seen.add(path)
        yield path, source


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        files.remove(path.with_name(path.name + suffix))
