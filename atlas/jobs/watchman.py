"""The thread beside capture that looks at everything, tells a person, and whoever counts on hearing from it.

Nothing here may hold up or break capture: it only ever takes events from a queue.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from queue import Empty, Full, Queue, SimpleQueue
from traceback import format_exception
from typing import TYPE_CHECKING, Protocol

from atlas.errors import AtlasError
from atlas.jobs.crier import Crier
from atlas.model.check import State
from atlas.model.digest import digest, first_day, is_due
from atlas.model.event import Broke, Event, Warned
from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas.model import health
    from atlas.model.facts import Facts
else:
    health = Late("atlas.model.health")

EVERY = timedelta(minutes=5)
"""Between two looks at everything, and two pings."""
FIRST = timedelta(minutes=1)
"""After the start before the first look: the daemon must have beaten."""
WAIT = 2.0
MOST = 5000
"""Events that wait to be heard; more are not heard: the journal has them."""


class Ping(Protocol):
    """Whoever tells a dead man's switch; raises AtlasError where nobody took it."""

    def __call__(self, *, state: str, told: str) -> None:
        """Tells it that Atlas starts ("start"), is well ("ok") or not ("fail")."""


@dataclass(frozen=True)
class Sight:
    """What a watchman looks with."""

    facts: "Callable[[], Facts]"
    """Cheap ones, every few minutes."""
    all_facts: "Callable[[], Facts]"
    """All of them, once a day."""


class Watchman:
    """Hears, looks, tells; `turn` is one round of it, `run` is the thread's.

    Of several machines on one archive only the one that works looks, pings and writes letters: that it is `at_post`.
    """

    def __init__(
        self,
        crier: Crier,
        sight: Sight,
        ping: Ping | None,
        letter_at: time | None,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        at_post: Callable[[], bool] = lambda: True,
    ) -> None:
        self._crier = crier
        self._sight = sight
        self._ping = ping
        self._letter_at = letter_at
        self._now = now
        self._monotonic = monotonic
        self._at_post = at_post
        self._heard: Queue[Event] = Queue(MOST)
        self._news: SimpleQueue[Event] = SimpleQueue()
        self._look_at = monotonic() + FIRST.total_seconds()
        self._letter_of: date = first_day(letter_at, now().astimezone())
        self._started = self._unanswered = False
        self._rung = threading.Event()
        self._stopped = False
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="watchman")
        self._work: Future[None] | None = None

    def hear(self, event: Event) -> None:
        """Takes an event; from any thread, and never waits."""
        with suppress(Full):
            self._heard.put_nowait(event)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Goes his rounds meanwhile. At the end what was heard is written down; what was not sent is sent later."""
        self._begin()
        try:
            yield
        finally:
            self._stopped = True
            self._rung.set()
            self._threads.shutdown()

    def tend(self) -> Iterator[Event]:
        """Yields what went wrong with telling, for the journal; begins anew after what nobody foresaw."""
        while not self._news.empty():
            yield self._news.get()
        if self._work and self._work.done() and (error := self._work.exception()):
            trace = "".join(format_exception(error))
            yield Broke("The watchman stumbled; he begins anew.", type(error).__name__, trace=trace)
            self._begin()

    def turn(self) -> None:
        """Does one round."""
        self._listen()
        if self._at_post():
            self._attend()
        for event in self._crier.turn():
            self._news.put(event)

    def _attend(self) -> None:
        if not self._started:
            self._started = True
            self._tell_switch("start")
        if self._monotonic() >= self._look_at:
            # Before the look: one that breaks each time is then told every five minutes, and not every two seconds.
            self._look_at = self._monotonic() + EVERY.total_seconds()
            self._look()
        self._write()

    def _begin(self) -> None:
        self._work = self._threads.submit(self._run)

    def _run(self) -> None:
        while not self._stopped:
            self.turn()
            self._rung.wait(WAIT)
        self._listen()
        self._crier.save()

    def _listen(self) -> None:
        try:
            while True:
                self._crier.hear(self._heard.get_nowait())
        except Empty:
            return

    def _look(self) -> None:
        found = health.checks(self._sight.facts())
        self._crier.check(found)
        # Names only: what a check found may name a drop or a host, and the switch is somebody else's.
        wrong = [one.name for one in found if one.state is State.FAIL]
        self._tell_switch("fail" if wrong else "ok", ", ".join(wrong))

    def _tell_switch(self, state: str, told: str = "") -> None:
        if not self._ping:
            return
        try:
            self._ping(state=state, told=told)
        except AtlasError as error:
            if not self._unanswered:
                self._news.put(Warned("The dead man's switch does not answer; it is asked again.", str(error)))
            self._unanswered = True
        else:
            self._unanswered = False

    def _write(self) -> None:
        now = self._now().astimezone()
        if is_due(self._letter_at, self._letter_of, now):
            letter = digest(self._sight.all_facts())
            for event in self._crier.say(letter):
                self._news.put(event)
            # After it was said: a look that breaks costs the letter nothing but time.
            self._letter_of = now.date()
