"""Where children come from: the daemon's side of the mother, who is started for the first page and ended when idle."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import atlas
from atlas.errors import ReadingBroken
from atlas.jobs.reading.frames import Ask, Frames, Limits, answer_of
from atlas.jobs.reading.telling import Failed, outcome
from atlas.model.article import Article

MOTHER = "atlas.jobs.reading.mother"
SLOWEST_START = 120.0
"""Seconds in which a mother is there, on the slowest of machines."""
PIECE = 1 << 18
KEPT = ("PATH", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")
"""What of the environment a mother needs: no secret is in it."""
ROOMY = 2_000_000_000
"""Bytes of memory from which on more than one page is read at once."""


def seats(wanted: int) -> int:
    """Returns how many pages are read at once: no more than there are processors, and one where memory is scarce."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(wanted, os.cpu_count() or 1) if memory >= ROOMY else 1


class Nursery:
    """Pages being read. One thread asks and listens; any may end it."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self._root = root
        self._limits = limits
        self._lock = threading.Lock()
        self._mother: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._frames = Frames()
        self._ready = False
        self._asked: dict[int, str] = {}
        self._number = 0
        self._ended = False

    @property
    def flying(self) -> tuple[str, ...]:
        """The snapshots that are being read."""
        return tuple(self._asked.values())

    @property
    def mother(self) -> int | None:
        """The mother's process, or None where there is none."""
        return self._mother.pid if self._mother else None

    def prepare(self) -> None:
        """Starts the mother where there is none yet: she takes half a second until she can be asked."""
        if not self._channel:
            self._start()

    def ask(self, place: str) -> None:
        """Has a snapshot read; raises ReadingBroken where there is no mother to do it."""
        channel = self._channel or self._start()
        self._number += 1
        self._asked[self._number] = place
        try:
            channel.sendall(Ask(self._number, str(self._root), place, self._limits).dumps())
        except OSError as error:
            raise self._broken() from error

    def answers(self, seconds: float) -> Iterator[tuple[str, Article | Failed]]:
        """Yields what came of the snapshots whose reading ended, waiting at most so long for one.

        Raises ReadingBroken where the mother is gone: then none is being read any more.
        """
        if not self._channel or not self._heard_within(self._channel, seconds):
            return
        for message in self._messages(self._channel):
            if not self._ready:
                self._ready = True
                continue
            try:
                answer = answer_of(message)
            except ValueError as error:
                raise self._broken() from error
            if place := self._asked.pop(answer.number, ""):
                yield place, outcome(answer, self._limits)

    def end(self) -> None:
        """Ends the mother and all her children at once and for good; from any thread, as often as one likes."""
        self._ended = True
        with self._lock:
            self._kill()

    def rest(self) -> None:
        """Ends the mother, and forgets what was being read; the next page gets a new one."""
        with self._lock:
            self._kill()
        if self._channel:
            self._channel.close()
        self._channel, self._frames, self._ready = None, Frames(), False
        self._asked.clear()

    def _start(self) -> socket.socket:
        here, there = socket.socketpair()
        told = (str(there.fileno()), str(os.getpid()))
        path = os.pathsep.join(one for one in (str(Path(atlas.__file__).parents[1]), *sys.path) if one)
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        with there, self._lock:
            # Asked under the lock: an end that came meanwhile found no mother to kill.
            if self._ended:
                here.close()
                raise ReadingBroken("Reading ends.")
            self._mother = subprocess.Popen(  # noqa: S603 - Atlas's own
                [sys.executable, "-P", "-m", MOTHER, *told],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
                env={**kept, "PYTHONPATH": path, "LC_ALL": "C.UTF-8"},
                # A session without a terminal: of one it could type what its shell then runs (TIOCSTI).
                start_new_session=True,
            )
        self._channel = here
        return here

    def _kill(self) -> None:
        mother, self._mother = self._mother, None
        if mother:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(mother.pid, signal.SIGKILL)
            mother.wait()

    def _heard_within(self, channel: socket.socket, seconds: float) -> bool:
        # Until the first word a start is waited for, which on a Pi with a cold card takes half a minute.
        heard = select.select([channel], [], [], seconds if self._ready else SLOWEST_START)[0]
        if not heard and not self._ready:
            raise self._broken()
        return bool(heard)

    def _messages(self, channel: socket.socket) -> list[bytes]:
        try:
            data = channel.recv(PIECE)
            if not data:
                raise self._broken()
            return self._frames.feed(data)
        except (OSError, ValueError) as error:
            raise self._broken() from error

    def _broken(self) -> ReadingBroken:
        started = self._ready
        self.rest()
        if started:
            return ReadingBroken("The process that reads pages ended.")
        return ReadingBroken(f"The process that reads pages did not start: try `{sys.executable} -m {MOTHER}`.")
