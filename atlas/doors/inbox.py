"""The bell of the inbox: watchdog says that something may have arrived, and nothing more.

It carries no path, and losing a ring loses nothing: the sweep comes anyway.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from atlas.model.event import Event, Noticed, Warned

if sys.platform == "linux":
    from watchdog.observers.inotify import InotifyEmitter, InotifyObserver
    from watchdog.observers.inotify_c import InotifyConstants, Mask

    class Arrivals(InotifyEmitter):
        """Hears what arrives, and nothing of what leaves."""

        def get_event_mask_from_filter(self) -> Mask:
            """Returns what the kernel is asked for."""
            # Of what leaves watchdog waits half a second for where it goes, and holds back all that came after it:
            # with each drop that is filed the bell would be deaf for that long.
            return Mask(super().get_event_mask_from_filter() & ~InotifyConstants.IN_MOVED_FROM)

    class Ear(InotifyObserver):
        """An observer of arrivals."""

        def __init__(self) -> None:
            super().__init__()
            self._emitter_class = Arrivals
else:
    Ear = Observer

WATCHDOG = logging.getLogger("watchdog.observers")
# Not Opened or ClosedNoWrite: those are the sounds of Atlas reading.
ARRIVALS: list[type[FileSystemEvent]] = [FileCreatedEvent, FileMovedEvent, FileClosedEvent]


class Ringer(FileSystemEventHandler):
    """Rings, whatever the event: an exception here would kill watchdog's thread."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self.rung = 0

    def dispatch(self, event: FileSystemEvent) -> None:
        """Rings."""
        del event
        self.rung += 1
        self._ring()


class Overhearing(logging.Handler):
    """Hears what watchdog says of the kernel's queue; it has no other way to say that events were lost."""

    def __init__(self, ring: Callable[[], None]) -> None:
        super().__init__()
        self._ring = ring
        self.heard = False

    def emit(self, record: logging.LogRecord) -> None:
        """Remembers it, and rings: a sweep finds what the events would have told."""
        del record
        self.heard = True
        self._ring()


class Bell:
    """The watch on one folder, hung again whenever it fell."""

    def __init__(self, folder: Path, ring: Callable[[], None]) -> None:
        self._folder = folder
        self._ringer = Ringer(ring)
        self._ring = ring
        self._observer: BaseObserver | None = None
        self._hung_on: tuple[int, int] | None = None
        self._broken = False
        self._overhearing = Overhearing(ring)

    def tend(self) -> Iterator[Event]:
        """Hangs the bell where it does not hang, and makes the folder again where somebody removed it."""
        if not self._folder.is_dir():
            # Somebody removes it to "empty" it: whoever drops next would find nowhere to drop.
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._hung_on = None
            yield Warned("The inbox was gone; it was made again.", str(self._folder))
        if self._overhearing.heard:
            self._overhearing.heard = False
            yield Noticed("The kernel lost events of the inbox; the sweep finds what they told of.")
        if self._hangs():
            return
        again = self._observer is not None
        self.take_down()
        yield from self._hang(again)

    @property
    def state(self) -> str:
        """Whether it hangs: "hung", or "broken"."""
        return "hung" if self._hangs() else "broken"

    @property
    def rung(self) -> int:
        """How often an arrival rang it."""
        return self._ringer.rung

    @property
    def lives(self) -> bool:
        """Whether it hangs, or the kernel has no watch to give: a restart would bring none either."""
        return self._hangs() or self._broken

    def take_down(self) -> None:
        """Ends the watch."""
        if self._observer:
            self._observer.stop()
            if self._observer.is_alive():
                self._observer.join()
        self._observer = None
        WATCHDOG.removeHandler(self._overhearing)
        WATCHDOG.propagate = True

    def _hangs(self) -> bool:
        observer = self._observer
        if observer is None or not observer.is_alive() or self._hung_on != _identity(self._folder):
            return False
        # watchdog's observer outlives its emitters: a thread of one that met an error is gone, and nothing says so.
        return all(one.is_alive() for one in observer.emitters)

    def _hang(self, again: bool) -> Iterator[Event]:
        # Before the watch is set: a folder replaced in between is then found to be another one.
        self._hung_on = _identity(self._folder)
        try:
            # This alone takes one of the kernel's watches, of which there may be none left.
            observer = Ear()
            observer.schedule(self._ringer, str(self._folder), recursive=True, event_filter=ARRIVALS)
            observer.start()
        except OSError as error:
            if not self._broken:
                hint = "The sweep serves alone. See /proc/sys/fs/inotify for the limits."
                yield Warned("The inbox cannot be watched.", str(error.strerror), hint, "bell")
            self._broken = True
            return
        self._observer, self._broken = observer, False
        WATCHDOG.addHandler(self._overhearing)
        # What it has to say is told as an event; its own line would stand on the screen between those of the journal.
        WATCHDOG.propagate = False
        # What came before the bell hung, or between two bells, rings once now.
        self._ring()
        if again:
            yield Noticed("The watch on the inbox had ended; it is hung again.", str(self._folder), about="bell")


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
