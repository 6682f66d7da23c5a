"""A storm of the same line is one line and a count."""

from collections.abc import Callable

from atlas.model.event import Captured, Event, Settled

MOST = 20
SPAN = 60.0
"""Seconds."""
QUIET = (Captured, Settled)
"""What is told each time: it says where a drop went."""


class Storms:
    """How often the same was told lately."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._told: dict[str, int] = {}
        self._since = monotonic()

    def lets_through(self, event: Event) -> bool:
        """Whether an event is worth a line of its own."""
        if isinstance(event, QUIET):
            return True
        alike = _alike(event)
        # By what is said, not of whom: ten thousand hosts that do not answer are one storm.
        self._told[alike] = self._told.get(alike, 0) + 1
        return self._told[alike] <= MOST

    def over(self, *, now: bool = False) -> list[tuple[str, int]]:
        """Returns what was held back, and how often, once its time is over."""
        if not now and self._monotonic() - self._since < SPAN:
            return []
        held = [(alike, count - MOST) for alike, count in self._told.items() if count > MOST]
        self._told.clear()
        self._since = self._monotonic()
        return held


def _alike(event: Event) -> str:
    about = getattr(event, "what", "") or getattr(event, "kind", "")
    return f"{event.name} {about}".strip()
