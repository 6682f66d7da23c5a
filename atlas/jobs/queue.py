"""What is due, taken drop by drop into the lanes of its hosts."""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from atlas.errors import Unfit, Unkept
from atlas.jobs.claim import Claim, Errand, Kept, Recall, claim_of
from atlas.jobs.lanes import Lanes
from atlas.model.event import Event, Noticed, Warned
from atlas.model.late import Late
from atlas.model.names import shown
from atlas.model.url import host_of
from atlas.spool import Deferrals, Entry, Folders, Looks, Place, Progress, load
from atlas.spool.pairs import awaited, failed_beside, kept_beside

if TYPE_CHECKING:
    from atlas.jobs import verbs
else:
    verbs = Late("atlas.jobs.verbs")

WARM = 32
"""Drops of one host that are kept in memory; of the others only the names, however many there are."""


class Queue:
    """The drops that are due, and the errands in them."""

    def __init__(
        self,
        folders: Folders,
        looks: Looks,
        progress: Progress,
        free_at: Callable[[str], float],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._folders = folders
        self._looks = looks
        self._deferrals = Deferrals(folders.deferred)
        self._progress = progress
        self._now = now
        self._backlog: deque[Entry] = deque()
        self._awaiting: list[Entry] = []
        """Shortcuts whose page comes first."""
        self._lanes: Lanes[Errand | Entry] = Lanes(free_at, monotonic)
        self.kept: Kept = {}
        self.recall: Recall = lambda urls: {}
        self.next_look: float | None = None
        self.unrested = 0
        self.swept_at: datetime | None = None

    def __len__(self) -> int:
        return len(self._backlog) + len(self._awaiting) + len(self._lanes)

    @property
    def backlog(self) -> int:
        """How many drops are due and not yet looked into."""
        return len(self._backlog)

    def sweep(self) -> None:
        """Looks through the spool for what is due."""
        self.swept_at = self._now()
        found = self._looks.sweep()
        self.next_look, self.unrested = found.next_look, found.waiting
        self._backlog.extend(Entry(Place.INBOX, path) for path in found.rested)
        self._backlog.extend(Entry(Place.DEFERRED, name) for name in self._deferrals.due(self._now()))
        self._go_on()

    def next_due(self) -> datetime | None:
        """Returns when the next deferral is due, or None."""
        return self._deferrals.next_due(self._now())

    def take(self, most: int) -> Iterator[Claim | Errand | Event]:
        """Looks into some drops of the backlog.

        Yields those that ask for nothing, errands that need no visit, and what is to be told.
        """
        for _ in range(min(most, len(self._backlog))):
            yield from self._take(self._backlog.popleft())

    def next(self) -> Iterator[tuple[str, Errand] | Claim | Errand | Event]:
        """Yields the next errand whose host may be visited, if any; and what taking it brought to light."""
        while found := self._lanes.next():
            host, work = found
            if isinstance(work, Errand):
                yield host, work
                return
            self._lanes.done(host)
            yield from self._take(work, first=True)

    def next_at(self) -> float | None:
        """Returns when to ask for the next errand again."""
        return self._lanes.next_at()

    def done(self, host: str) -> None:
        """Says that the errand of a host is done with."""
        self._lanes.done(host)

    def again(self, errand: Errand, *, first: bool = True) -> bool:
        """Puts an errand back that could not be finished; False where it has no host to wait for."""
        host = _lane_of(errand.claim, errand.target.url)
        if host:
            self._lanes.add(host, errand, first=first)
        return bool(host)

    def release(self, claim: Claim) -> None:
        """Lets a drop be seen by the next sweep."""
        self._release(claim.entry)
        self._go_on()

    def _take(self, entry: Entry, *, first: bool = False) -> Iterator[Claim | Errand | Event]:
        try:
            claim = self._claim(entry)
        except Unfit as error:
            self._refuse(entry)
            yield Warned("A file in the queue can be no drop; it stays where it is.", shown(entry.path), str(error))
            return
        except (BlockingIOError, FileNotFoundError, NotADirectoryError):
            self._release(entry)
            return
        except OSError as error:
            self._release(entry)
            yield Warned("A drop could not be read.", shown(entry.path), str(error.strerror))
            return
        if claim is None:
            self._awaiting.append(entry)
            return
        yield from self._bring_back(claim)
        if not claim.open:
            yield claim
        # Backwards where each goes to the head of its lane: the first of them is then the head.
        for index in sorted(claim.open, reverse=first):
            yield from self._add(claim, index, first=first)

    def _go_on(self) -> None:
        self._backlog.extend(self._awaiting)
        self._awaiting.clear()

    def _claim(self, entry: Entry) -> Claim | None:
        """Returns a drop with what is known of its targets, or None where another comes first."""
        now = self._now()
        loaded = load(self._folders, entry, now)
        page = awaited(self._folders, loaded, now)
        if page and not self._looks.refuses(page):
            return None
        if snapshot := kept_beside(self._folders, loaded):
            return Claim(loaded, [loaded.targets[0].recognised(snapshot)], set())
        fates = self._progress.fates(entry, loaded.digest) if len(loaded.targets) > 1 else {}
        return claim_of(loaded, fates, self.kept, self.recall, now)

    def _bring_back(self, claim: Claim) -> Iterator[Event]:
        """Moves shortcuts that failed before their page came into the inbox, so that it serves them, too."""
        for path, ticket in failed_beside(self._folders, claim.loaded):
            try:
                verbs.retry(self._folders, verbs.Waiting(path, ticket.drop, "", tags=ticket.tags))
            except (OSError, Unkept) as error:
                yield Warned("A drop whose page was saved could not be taken back.", ticket.drop, str(error))
            else:
                yield Noticed("A page was saved for a drop that had failed; it is taken again.", ticket.drop)

    def _add(self, claim: Claim, index: int, *, first: bool) -> Iterator[Errand]:
        host = _lane_of(claim, claim.targets[index].url)
        if not host:
            yield Errand(claim, index)
            return
        # A list is never cold: its targets share one claim, and to read it again for each would cost the square of it.
        cold = len(claim.targets) == 1 and not first and self._lanes.length(host) >= WARM
        self._lanes.add(host, claim.entry if cold else Errand(claim, index), first=first)

    def _release(self, entry: Entry) -> None:
        if entry.place is Place.INBOX:
            self._looks.release(entry.path)
        else:
            self._deferrals.release(entry.path)

    def _refuse(self, entry: Entry) -> None:
        if entry.place is Place.INBOX:
            self._looks.refuse(entry.path)


def _lane_of(claim: Claim, url: str) -> str:
    """Returns the host to be visited for a target, or "" where there is none: for a saved page nobody is asked."""
    return "" if claim.loaded.page else host_of(url)
