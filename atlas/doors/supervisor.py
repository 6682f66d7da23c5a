"""Who started the daemon and counts on hearing from it: systemd, by the datagrams of sd_notify(3)."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from atlas.model.event import Event
from atlas.model.heartbeat import Beat

EVERY = 5.0
"""Seconds between two signs of life, at least."""
LONGEST = 3600
"""Seconds that putting an archive in order may take before anybody takes it for a hang, as at a start."""


class Supervisor:
    """Hears that Atlas is ready, lives, and stops; where nobody listens, nothing is said."""

    def __init__(
        self,
        environ: Mapping[str, str],
        beat: Callable[[], Beat],
        watches: Callable[[], bool],
        monotonic: Callable[[], float],
    ) -> None:
        self._environ = environ
        self._beat = beat
        self._watches = watches
        self._monotonic = monotonic
        self._told = -EVERY

    def ready(self) -> None:
        """Says that the bell hangs and the first look is over."""
        self._say("READY=1", *self._within(), f"STATUS={status(self._beat())}")

    def lives(self) -> None:
        """Says that a whole turn was done, looking and writing; only while the inbox is watched, too."""
        if self._monotonic() - self._told < EVERY:
            return
        self._told = self._monotonic()
        if self._watches():
            self._say("WATCHDOG=1", f"STATUS={status(self._beat())}")
        else:
            self._say("STATUS=The watch on the inbox is dead.")

    def tend(self) -> Iterator[Event]:
        """Says, where nothing is to be done but to stand by, that it does and lives; yields nothing."""
        self._say("READY=1", *self._within(), "WATCHDOG=1", "STATUS=Standing by.")
        yield from ()

    def begins(self) -> None:
        """Says that an archive is put in order before work begins: no turn comes to its end until that is done."""
        # Not READY before: at a start it is systemd's time for starts that runs, and is as long.
        self._say(*self._within(LONGEST), "WATCHDOG=1", "STATUS=Putting the archive in order.")

    def stopping(self) -> None:
        """Says that it ends by itself."""
        self._say("STOPPING=1", "STATUS=Finishing what is in flight.")

    def _within(self, seconds: int = 0) -> Iterator[str]:
        """Yields how long systemd is to wait for a sign of life; without a number what the unit says."""
        if told := self._environ.get("WATCHDOG_USEC", ""):
            yield f"WATCHDOG_USEC={max(seconds * 1_000_000, int(told))}"

    def _say(self, *lines: str) -> None:
        say(self._environ, *lines)


def say(environ: Mapping[str, str], *lines: str) -> None:
    """Says something to systemd, where it listens."""
    address = address_in(environ)
    if not address:
        return
    # A supervisor that does not listen must not hold up capture, nor end it.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        # A full queue of systemd's must not stop a turn; the sign of life after it comes in five seconds.
        sock.setblocking(False)
        sock.sendto("\n".join(lines).encode(), address)


def address_in(environ: Mapping[str, str]) -> str:
    """Returns the socket that systemd listens at, or "" where none does; @ stands for one without a file."""
    told = environ.get("NOTIFY_SOCKET", "")
    # sd_notify(3): an abstract socket, whose name the kernel wants with a zero byte before it.
    if told.startswith("@"):
        return f"\0{told[1:]}"
    return told if told.startswith("/") else ""


def status(beat: Beat) -> str:
    """Returns a beat in a line, for `systemctl status`."""
    waits = f"; fetching waits for {', '.join(beat.paused)}" if beat.paused else ""
    return f"{beat.flying} in flight, {beat.left} left{waits}"
