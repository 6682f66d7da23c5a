"""The mother: a process that has the extractors loaded, and forks a child for each page.

It has one thread, so that a fork is safe; it never looks into a page or into what a child says. It
is the daemon's: it ends when its channel does, and its children end with it.
"""

import gc
import os
import selectors
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from atlas.jobs.reading import child, limits
from atlas.jobs.reading.frames import LARGEST, LENGTH, Answer, Ask, Frames, ask_of, framed, whole

READY = b"ready"
PIECE = 1 << 18


@dataclass
class Child:
    """One page being read."""

    ask: Ask
    process: int
    until: float
    said: bytearray = field(default_factory=bytearray)

    @property
    def long(self) -> bool:
        """Whether it has said too much."""
        return len(self.said) > LARGEST + LENGTH.size

    def end(self) -> None:
        """Kills it, if it is there."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)


class Mother:
    """The loop from pages asked for to children's ends."""

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._frames = Frames()
        self._children: dict[int, Child] = {}
        self._ready = selectors.DefaultSelector()
        self._ready.register(channel, selectors.EVENT_READ)

    def run(self) -> None:
        """Works until the daemon closes the channel."""
        while True:
            for key, _ in self._ready.select(self._wait()):
                if key.fd != self._channel:
                    self._hear(key.fd)
                elif not self._asked():
                    return
            for pipe in [pipe for pipe, one in self._children.items() if time.monotonic() >= one.until]:
                self._bury(pipe, late=True)

    def end(self) -> None:
        """Ends all children."""
        for one in self._children.values():
            one.end()

    def _wait(self) -> float | None:
        moments = [one.until for one in self._children.values()]
        return max(0.0, min(moments) - time.monotonic()) if moments else None

    def _asked(self) -> bool:
        """Takes what the daemon asks for; returns whether it is still there."""
        data = os.read(self._channel, PIECE)
        for message in self._frames.feed(data):
            self._fork(ask_of(message))
        return bool(data)

    def _fork(self, ask: Ask) -> None:
        here, there = os.pipe()
        mother = os.getpid()
        process = os.fork()
        if not process:
            child.live(ask, there, mother)
        # The child alone may hold it: the end of the pipe is how its end is noticed.
        os.close(there)
        self._children[here] = Child(ask, process, time.monotonic() + ask.limits.patience)
        self._ready.register(here, selectors.EVENT_READ)

    def _hear(self, pipe: int) -> None:
        one = self._children[pipe]
        data = os.read(pipe, PIECE)
        one.said += data
        if not data or one.long:
            self._bury(pipe)

    def _bury(self, pipe: int, *, late: bool = False) -> None:
        one = self._children.pop(pipe)
        self._ready.unregister(pipe)
        os.close(pipe)
        # One that has closed its pipe and lives on would keep us waiting; one that ends already cannot be killed.
        one.end()
        _, status, used = os.wait4(one.process, 0)
        said = b"" if late or one.long else whole(bytes(one.said))
        seconds = used.ru_utime + used.ru_stime
        ended = os.waitstatus_to_exitcode(status)
        _write(self._channel, Answer(one.ask.number, ended, seconds, late, one.long, said).dumps())


def main() -> None:
    """Works on the channel that was inherited, until it closes."""
    channel = int(sys.argv[1])
    limits.die_with(int(sys.argv[2]))
    limits.give_way()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child.warm_up()
    # Before freezing: garbage that is frozen is never collected, in the mother or in any child.
    gc.collect()
    # What is there now is never looked at again, so that children share it.
    gc.freeze()
    _write(channel, framed(READY))
    mother = Mother(channel)
    try:
        mother.run()
    finally:
        mother.end()


def _write(channel: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(channel, rest) :]


if __name__ == "__main__":
    main()
