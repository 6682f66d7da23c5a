"""The desk: snapshots are handed out to children, what they bring becomes files and rows.

The row is the commit: what has none is unread, and reading it again finds its own file and changes nothing.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from atlas.errors import ReadingBroken
from atlas.jobs.reading.shelf import Placed, Shelf
from atlas.jobs.reading.telling import Failed
from atlas.model import moment
from atlas.model.article import READER, Article, Reading
from atlas.model.article_file import PLACED, Origin
from atlas.model.event import Event, Read, Unreadable
from atlas.spool import Folders

if TYPE_CHECKING:
    from atlas.catalog import Row

# A sync for eight costs what it does for one, and eight pages are all that a cut can leave unread.
GROUP = 8
"""Readings that are filed together, at most."""
OLDEST = 2.0
"""Seconds that a reading may wait for others to be filed with."""
HELD = 10.0
"""Seconds that it waits for whoever has the disk first, when there is no seat."""
STRIKES = 2
"""So often a page may be in flight when the mother ends, before it is left alone."""
PATIENCE = 2
"""So often in a row she may end before that is told."""
NO_TEXT = "There is no text in it."


class Before(Protocol):
    """What came of reading a snapshot before."""

    @property
    def path(self) -> str:
        """The article's file, relative to the folder of articles; "" where there is none."""


class Index(Protocol):
    """What reading asks of the catalog."""

    def file(self, readings: Sequence[Reading]) -> None:
        """Takes what came of reading, in one transaction."""

    def reading(self, snapshot: str) -> Before | None:
        """Returns what came of reading a snapshot before."""


class Children(Protocol):
    """Who reads."""

    def ask(self, place: str) -> None:
        """Has a snapshot read."""

    def answers(self, seconds: float) -> Iterator[tuple[str, Article | Failed]]:
        """Yields what came of it."""


@dataclass(frozen=True)
class Brought:
    """What came of one page, not filed yet."""

    row: "Row"
    found: Article | Failed
    seconds: float


