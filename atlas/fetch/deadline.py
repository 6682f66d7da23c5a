"""One clock for everything a climb does: names, connecting, TLS, headers, bodies, all hops."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from functools import partial
from types import TracebackType

from atlas.clock import Clock
from atlas.fetch.alarm import Alarm, Call

LEAST = 0.001
"""A timeout of nought would mean a socket that does not wait at all."""


class Deadline:
    """The time a climb has; when it is over, the sockets it watches are shut.

    Shutting wakes a read, a write or a handshake that hangs, however slowly bytes drip in.
    A body that ends where its connection ends looks whole then: ask `over` before believing it.
    """

    def __init__(self, seconds: float, clock: Clock, alarm: Alarm | None = None) -> None:
        self._clock = clock
        self._seconds = seconds
        self._end = clock.monotonic() + seconds
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._twins: list[socket.socket] = []
        self._fired = False
        self._interrupted = False
        self.alarm = alarm or Alarm()
        """Who else has to be called on the way may be so by the same."""
        self._call: Call | None = None

    def __enter__(self) -> "Deadline":
        self._call = self.alarm.after(self._seconds, self._fire)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._call:
            self._call.cancel()
        self.release()

    @property
    def over(self) -> bool:
        """Whether the time has run out or was cut."""
        return self._fired or self._clock.monotonic() >= self._end

    @property
    def interrupted(self) -> bool:
        """Whether it was cut, rather than having run out."""
        return self._interrupted

    def left(self) -> float:
        """Returns the seconds left, never quite none, as sockets want it."""
        return max(self._end - self._clock.monotonic(), LEAST)

    def watch(self, sock: socket.socket) -> None:
        """Takes a socket to shut at the end; raises TimeoutError where that is now."""
        with self._lock:
            if not self._fired:
                self._watched.append(sock)
                return
        raise TimeoutError("the time is over")

    def watch_on(self, sock: socket.socket) -> None:
        """Takes one that is about to be wrapped in TLS, which takes the descriptor away from it."""
        twin = sock.dup()
        self._twins.append(twin)
        self.watch(twin)

    def release(self) -> None:
        """Lets go of what it watches: the exchange is over."""
        with self._lock:
            self._watched = []
            twins, self._twins = self._twins, []
        for sock in twins:
            sock.close()

    def cut(self) -> None:
        """Ends it now: Atlas is stopping."""
        self._interrupted = True
        self._fire()

    @contextlib.contextmanager
    def hurried(self, seconds: float) -> Iterator[threading.Event]:
        """Shuts what is watched after so many seconds, without ending the climb; the event tells that it did."""
        shut, done = threading.Event(), threading.Event()
        call = self.alarm.after(seconds, partial(self._hurry, shut, done))
        try:
            yield shut
        finally:
            call.cancel()
            with self._lock:
                done.set()

    def _hurry(self, shut: threading.Event, done: threading.Event) -> None:
        # A call that was cancelled may already be under way: it must not shut the next hop's socket.
        with self._lock:
            if done.is_set():
                return
            shut.set()
            self._shut_watched()

    def _fire(self) -> None:
        self._fired = True
        self._shut()

    def _shut(self) -> None:
        with self._lock:
            self._shut_watched()

    def _shut_watched(self) -> None:
        for sock in self._watched:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
