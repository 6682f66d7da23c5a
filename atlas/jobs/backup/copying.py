"""Files of a home on their way into a store: what is there is not copied again, what is copied is durable together."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from atlas import files
from atlas.errors import Damaged, Unfit
from atlas.jobs.backup.gathering import Found
from atlas.jobs.backup.known import Known
from atlas.jobs.backup.store import Store, place_of
from atlas.model.event import Event, Warned
from atlas.model.manifest import Piece, Stored
from atlas.model.names import shown
from atlas.model.snapshot import NAME

GROUP = 64
WEIGHT = 64_000_000
"""Bytes after which a group is made durable, too."""


class Copying:
    """The pieces of one set, as they come to be."""

    def __init__(self, store: Store, known: Known, seal: files.Through | None) -> None:
        self._store = store
        self._known = known
        self._seal = seal
        self._drafts: list[tuple[files.Copy, Piece]] = []
        self.pieces: dict[str, Piece] = {}
        self.copied = 0
        self.bytes = 0
        self.gone = 0
        """What was not there any more when its turn came."""
        self.rotten: list[str] = []

    def take(self, found: Iterator[Found]) -> Iterator[Event]:
        """Takes files into the set; yields what could not be."""
        try:
            for path, source in found:
                yield from self._take(path, source)
            self._keep()
        finally:
            for copy, _ in self._drafts:
                files.remove(copy.path)
            self._drafts = []

    def forget(self, paths: Iterable[str]) -> None:
        """Leaves files out that were taken before."""
        for path in paths:
            self.pieces.pop(path, None)

    def _take(self, path: str, source: Path) -> Iterator[Event]:
        try:
            status = source.lstat()
            piece = self._known.find(path, status.st_size, status.st_mtime_ns)
            # Also asked of the store: what somebody deleted there is copied again, whatever the log says.
            if piece and self._store.has(piece.stored):
                self.pieces[path] = piece
                return
            copy = self._store.draft(source, self._seal)
        except FileNotFoundError:
            # It was moved on meanwhile, and is found where it is now.
            self.gone += 1
            return
        except (Unfit, Damaged) as error:
            yield from self._leave_out(path, Warned("Left out of the backup.", shown(path), str(error)))
            return
        # A rotten snapshot would take the place of the good one that an earlier set has under the same name.
        if not _is_whole(path, copy):
            files.remove(copy.path)
            yield from self._leave_out(path, Warned(ALTERED, shown(path), VERIFY))
            return
        self._add(path, copy)

    def _leave_out(self, path: str, told: Event) -> Iterator[Event]:
        # The queue is gone through more than once; whoever reads of it need not.
        if path not in self.rotten:
            self.rotten.append(path)
            yield told

    def _add(self, path: str, copy: files.Copy) -> None:
        place = place_of(path, copy.written, sealed=self._seal is not None)
        stored = Stored(place, copy.written.size, copy.written.sha256)
        self._drafts.append((copy, Piece(path, copy.read.size, copy.mtime, copy.read.sha256, stored)))
        if len(self._drafts) >= GROUP or sum(one.written.size for one, _ in self._drafts) >= WEIGHT:
            self._keep()

    def _keep(self) -> None:
        drafts, self._drafts = self._drafts, []
        if not drafts:
            return
        try:
            self._store.keep([(copy, piece.stored.place) for copy, piece in drafts])
        # Whatever it was, the drafts stay known, so that who closes this backup removes them.
        except BaseException:
            self._drafts = drafts
            raise
        pieces = [piece for _, piece in drafts]
        self._known.add(pieces)
        self.pieces |= {one.path: one for one in pieces}
        self.copied += len(pieces)
        self.bytes += sum(one.size for one in pieces)


ALTERED = "Left out of the backup: it has other bytes than it was written with."
VERIFY = "`atlas verify --repair` brings it back."


def _is_whole(path: str, copy: files.Copy) -> bool:
    """Whether a snapshot has the digest in its name; of other files nobody can say."""
    name = NAME.fullmatch(path.rpartition("/")[2]) if path.startswith("raw/") else None
    return name is None or copy.read.sha256.startswith(name["id"])
