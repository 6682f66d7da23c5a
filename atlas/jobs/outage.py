"""Whether this machine is on the network at all.

When nothing answers any more it is the network and not the pages: then nothing is asked and
nothing used up, and a look every half minute notices when it is back. It takes proof to call
the network away: no route, or silence from the hosts that answered before. A network that leads
everybody to itself, as one without a way out may do, is as good as none.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Protocol

from atlas.model.breaker import NO_VISIT
from atlas.model.event import Alerted, Event, Noticed
from atlas.model.fault import Fault, Kind

SUSPECT = 3
"""So many different hosts in a row of which nothing came: then it may be the network."""
PROBE_EVERY = 30.0
IN_VAIN = 20
"""After so many looks an errand goes out whatever they said: those that answered before may be gone for good."""
AWAY = "The network is away: nothing is fetched, drops are still accepted."
BACK = "The network is back: fetching goes on."


class Probe(Protocol):
    """What can be asked of the network without asking for a page."""

    def has_route(self) -> bool:
        """Whether this machine has a way out at all."""

    def reaches(self) -> bool | None:
        """Whether one of the hosts that once answered still does; None where no such host is known."""


class Outage:
    """Whether the network is away, as the last visits tell; the loop and its threads share it."""

    def __init__(self, probe: Probe, monotonic: Callable[[], float]) -> None:
        self._probe = probe
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._silent: set[str] = set()
        self._news: list[Event] = []
        self._next_try = 0.0
        self._away = False
        self._looks = 0

    @property
    def next_try(self) -> float | None:
        """When, on the monotonic clock, an errand may look whether it is back; None where it is not away."""
        return self._next_try if self._away else None

    def sent(self) -> None:
        """Says that an errand goes out to see: the next waits half a minute."""
        self._next_try = self._monotonic() + PROBE_EVERY

    def there(self) -> bool:
        """Whether an errand that was sent out may go on; looks where the network was away."""
        if not self._away:
            return True
        if not self._probe.has_route():
            return False
        # Not `not reaches()`: None is "no host is known that could prove it", and then an errand is the only way to
        # see.
        if self._probe.reaches() is False:
            self._looks += 1
            return self._looks % IN_VAIN == 0
        self.heard()
        return True

    def heard(self) -> None:
        """Learns that a host answered, whatever it said."""
        with self._lock:
            self._silent.clear()
            if self._away:
                self._news.append(Noticed(BACK))
            self._away = False

    def explains(self, fault: Fault | None, host: str) -> bool:
        """Learns of a fault, or that there was none; returns whether it was the network's, and not the host's."""
        if fault is None or not (fault.silent or fault.kind in NO_VISIT):
            self.heard()
            return False
        if not fault.silent and fault.kind is not Kind.OFFLINE:
            return False
        with self._lock:
            self._silent.add(host)
            # What is refused would be tried no more: one is enough to ask.
            suspect = len(self._silent) >= SUSPECT or fault.kind is Kind.REFUSED
        if not self._away and self._is_away(suspect):
            self._leave()
        return self._away

    def news(self) -> Iterator[Event]:
        """Yields what is to be told since it was last asked."""
        with self._lock:
            news, self._news = self._news, []
        yield from news

    def _is_away(self, suspect: bool) -> bool:
        return not self._probe.has_route() or (suspect and self._probe.reaches() is False)

    def _leave(self) -> None:
        with self._lock:
            if not self._away:
                self._news.append(Alerted(AWAY, "", Kind.OFFLINE.advice))
            self._away, self._looks = True, 0
            self._next_try = self._monotonic() + PROBE_EVERY
