"""The daemon: the lock, recovery, the bell, and then turn after turn until it is told to stop."""

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from traceback import format_exception
from typing import Protocol

from atlas.doors.inbox import Bell
from atlas.doors.stopping import heard_by
from atlas.jobs.capture import Capture
from atlas.jobs.reading.behind import Behind
from atlas.model.event import Broke, Captured, Event, Noticed

GRACE = 12.0
"""Seconds that what is in flight may take when Atlas is told to stop."""
HURRY = 2.0
"""Where the power is about to go."""
# The longest that a turn waits where nothing rings: the heartbeat and systemd's watchdog (3 min) count on it.
TURN = 60.0
TEND_EVERY = 5.0
"""Seconds between two looks at the bell; as many as between two sweeps where those come oftener."""
BREATH = 5.0


class Waiting(Protocol):
    """A clock to wait by."""

    def monotonic(self) -> float:
        """Returns seconds from some start."""

    def sleep(self, seconds: float) -> None:
        """Waits."""


class Door(Protocol):
    """Another way in that is looked after now and then."""

    def tend(self) -> Iterator[Event]:
        """Takes what has come; yields what was done."""


class Listener(Protocol):
    """Whoever counts on hearing from the daemon."""

    def ready(self) -> None:
        """Hears that it has begun."""

    def lives(self) -> None:
        """Hears that a turn was done."""

    def stopping(self) -> None:
        """Hears that it ends."""


class Daemon:
    """Capture for as long as the machine runs."""

    def __init__(
        self,
        capture: Capture,
        bell: Bell | None,
        clock: Waiting,
        tell: Callable[[Event], None],
        sweep: float,
        reading: Behind | None = None,
        doors: Sequence[Door] = (),
        farewell: Callable[[], None] = lambda: None,
        told: Callable[[Event], Iterable[Event]] = lambda event: (event,),
        listener: Listener | None = None,
    ) -> None:
        self._capture = capture
        self._bell = bell
        self._clock = clock
        self._tell = tell
        self._reading = reading
        self._doors: tuple[Door, ...] = (*([bell] if bell else []), *doors)
        self._farewell = farewell
        self._told = told
        self._stumbled: dict[int, str] = {}
        self._listener = listener
        self._stopped = ""
        self._grace = GRACE
        self._tend_every = min(sweep, TEND_EVERY)
        # So that the first turn looks after the doors, whatever the monotonic clock shows by then.
        self._tended = -TEND_EVERY

    def run(self) -> str:
        """Works until a signal says to stop; what is in flight then is finished, or stays where it was.

        Returns why it stopped: the signal's name, or what `stop` was told.
        """
        with heard_by(self._asked):
            self._tell(Noticed("Atlas watches its inbox."))
            # Around the work: what is being read stops before capture finishes, and takes nothing from its grace.
            with self._read_behind():
                self._work()
            self._tell(Noticed("Atlas stops.", self._stopped))
            # Who only gives the lease away lives on: systemd ends what said that it stops, and did not.
            if self._listener and self._stopped in signal.Signals.__members__:
                self._listener.stopping()
            for event in self._capture.finish(HURRY if self._stopped == "SIGPWR" else self._grace):
                self._tell_all(self._told(event))
            if self._bell:
                self._bell.take_down()
            self._farewell()
        return self._stopped

    def stop(self, why: str, grace: float = GRACE) -> None:
        """Asks it to stop; safe from any thread. The first reason counts, but for a signal's."""
        self._grace = min(self._grace, grace)
        self._stopped = self._stopped or why
        self._capture.wake()

    def _work(self) -> None:
        # The first turn looks and waits for nothing: from then on Atlas is ready.
        self._turn(0.0)
        if self._listener:
            self._listener.ready()
        while not self._stopped:
            # A daemon whose every turn breaks lives, and captures nothing: that must not pass for life.
            if self._turn(TURN) and self._listener:
                self._listener.lives()

    def _turn(self, longest: float) -> bool:
        """Does one turn; returns whether capture came to its end."""
        now = self._clock.monotonic()
        if self._doors and now - self._tended >= self._tend_every:
            self._tended = now
            # Each for itself: one that stumbles at every look must not keep capture from its turn.
            for one in self._doors:
                self._outlived(one.tend, id(one))
        went = self._outlived(partial(self._events, longest), id(self))
        if not went:
            self._clock.sleep(BREATH)
        return went

    def _outlived(self, events: Callable[[], Iterable[Event]], whose: int) -> bool:
        """Tells events; returns whether they ended well. The same stumble again and again is told once."""
        try:
            self._tell_all(events())
        except Exception as error:  # noqa: BLE001 - the daemon outlives what nobody foresaw
            trace = "".join(format_exception(error))
            if self._stumbled.get(whose) != trace:
                self._tell(Broke("Something nobody foresaw; Atlas goes on.", type(error).__name__, trace=trace))
            self._stumbled[whose] = trace
            return False
        self._stumbled.pop(whose, None)
        return True

    def _tell_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self._tell(event)

    def _events(self, longest: float) -> Iterator[Event]:
        for came in self._capture.turn(longest):
            for event in self._told(came):
                if self._reading and isinstance(event, Captured):
                    self._reading.ring()
                yield event
        if self._reading:
            yield from self._reading.news()

    @contextmanager
    def _read_behind(self) -> Iterator[None]:
        if not self._reading:
            yield
            return
        self._reading.ring()
        try:
            yield
        finally:
            for event in self._reading.stop():
                self._tell(event)

    def _asked(self, came: signal.Signals) -> None:
        self._stopped = came.name
        self._capture.wake()