class Desk:
    """Pages being read, and what came of them until it is filed. One thread works at it."""

    def __init__(
        self,
        folders: Folders,
        index: Index,
        children: Children,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._folders = folders
        self._index = index
        self._children = children
        self._now = now
        self._monotonic = monotonic
        self._shelf = Shelf(folders.articles)
        self._waiting: deque[Row] = deque()
        self._flying: dict[str, tuple[Row, float]] = {}
        self._brought: list[Brought] = []
        self._oldest = 0.0
        self._strikes: dict[str, int] = {}
        self._breaks = 0
        self.aside: set[str] = set()
        """Snapshots that are left alone until the next start: the machine was to blame, or seemed to be."""

    @property
    def flying(self) -> int:
        """How many pages are being read."""
        return len(self._flying)

    @property
    def left(self) -> int:
        """How many are not filed yet."""
        return len(self._waiting) + len(self._flying) + len(self._brought)

    def mend(self) -> None:
        """Puts right what a cut left of the articles' files; once, before anything is read."""
        self._shelf.mend(self._named)

    def take(self, rows: "Iterable[Row]") -> None:
        """Takes more snapshots to be read, each once."""
        here = {one.snapshot for one in self._waiting} | set(self._flying) | self.aside
        self._waiting += {one.snapshot: one for one in rows if one.snapshot not in here}.values()

    def drop(self) -> None:
        """Forgets what waits and what is being read."""
        self._waiting.clear()
        self._flying.clear()

    def turn(self, seats: int, longest: float) -> Iterator[Event]:
        """Has at most so many pages read at once, waits for one at most so long, and files what came.

        Raises ReadingBroken where there is nobody to read, Unkept or CatalogBroken where it could not be filed: then
        it counts as unread.
        """
        try:
            self._hand_out(seats)
            if self._flying:
                self._collect(longest)
                # Whoever is done reads the next page while these are filed.
                self._hand_out(seats)
        except ReadingBroken:
            yield from self._put_back()
            if self._breaks > PATIENCE:
                raise
        if self._due(seats):
            brought, self._brought = self._brought, []
            yield from self._file(brought)

    def _hand_out(self, seats: int) -> None:
        while self._waiting and len(self._flying) < seats:
            row = self._waiting.popleft()
            self._flying[row.snapshot] = (row, self._monotonic())
            self._children.ask(row.snapshot)

    def _collect(self, longest: float) -> None:
        for place, found in self._children.answers(longest):
            self._breaks = 0
            with suppress(KeyError):
                row, since = self._flying.pop(place)
                if not self._brought:
                    self._oldest = self._monotonic()
                self._brought.append(Brought(row, found, self._monotonic() - since))

    def _put_back(self) -> Iterator[Event]:
        self._breaks += 1
        rows = [row for row, _ in self._flying.values()]
        self._flying.clear()
        # Back to the front, in their order: whichever of them ended the mother shows by ending the next.
        for row in reversed(rows):
            self._strikes[row.snapshot] = self._strikes.get(row.snapshot, 0) + 1
            if self._strikes[row.snapshot] < STRIKES:
                self._waiting.appendleft(row)
            else:
                yield self._left_alone(row, "Twice the process that reads pages ended while it was being read.")

    def _due(self, seats: int) -> bool:
        if not self._brought:
            return False
        age = self._monotonic() - self._oldest
        if not seats:
            return age >= HELD
        return not (self._flying or self._waiting) or len(self._brought) >= GROUP or age >= OLDEST

    def _file(self, brought: list[Brought]) -> Iterator[Event]:
        readable = [one for one in brought if isinstance(one.found, Article) and one.found.text.strip()]
        placed = self._shelve(readable)
        told = [self._reading(one, placed.get(one.row.snapshot)) for one in brought]
        if readings := [reading for reading, _ in told if reading]:
            self._index.file(readings)
        # After the rows: until they name the new files, the old ones are what readers are led to.
        self._shelf.tidy(list(placed.values()))
        yield from (event for _, event in told)

    def _reading(self, one: Brought, placed: Placed | None) -> tuple[Reading | None, Event]:
        """Returns what is to be filed of a page, if anything, and what is told."""
        snapshot, at = one.row.snapshot, moment.written(self._now())
        if isinstance(one.found, Failed):
            # Nothing good is replaced by something worse: an earlier article stays.
            if not one.found.final or self._named(snapshot):
                return None, self._left_alone(one.row, one.found.reason)
            failed = Unreadable(one.row.url, self._told(snapshot), one.found.reason)
            return Reading(snapshot, READER, at, reason=one.found.reason), failed
        took = round(one.seconds * 1000)
        # Nothing good is replaced by nothing: a newer extractor that finds no text leaves what an older one found.
        if not placed and self._named(snapshot):
            return None, self._left_alone(one.row, NO_TEXT)
        if not placed:
            event = Read(one.row.url, self._told(snapshot), "", one.found.words, took)
            return Reading(snapshot, READER, at, one.found, reason=NO_TEXT), event
        place = self._folders.told(self._folders.articles / placed.path)
        event = Read(one.row.url, self._told(snapshot), place, one.found.words, took)
        return Reading(snapshot, READER, at, one.found, placed.path, placed.digest), event

    def _shelve(self, readable: list[Brought]) -> dict[str, Placed]:
        group = []
        for one in readable:
            assert isinstance(one.found, Article)
            group.append((self._origin(one.row), one.found, self._named(one.row.snapshot)))
        places = self._shelf.put(group) if group else []
        return {one.row.snapshot: placed for one, placed in zip(readable, places, strict=True)}

    def _named(self, snapshot: str) -> str:
        """Returns the file that a snapshot's row names, or ""."""
        found = PLACED.fullmatch(snapshot)
        before = self._index.reading(found[1]) if found else None
        return before.path if before else ""

    def _left_alone(self, row: "Row", reason: str) -> Unreadable:
        self.aside.add(row.snapshot)
        return Unreadable(row.url, self._told(row.snapshot), reason)

    def _origin(self, row: "Row") -> Origin:
        told = self._told(row.snapshot)
        return Origin(row.id, told, row.url, row.final_url, row.captured_at, row.layer, row.verdict, row.tags)

    def _told(self, place: str) -> str:
        return self._folders.told(self._folders.raw / place)
