"""What dials, loaded when it is first needed: a daemon that waits has no HTTP library in memory."""

from collections.abc import Sequence
from importlib import import_module
from ipaddress import IPv4Network, IPv6Network
from threading import Lock
from typing import Any, Protocol

from atlas import vitals
from atlas.clock import Clock
from atlas.jobs.fetcher import Climber
from atlas.jobs.hosts import Hosts
from atlas.model.attempt import Ask, Attempt
from atlas.model.exchange import Sink

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
