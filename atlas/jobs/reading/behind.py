"""Reading behind capture: in a thread of its own, which takes a page only while capture has nothing to do."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from traceback import format_exception
from typing import TYPE_CHECKING, Protocol

from atlas.errors import AtlasError, CatalogBroken, ReadingBroken, Unkept
from atlas.jobs.reading.desk import Desk
from atlas.model.event import Broke, Event, Warned

if TYPE_CHECKING:
    from atlas.catalog import Row

BATCH = 64
"""Snapshots that are asked of the catalog at once."""
TURN = 1.0
LOOK = 0.25
"""Seconds between two looks whether capture has come to rest."""
ROOM = 2.0
"""Seconds between two looks whether there is room."""
# A list of 100,000 takes hours, and nobody would find any of it until it was through.
LONG = 60.0
"""Seconds of a capture without rest after which one page at a time is read all the same."""
IDLE = 60.0
"""Seconds without a page after which the process that reads is ended."""
PAUSE = 60.0
"""Seconds after the disk, the catalog or the process that reads failed."""
AGAIN = 600.0
"""Seconds between two looks for what is unread though nothing was captured."""


class Nursery(Protocol):
    """Where children come from."""

    def end(self) -> None:
        """Ends all that read, from any thread."""

    def prepare(self) -> None:
        """Has somebody ready who can be asked at once."""

    def rest(self) -> None:
        """Ends all that read, until the next page."""


class Behind:
    """The thread that reads. All of it may fail: capture goes on."""

    def __init__(
        self,
        desk: Desk,
        nursery: Nursery,
        unread: "Callable[[int], list[Row]]",
        busy: Callable[[], bool],
        has_room: Callable[[], bool],
        workers: int,
        monotonic: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._nursery = nursery
        self._unread = unread
        self._busy = busy
        self._has_room = has_room
        self._workers = workers
        self._monotonic = monotonic
        self._wake = wake
        self._news: SimpleQueue[Event] = SimpleQueue()
        self._rung = threading.Event()
        self._stopped = self._mended = False
        self._idle = self._paused = False
        self._calm_at = monotonic()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._work: Future[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether there is nothing to read, or nothing can be read for now."""
        return (self._idle and not self._rung.is_set()) or self._paused

    def ring(self) -> None:
        """Says that something was captured."""
        self._rung.set()
        if self._work is None:
            self._work = self._thread.submit(self._read_on)

    def news(self) -> Iterator[Event]:
        """Yields what happened since it was last asked; begins anew after what nobody foresaw."""
        while not self._news.empty():
            yield self._news.get()
        if self._work and self._work.done() and not self._stopped:
            if error := self._work.exception():
                trace = "".join(format_exception(error))
                yield Broke("Reading stumbled; it begins anew with the next page.", type(error).__name__, trace=trace)
            self._desk.drop()
            self._idle, self._work = True, None

    def stop(self) -> Iterator[Event]:
        """Ends reading at once; what was not filed is unread."""
        self._stopped = True
        self._rung.set()
        self._nursery.end()
        self._thread.shutdown()
        self._nursery.rest()
        yield from self.news()

    def _read_on(self) -> None:
        while not self._stopped:
            self._idle = False
            self._rung.clear()
            try:
                more = self._turn()
            except ReadingBroken as error:
                self._pause("There is nobody to read pages for now; capture goes on.", error)
            except (CatalogBroken, Unkept) as error:
                self._pause("What was read could not be filed; it is read again.", error)
            else:
                if not more:
                    self._rest()

    def _turn(self) -> bool:
        """Reads on a little; returns whether there is more."""
        if not self._mended:
            self._desk.mend()
            self._mended = True
        if not self._desk.left:
            # Those left alone come first each time they are asked for: so many more, or they would fill the batch.
            self._desk.take(self._unread(BATCH + len(self._desk.aside)))
        if not self._desk.left:
            return False
        full = not self._has_room()
        seats = 0 if full else self._seats()
        if not seats and not self._desk.flying:
            self._wait(full)
            if not full and not self._stopped:
                self._nursery.prepare()
        for event in self._desk.turn(seats, TURN):
            self._tell(event)
        return True

    def _seats(self) -> int:
        """Returns how many pages may be read at once now."""
        if not self._busy():
            self._calm_at = self._monotonic()
            return self._workers
        return int(self._monotonic() - self._calm_at > LONG)

    def _wait(self, full: bool) -> None:
        """Waits for capture to come to rest, or for room on the disk: of that capture tells."""
        self._paused = full
        if full:
            self._wake()
        self._rung.wait(ROOM if full else LOOK)
        self._paused = False

    def _rest(self) -> None:
        self._idle = True
        self._wake()
        # The mother holds the extractors in memory: on a small machine that is too much for waiting.
        if not self._rung.wait(IDLE):
            self._nursery.rest()
            self._rung.wait(AGAIN)

    def _pause(self, what: str, error: AtlasError) -> None:
        if self._stopped:
            return
        self._desk.drop()
        self._nursery.rest()
        self._tell(Warned(what, str(error), error.hint))
        self._paused = True
        self._wake()
        end = self._monotonic() + PAUSE
        while not self._stopped and (left := end - self._monotonic()) > 0:
            self._rung.wait(left)
            self._rung.clear()
        self._paused = False

    def _tell(self, event: Event) -> None:
        self._news.put(event)
        self._wake()
