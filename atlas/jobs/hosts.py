"""What Atlas knows of each host: whether it may be visited, and how; kept in hosts.json.

It is advice, not truth: without the file every host is simply visited again.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from atlas import files
from atlas.errors import Unkept, unkept
from atlas.jobs.turns import Turns
from atlas.model.breaker import FUSE, NOTHING, Fuse, Manner, manner_of
from atlas.model.event import Event, Noticed
from atlas.model.fault import Fault
from atlas.model.url import Url

FORMAT = 1
LARGEST = 16_000_000
SHORT = timedelta(seconds=10)
"""A rest so short is waited for; a longer one is the host's drops' own."""
MANY = 5000
HEARD = 3
"""Sites that answered last are remembered: one alone may be gone for good when it is called."""
LEFT_ALONE = "A host fails again and again: it is left alone for a while."
WELL_AGAIN = "A host that was left alone answers again."

Stamp = tuple[int, int]


class Hosts:
    """The manners of all hosts; threads share it, one of them saves."""

    def __init__(
        self,
        path: Path,
        gap_of: Callable[[str], float],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        fuse: Fuse = FUSE,
    ) -> None:
        self._path = path
        self._now = now
        self._fuse = fuse
        self._turns = Turns(gap_of, monotonic)
        self._lock = threading.Lock()
        self._manners: dict[str, Manner] = {}
        self._news: list[Event] = []
        self._changed = False
        self._heard: tuple[str, ...] = ()
        self._read: Stamp = (0, 0)
        # The lanes ask this for every host at every turn: one call instead of two.
        self.free_at = self._turns.free_at

    def rest(self, host: str) -> timedelta:
        """Returns how long a host is to be left alone: its breaker is open, or it asked for a rest."""
        with self._lock:
            manner = self._manners.get(host)
        return manner.left(self._now()) if manner else NOTHING

    def visit(self, host: str, first: bool, over: Callable[[], bool]) -> AbstractContextManager[bool]:
        """Holds the host for one connection; gives False where its turn did not come in time."""
        return self._turns.taken(host, first, over)

    def told(self, url: Url, fault: Fault | None) -> None:
        """Learns from what came of a visit."""
        host = url.host
        if fault and fault.rest and fault.rest <= SHORT:
            # A rest of seconds is the gap's affair: as a deferral it would cost a ticket, a move and a sweep.
            self._turns.rest(host, fault.rest.total_seconds())
            fault = replace(fault, rest=None)
        with self._lock:
            if fault is None:
                site = f"{url.scheme}://{url.site}/"
                self._heard = (site, *(one for one in self._heard if one != site))[:HEARD]
            before = self._manners.get(host, Manner())
            after = before.told(fault, self._now(), self._fuse)
            if after != before:
                self._set(host, after)
                self._news += _news(host, before, after)

    @property
    def heard(self) -> tuple[str, ...]:
        """The sites that answered last, the latest first."""
        return self._heard

    def agent(self, host: str) -> str:
        """Returns the browser's name under which the host last let Atlas in, or ""."""
        with self._lock:
            return self._manners.get(host, Manner()).agent

    def likes(self, host: str, agent: str) -> None:
        """Remembers the name under which a host lets Atlas in."""
        with self._lock:
            before = self._manners.get(host, Manner())
            if before.agent != agent:
                self._set(host, replace(before, agent=agent))

    def reset(self, host: str) -> bool:
        """Forgets all about a host; returns whether there was anything."""
        with self._lock:
            known = self._manners.pop(host, None) is not None
            self._changed |= known
            return known

    def all(self) -> dict[str, Manner]:
        """Returns what is known, by host."""
        with self._lock:
            return dict(sorted(self._manners.items()))

    def news(self) -> Iterator[Event]:
        """Yields what is to be told since it was last asked."""
        with self._lock:
            news, self._news = self._news, []
        yield from news

    def refresh(self) -> None:
        """Reads the file where another has written it: a person has reset a host."""
        stamp = _stamp(self._path)
        # By inode and time: every writer publishes a new file, and its own is known by what it noted after writing.
        if stamp == self._read:
            return
        manners, heard = _read(self._path)
        with self._lock:
            self._manners, self._read, self._heard = manners, stamp, self._heard or heard

    def save(self) -> None:
        """Writes the file where something changed; raises Unkept where the disk does not take it."""
        with self._lock:
            if not self._changed:
                return
            self._forget()
            fields = {host: manner.dumps() for host, manner in self._manners.items()}
            self._changed = False
        text = json.dumps({"format": FORMAT, "heard": self._heard, "hosts": fields}, indent=1)
        try:
            self._write(text.encode() + b"\n")
        except Unkept:
            # It is still to be written: at the next look, whether or not anything changes until then.
            self._changed = True
            raise
        self._read = _stamp(self._path)

    def _write(self, data: bytes) -> None:
        # Not synced: it is advice, and a card's life is worth more.
        draft = files.draft(self._path.parent, data)
        try:
            files.publish(draft, self._path, replace=True)
        except OSError as error:
            files.remove(draft)
            raise unkept(error) from error

    def _forget(self) -> None:
        """Lets go of hosts that are neither resting nor known to like a name, when there are many."""
        if len(self._manners) > MANY:
            now = self._now()
            self._manners = {host: one for host, one in self._manners.items() if one.agent or one.left(now)}

    def _set(self, host: str, manner: Manner) -> None:
        self._changed = True
        if manner == Manner():
            del self._manners[host]
        else:
            self._manners[host] = manner


def _news(host: str, before: Manner, after: Manner) -> Iterator[Event]:
    if after.breaker.open_until and after.breaker.open_until != before.breaker.open_until:
        yield Noticed(LEFT_ALONE, host, f"Until {after.breaker.open_until:%Y-%m-%d %H:%M} UTC.")
    elif before.breaker.open_until and not after.breaker.open_until:
        yield Noticed(WELL_AGAIN, host)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_ino, found.st_mtime_ns


def _read(path: Path) -> tuple[dict[str, Manner], tuple[str, ...]]:
    try:
        with path.open("rb") as file:
            fields = json.loads(file.read(LARGEST))
        return {host: manner_of(one) for host, one in fields["hosts"].items()}, tuple(map(str, fields["heard"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}, ()
