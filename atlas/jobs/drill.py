"""A drill: the newest set restored to a scratch folder, opened, searched, and compared with what it was made from."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from atlas import files
from atlas.catalog import Catalog
from atlas.errors import AtlasError, CatalogBroken, Damaged, Unfit
from atlas.jobs import notes
from atlas.jobs.agreeing import agree
from atlas.jobs.backup.gathering import placed
from atlas.jobs.backup.restoring import Restore
from atlas.jobs.backup.store import Store
from atlas.jobs.rebuild import rebuild
from atlas.jobs.recovery import recovered
from atlas.model import moment
from atlas.model.manifest import Manifest, Piece
from atlas.model.snapshot import Snapshot
from atlas.spool import Folders, Progress
from atlas.vault import Vault

NOTE = "drill.json"
SCRATCH = "drill"
TRY = 8
"""Columns of a try, where the catalog is told of in one order."""
SAMPLE = 20
WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True)
class Drilled:
    """What a drill came to."""

    at: str
    ok: bool
    set: str
    seconds: float
    compared: dict[str, Any]
    why: tuple[str, ...] = ()
    """It failed."""


class Drill:
    """One rehearsal of a restore; the home itself is only looked at."""

    def __init__(
        self,
        store: Store,
        live: Folders,
        opening: files.Through | None,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        most: int,
        judged: Callable[[Snapshot], Snapshot] = lambda snapshot: snapshot,
    ) -> None:
        self._store = store
        self._live = live
        self._opening = opening
        self._now = now
        self._monotonic = monotonic
        self._most = most
        self._judged = judged
        self._set = ""
        self._compared: dict[str, Any] = {}
        scratch = live.state / SCRATCH
        self._scratch = Folders(scratch, *(scratch / one for one in ("inbox", "raw", "processed", "failed", ".atlas")))

    def run(self) -> Drilled:
        """Restores, looks, removes the scratch; returns and writes down what it came to."""
        begun = self._monotonic()
        self._remove()
        try:
            why = list(self._rehearse())
        except AtlasError as error:
            why = [str(error)]
        finally:
            self._remove()
        seconds = round(self._monotonic() - begun, 1)
        found = Drilled(moment.written(self._now()), not why, self._set, seconds, self._compared, tuple(why))
        notes.write(self._live.state / NOTE, asdict(found))
        return found

    def _rehearse(self) -> Iterator[str]:
        manifest = self._store.set()
        self._set = manifest.id
        pieces = self._store.pieces(manifest, self._opening)
        chosen = _chosen(pieces, self._most)
        self._scratch.make()
        restore = Restore(self._store, self._scratch, self._opening)
        list(restore.run(chosen))
        yield from (f"not restored: {one}" for one in (*restore.lost, *restore.differing))
        snapshots = [one for one in chosen if one.in_archive]
        whole = len(snapshots) == sum(one.in_archive for one in pieces)
        self._compared |= {"files": restore.restored, "snapshots": len(snapshots), "archive": whole and manifest.whole}
        yield from _counts(manifest, pieces)
        yield from self._lacking(pieces)
        yield from self._open(restore, pieces, manifest.begun)

    def _lacking(self, pieces: Sequence[Piece]) -> Iterator[str]:
        """What the set has must be in the home, too: snapshots never go."""
        snapshots = [one for one in pieces if one.in_archive]
        gone = [one.path for one in snapshots if _size(placed(self._live, one.path)) != one.size]
        if gone:
            yield f"the home lacks {len(gone)} snapshots of the set, or has others: {gone[0]}"
        for one in snapshots[-SAMPLE:]:
            with suppress(FileNotFoundError):
                try:
                    same = files.print_of(placed(self._live, one.path)).sha256 == one.sha256
                except (Unfit, Damaged):
                    same = False
                if not same:
                    yield f"the home has other bytes: {one.path}"

    def _open(self, restore: Restore, pieces: Sequence[Piece], begun: datetime) -> Iterator[str]:
        folders, vault = self._scratch, Vault(self._scratch.raw)
        list(recovered(folders, vault, Progress(folders.progress), begun))
        path = folders.state / "catalog.db"
        if not restore.catalog(pieces, path):
            yield "the set has no catalog"
            return
        with closing(Catalog(path)) as catalog, closing(Catalog(folders.state / "rebuilt.db")) as fresh:
            try:
                yield from catalog.check()
                agree(folders, vault, catalog, self._judged)
                rebuild(folders, vault, fresh, self._judged)
                yield from self._compare(catalog, fresh)
                yield from self._search(catalog)
            except CatalogBroken as error:
                yield f"the catalog: {error}"

    def _compare(self, catalog: Catalog, fresh: Catalog) -> Iterator[str]:
        """What the folders make of the catalog is in the one that was restored."""
        made = {hash(row) for row in fresh.dump() if self._compared["archive"] or not _is_loose(row)}
        lacking = made - {hash(row) for row in catalog.dump()}
        articles = {(one.snapshot, one.path, one.title) for one in fresh.readings() if one.path}
        unknown = articles - {(one.snapshot, one.path, one.title) for one in catalog.readings()}
        self._compared |= {"records": fresh.count(), "rows": len(made), "articles": len(articles)}
        if lacking:
            yield f"the restored catalog lacks {len(lacking)} rows that the folders have"
        if unknown:
            yield f"the restored catalog lacks {len(unknown)} articles that the folders have"

    def _search(self, catalog: Catalog) -> Iterator[str]:
        for one in catalog.readings():
            if (one.path and (self._scratch.articles / one.path).is_file()) and (found := WORD.search(one.title)):
                word = self._compared["word"] = found[0]
                if not catalog.search(word, 1):
                    yield f"a search for {word!r} finds nothing, and it is in {one.path}"
                return

    def _remove(self) -> None:
        # A scratch of its own, beneath the state: nothing in it was ever a person's.
        files.clear(self._scratch.home)


def _chosen(pieces: Sequence[Piece], most: int) -> list[Piece]:
    """Returns the small things, and of the archive the newest snapshots that there is room for."""
    chosen = [one for one in pieces if not one.in_archive]
    for one in sorted((one for one in pieces if one.in_archive), key=lambda piece: piece.path, reverse=True):
        most -= one.size
        if most < 0:
            break
        chosen.append(one)
    return chosen


def _counts(manifest: Manifest, pieces: Sequence[Piece]) -> Iterator[str]:
    counted = dict(Counter(one.path.partition("/")[0] for one in pieces))
    if counted != manifest.counts:
        yield f"the manifest counts {manifest.counts}, and there are {counted}"


def _is_loose(row: tuple[Any, ...]) -> bool:
    """Whether it is a try of a snapshot that may not have been restored."""
    return len(row) == TRY and not row[-1]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
