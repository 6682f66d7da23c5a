"""Whether the disk takes what is captured: fetching waits while it does not."""

from collections.abc import Callable, Iterator

from atlas.errors import AtlasError, Fenced, NoRoom
from atlas.model.event import Alerted, Event, Noticed, Warned

PAUSE = 30.0
"""Seconds after a disk that did not take something."""
ROOM_CHECK = 2.0
"""Seconds between two looks at how much room there is."""

REFUSED = "The disk did not take a capture: fetching pauses, nothing is lost."
FENCED = "What was fetched is not filed: another machine may do it by now. Nothing is lost."


class Disk:
    """The disk as capture sees it: full or not, and left alone for a while after it refused something."""

    def __init__(self, has_room: Callable[[], bool], monotonic: Callable[[], float]) -> None:
        self._has_room = has_room
        self._monotonic = monotonic
        self._looked = -ROOM_CHECK
        self.full = False
        self.paused_until = 0.0

    @property
    def paused(self) -> bool:
        """Whether it is left alone."""
        return self._monotonic() < self.paused_until

    @property
    def takes(self) -> bool:
        """Whether anything may be fetched for it."""
        return not self.full and not self.paused

    @property
    def next_look(self) -> float:
        """When, on the monotonic clock, to look again whether there is room."""
        return self._looked + ROOM_CHECK

    def look(self) -> Iterator[Event]:
        """Looks for room, not too often; yields what changed."""
        if self._monotonic() < self.next_look:
            return
        self._looked = self._monotonic()
        full = not self._has_room()
        if full and not self.full:
            yield Alerted("The disk is nearly full: fetching waits, drops are still accepted.", "", NoRoom.hint, "disk")
        if self.full and not full:
            yield Noticed("There is room again: fetching goes on.", about="disk")
        self.full = full

    def refused(self, error: AtlasError) -> Iterator[Event]:
        """Leaves it alone for a while; tells of the first refusal only."""
        if not self.paused:
            what = FENCED if isinstance(error, Fenced) else REFUSED
            full = isinstance(error, NoRoom)
            told = Alerted if full else Warned
            yield told(what, str(error), error.hint, "disk" if full else "")
        self.pause()

    def pause(self) -> None:
        """Leaves it alone for a while, from now on."""
        self.paused_until = self._monotonic() + PAUSE
