"""Calls at moments to come, all by one thread: a timer for each climb, a thread each, costs more than its request."""

import heapq
import threading
from collections.abc import Callable
from itertools import count

from atlas.clock import Clock


class Call:
    """A call to come."""

    def __init__(self, deed: Callable[[], None]) -> None:
        self._deed: Callable[[], None] | None = deed

    def cancel(self) -> None:
        """Lets it come to nothing; one that is being made already is made."""
        self._deed = None

    def ring(self) -> None:
        """Makes it, unless it was cancelled."""
        if deed := self._deed:
            deed()


class Alarm:
    """Makes calls when their time has come; threads share it. Its own goes when there is nothing left to wait for."""

    def __init__(self) -> None:
        self._monotonic = Clock().monotonic
        self._changed = threading.Condition()
        self._calls: list[tuple[float, int, Call]] = []
        self._number = count()
        self._awake = False
        self._thread = threading.Thread(target=self._run)

    def after(self, seconds: float, deed: Callable[[], None]) -> Call:
        """Returns a call that is made so many seconds from now."""
        call = Call(deed)
        entry = (self._monotonic() + seconds, next(self._number), call)
        with self._changed:
            heapq.heappush(self._calls, entry)
            # A thread that broke over a call, or could not be started, must not silence the calls after it.
            if not (self._awake and self._thread.is_alive()):
                self._thread = threading.Thread(target=self._run, name="alarm", daemon=True)
                self._thread.start()
                self._awake = True
            elif self._calls[0] is entry:
                self._changed.notify()
        return call

    def _run(self) -> None:
        while call := self._next():
            call.ring()

    def _next(self) -> Call | None:
        """Returns the next call once its time has come, or None where there is none; cancelled ones are left to lie.

        Whoever cancels wakes nobody: most calls are cancelled, and a thread woken for each would cost as much as one
        made for each.
        """
        with self._changed:
            while self._calls and (wait := self._calls[0][0] - self._monotonic()) > 0:
                self._changed.wait(wait)
            if self._calls:
                return heapq.heappop(self._calls)[2]
            self._awake = False
            return None
