"""Who may be visited when: one lane a host, one visit at a time, a gap between two."""

import heapq
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Errand = TypeVar("Errand", bound=Hashable)


@dataclass
class Lane(Generic[Errand]):
    """The errands to one host, in due order."""

    waiting: deque[tuple[int, Errand]] = field(default_factory=deque)
    busy: bool = False


class Lanes(Generic[Errand]):
    """All errands that wait, by host; a host that is slow or dead holds up only its own."""

    def __init__(self, free_at: Callable[[str], float], monotonic: Callable[[], float]) -> None:
        self._free_at = free_at
        self._monotonic = monotonic
        self._lanes: dict[str, Lane[Errand]] = {}
        self._ready: list[tuple[int, str]] = []
        self._resting: list[tuple[float, str]] = []
        self._count = 0
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    def add(self, host: str, errand: Errand, *, first: bool = False) -> None:
        """Puts an errand at the end of its host's lane, or back at its head."""
        lane = self._lanes.setdefault(host, Lane())
        self._count += 1
        self._waiting += 1
        if first:
            # A negative number: among hosts that are ready, what was begun once comes before all that never was.
            lane.waiting.appendleft((-self._count, errand))
        else:
            lane.waiting.append((self._count, errand))
        if not lane.busy and (first or len(lane.waiting) == 1):
            self._rest(host)

    def next(self) -> tuple[str, Errand] | None:
        """Returns the errand that is due first among the hosts that may be visited now; its host is busy then."""
        now = self._monotonic()
        self._wake(now)
        while self._ready:
            _, host = heapq.heappop(self._ready)
            lane = self._lanes.get(host)
            # The heaps are never searched: what is put there twice, or is outdated by now, is passed over here.
            if not lane or not lane.waiting or lane.busy:
                continue
            if self._free_at(host) > now:
                self._rest(host)
                continue
            lane.busy = True
            self._waiting -= 1
            return host, lane.waiting.popleft()[1]
        return None

    def done(self, host: str) -> None:
        """Ends what a host was busy with; it may be visited when it is free."""
        lane = self._lanes[host]
        lane.busy = False
        self._rest(host)

    def length(self, host: str) -> int:
        """Returns how many errands wait for a host."""
        lane = self._lanes.get(host)
        return len(lane.waiting) if lane else 0

    def next_at(self) -> float | None:
        """Returns when, on the monotonic clock, to ask for the next errand again; None where nothing rests."""
        return self._resting[0][0] if self._resting else None

    def _wake(self, now: float) -> None:
        while self._resting and self._resting[0][0] <= now:
            host = heapq.heappop(self._resting)[1]
            lane = self._lanes.get(host)
            if lane is None or lane.busy:
                continue
            if self._free_at(host) > now:
                self._rest(host)
            elif lane.waiting:
                heapq.heappush(self._ready, (lane.waiting[0][0], host))
            else:
                del self._lanes[host]

    def _rest(self, host: str) -> None:
        heapq.heappush(self._resting, (self._free_at(host), host))
