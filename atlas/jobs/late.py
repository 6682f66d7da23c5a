"""What dials and what indexes, loaded when first needed: a daemon that waits has neither in memory."""

from collections.abc import Callable, Sequence
from importlib import import_module
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from atlas import vitals
from atlas.catalog import glance, layout
from atlas.clock import Clock
from atlas.jobs.fetcher import Climber
from atlas.jobs.hosts import Hosts
from atlas.model.attempt import Ask, Attempt
from atlas.model.exchange import Sink

if TYPE_CHECKING:
    from atlas.catalog import Catalog, Row

Network = IPv4Network | IPv6Network


class Rungs(Climber, Protocol):
    """A ladder that knows which of its layers this machine lacks."""

    def missing(self) -> dict[str, str]:
        """Returns the layers that cannot be asked, each with the reason."""


class LateLadder:
    """The ladder, built for the first errand: a daemon that waits needs no HTTP library in memory."""

    def __init__(self, **settings: Any) -> None:
        self._settings = settings
        self._lock = Lock()
        self._ladder: Rungs | None = None
        self._stopped = False

    def climb(self, ask: Ask, sink: Sink) -> Attempt:
        """Returns what came of it; every exchange is in the sink."""
        return self._built().climb(ask, sink)

    def missing(self) -> dict[str, str]:
        """Returns the layers that cannot be asked on this machine, each with the reason."""
        return self._built().missing()

    def interrupt(self) -> None:
        """Cuts short what is in flight; one that was never built has nothing."""
        with self._lock:
            self._stopped = True
            if self._ladder:
                self._ladder.interrupt()

    def _built(self) -> Rungs:
        with self._lock:
            if self._ladder is None:
                # An HTTP library and parsers of HTML, for a daemon that may wait for days.
                self._ladder = import_module("atlas.fetch").ladder(**self._settings)
                if self._stopped:
                    self._ladder.interrupt()
            assert self._ladder
            return self._ladder


class LateProbe:
    """Looks whether the network is there; what dials is loaded when it is needed."""

    def __init__(self, hosts: Hosts, url: str, networks: Sequence[Network], clock: Clock) -> None:
        self._hosts = hosts
        self._url = url
        self._networks = networks
        self._clock = clock

    def has_route(self) -> bool:
        """Whether this machine has a way out at all."""
        return vitals.has_route()

    def reaches(self) -> bool | None:
        """Whether the site of the settings, or one of those that answered last, is there; None where none is known."""
        known = (self._url,) if self._url else self._hosts.heard
        reach = import_module("atlas.fetch").reach
        return any(reach(self._networks, one, self._clock) for one in known) if known else None


class LateCatalog:
    """The catalog, opened for the first question that a glance does not answer; it is one in all else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._catalog: Catalog | None = None

    @property
    def losses(self) -> int:
        """How often the file that was written to was found deleted or replaced."""
        return self._catalog.losses if self._catalog else 0

    def bring_up_to_date(self) -> None:
        """Makes it, or what an older Atlas made of it, as this one needs it; raises CatalogBroken."""
        if layout.layout_of(self.path) != layout.LAYOUT:
            self._opened().note([], [])

    def quick_check(self, seconds: float) -> list[str]:
        """Returns what is wrong with the database, as far as so many seconds tell."""
        return glance.quick_check(self.path, seconds)

    def unread(self, reader: int, limit: int) -> "list[Row]":
        """Returns records that are worth reading and were not read by this reader or a later one, the newest first."""
        return self._opened().unread(reader, limit) if glance.has_unread(self.path, reader) else []

    def tend(self, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Has it looked after; returns the pieces. An empty one needs no care."""
        return 0 if glance.is_empty(self.path) else self._opened().tend(goes_on)

    def close(self) -> None:
        """Closes what is open."""
        with self._lock:
            if self._catalog:
                self._catalog.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opened(), name)

    def _opened(self) -> "Catalog":
        with self._lock:
            if self._catalog is None:
                self._catalog = import_module("atlas.catalog").Catalog(self.path)
            return self._catalog
