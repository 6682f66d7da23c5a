"""The threads that fetch, and what is laid ready for them.

Making a group durable takes as long as the disk takes to flush. Meanwhile a fetcher that has landed goes on by
itself with what lies ready, so that the slower the disk is, the more is made durable together.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from atlas.jobs.claim import Errand
from atlas.jobs.fetcher import Fetched
from atlas.jobs.seats import Seats

READY = 48
"""Errands that lie ready, at most: with those in flight about a group."""

Sent = tuple[str, Errand]
"""An errand, with the host it goes to."""
Answer = tuple[str, Errand, "Future[Fetched]"]


class Crew:
    """So many errands at once. Only one thread sends and takes back; `land` is called in others."""

    def __init__(
        self,
        fetch: Callable[[Errand], Fetched],
        land: Callable[[Answer], None],
        fetchers: int,
        monotonic: Callable[[], float],
    ) -> None:
        self._fetch = fetch
        self._land = land
        self._seats = Seats(fetchers, monotonic)
        self._ready: deque[Sent] = deque()
        self._alone = Lock()
        self._threads = ThreadPoolExecutor(self._seats.most, thread_name_prefix="fetcher")

    def __len__(self) -> int:
        """How many are in flight or lie ready."""
        with self._alone:
            return len(self._seats) + len(self._ready)

    @property
    def free(self) -> bool:
        """Whether one more may be sent now, to be begun at once or to lie ready."""
        with self._alone:
            return len(self._ready) < READY

    @property
    def next_begin(self) -> float | None:
        """When, on the monotonic clock, one that lies ready can be begun though nothing lands."""
        with self._alone:
            return self._seats.free_at if self._ready else None

    def send(self, host: str, errand: Errand) -> None:
        """Takes an errand; its answer lands."""
        with self._alone:
            self._ready.append((host, errand))
        self.begin()

    def begin(self) -> None:
        """Begins what lies ready, as far as there are seats: those of slow visits have become free."""
        while sent := self._next():
            self._threads.submit(self._work, sent)

    def taken_back(self) -> list[Sent]:
        """Returns what lay ready; it is not begun any more."""
        with self._alone:
            back = list(self._ready)
            self._ready.clear()
        return back

    def dismiss(self) -> None:
        """Ends the threads."""
        self._threads.shutdown()

    def _next(self) -> Sent | None:
        with self._alone:
            if not self._ready or not self._seats.free:
                return None
            sent = self._ready.popleft()
            self._seats.take(sent[1])
            return sent

    def _work(self, sent: Sent | None) -> None:
        while sent:
            host, errand = sent
            done: Future[Fetched] = Future()
            try:
                done.set_result(self._fetch(errand))
            except BaseException as error:  # noqa: BLE001 - whoever takes the answer tells of it
                done.set_exception(error)
            with self._alone:
                # Before it lands: who takes the answer may send the next at once, and finds the seat free.
                self._seats.leave(errand)
            self._land((host, errand, done))
            sent = self._next()
