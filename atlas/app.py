"""The one place where parts are built and joined."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from importlib import import_module
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any, Protocol, TextIO

from atlas import __version__, files, vitals
from atlas.catalog import Catalog
from atlas.clock import Clock
from atlas.config import Settings
from atlas.doors.daemon import Daemon
from atlas.doors.inbox import Bell
from atlas.errors import Misconfigured
from atlas.jobs.capture import Capture
from atlas.jobs.claim import Kept
from atlas.jobs.fetcher import Climber, Fetcher
from atlas.jobs.hosts import Hosts
from atlas.jobs.outage import Outage
from atlas.jobs.outside import Outside
from atlas.jobs.queue import Queue
from atlas.jobs.recovery import kept_of, recovered
from atlas.jobs.saver import Saver
from atlas.jobs.writer import Writer
from atlas.journal import Journal
from atlas.model.attempt import Ask, Attempt
from atlas.model.backoff import Backoff, Patience
from atlas.model.event import Event
from atlas.model.exchange import Sink
from atlas.model.snapshot import Snapshot
from atlas.model.verdict import RULES
from atlas.spool import Folders, Looks, Progress
from atlas.vault import Vault

Network = IPv4Network | IPv6Network
SOFTWARE = f"Atlas/{__version__}"
CHANCE = Random()  # noqa: S311 - for spreading waits
LOCAL_SWEEP = timedelta(seconds=5)
NETWORK_SWEEP = timedelta(seconds=15)


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

    def climb(self, ask: Ask, sink: Sink) -> Attempt:
        """Returns what came of it; every exchange is in the sink."""
        return self._built().climb(ask, sink)

    def missing(self) -> dict[str, str]:
        """Returns the layers that cannot be asked on this machine, each with the reason."""
        return self._built().missing()

    def interrupt(self) -> None:
        """Cuts short what is in flight."""
        self._built().interrupt()

    def _built(self) -> Rungs:
        with self._lock:
            if self._ladder is None:
                self._ladder = import_module("atlas.fetch").ladder(**self._settings)
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
        """Whether the site of the settings, or the one that answered last, is there; None where none is known."""
        url = self._url or self._hosts.heard
        return import_module("atlas.fetch").reach(self._networks, url, self._clock) if url else None


class App:
    """One home and all that works on it."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        paths = settings.paths
        self.folders = Folders(settings.home, paths.inbox, paths.raw, paths.processed, paths.failed, paths.state)
        self.vault = Vault(paths.raw)
        self.progress = Progress(self.folders.progress)

    @cached_property
    def catalog(self) -> Catalog:
        """The index of what was captured."""
        return Catalog(self.folders.state / "catalog.db")

    @property
    def log(self) -> Path:
        """Where the journal is kept."""
        return self.folders.state / "log"

    def journal(self, stream: TextIO | None, *, under_systemd: bool) -> Journal:
        """Returns the journal, told to a file and to a stream."""
        settings = self.settings.journal
        return Journal(
            self.log, settings.level, settings.format, settings.keep, stream, self.clock, under_systemd=under_systemd
        )

    @property
    def on_network(self) -> bool:
        """Whether others may change the inbox without this machine's kernel noticing."""
        return files.is_network(files.kind_of(self.folders.inbox))

    @property
    def sweep(self) -> timedelta:
        """How often to look though no bell rings."""
        return self.settings.queue.sweep or (NETWORK_SWEEP if self.on_network else LOCAL_SWEEP)

    @contextmanager
    def locked(self, tell: Callable[[Event], None]) -> Iterator[Kept]:
        """Holds the home's lock, with the spool put in order; gives the captures a cut may have left unsettled.

        Raises Busy where another Atlas holds it.
        """
        files.make_folder(self.folders.state)
        if files.is_network(files.kind_of(self.folders.state)):
            raise Misconfigured(f"{self.folders.state} lies on a network share: set [paths] state to a local disk.")
        lock = files.Lock(self.folders.state / "lock")
        cut = lock.take()
        try:
            self.folders.make()
            since = datetime.fromisoformat(cut.since) if cut else None
            for event in recovered(self.folders, self.vault, self.progress, since):
                tell(event)
            with closing(self.catalog):
                kept = kept_of(self.folders, self.vault, self.catalog, since, tell)
                lock.sign(self.clock.now())
                yield kept
        except BaseException:
            lock.drop()
            raise
        lock.free()

    @cached_property
    def networks(self) -> list[Network]:
        """The networks of one's own that may be captured."""
        return [ip_network(one) for one in self.settings.fetch.allow_networks]

    @cached_property
    def hosts(self) -> Hosts:
        """What is known of each host."""
        hosts = Hosts(self.folders.state / "hosts.json", self._gap_of, self.clock.now, self.clock.monotonic)
        hosts.refresh()
        return hosts

    def ladder(self) -> LateLadder:
        """Returns the ladder of the settings."""
        settings, archives = self.settings.fetch, self.settings.archives
        return LateLadder(
            layers=settings.layers,
            allow_networks=self.networks,
            own_ports=frozenset(),
            deadline_seconds=settings.deadline.total_seconds(),
            max_bytes=settings.max_bytes,
            contact=settings.contact,
            robots=settings.robots,
            timegates=archives.timegates,
            wayback=archives.wayback.rstrip("/"),
            hosts=self.hosts,
            clock=self.clock,
            browser=settings.browser,
            homes=self.folders.state / "browser",
        )

    def missing_layers(self) -> dict[str, str]:
        """Returns the layers of the settings that this machine lacks, each with the reason."""
        return self.ladder().missing()

    def tried(self, url: str, *, last: bool) -> Attempt:
        """Returns what the ladder brings for an address; nothing is kept of it."""
        now = self.clock.now()
        patience = Patience(self.backoff, now - self.backoff.lifetime * last, now, len(self.backoff.schedule) * last)
        ask = Ask(url, now, patience)
        return self.ladder().climb(ask, import_module("atlas.fetch").Nowhere())

    def judged(self, snapshot: Snapshot) -> Snapshot:
        """Returns a snapshot as today's rules judge it."""
        if snapshot.facts.rules >= RULES:
            return snapshot
        anew: Snapshot = import_module("atlas.jobs.judging").judged_anew(self.vault, snapshot)
        return anew

    @cached_property
    def backoff(self) -> Backoff:
        """The patience of the settings."""
        settings = self.settings.retry
        return Backoff(settings.schedule, settings.lifetime, settings.lull)

    def capture(self, kept: Kept) -> Capture:
        """Returns the loop from due to settled; only under the lock."""
        settings = self.settings
        clock, ladder = self.clock, self.ladder()
        probe = LateProbe(self.hosts, settings.fetch.probe, self.networks, clock)
        saver = Saver(self._asked_to_save) if settings.archives.save else None
        outside = Outside(self.hosts, Outage(probe, clock.monotonic), clock.now, clock.monotonic, saver)
        rest = settings.queue.rest.total_seconds()
        looks = Looks(self.folders.inbox, rest, clock.monotonic)
        queue = Queue(self.folders, looks, self.progress, self.hosts.free_at, clock.now, clock.monotonic)
        queue.kept = kept
        fetcher = Fetcher(self.vault, ladder, outside, self.catalog, self.backoff, clock.now, CHANCE, SOFTWARE)
        writer = Writer(self.folders, self.vault, self.catalog, self.progress, clock.now, queue.release)
        sweep = self.sweep.total_seconds()
        most = settings.queue.fetchers
        return Capture(queue, writer, fetcher, ladder, outside, clock.monotonic, self.has_room, most, sweep)

    def daemon(self, capture: Capture, tell: Callable[[Event], None]) -> Daemon:
        """Returns the daemon around a capture."""
        watched = self.settings.queue.bell == "auto" and not self.on_network
        bell = Bell(self.folders.inbox, capture.ring) if watched else None
        return Daemon(capture, bell, self.clock, tell, self.sweep.total_seconds())

    def has_room(self) -> bool:
        """Whether there is more free disk than is to be kept free."""
        return vitals.free_bytes(self.folders.raw) >= self.settings.vitals.free_disk

    def _asked_to_save(self, url: str) -> tuple[bool, str]:
        wayback, contact = self.settings.archives.wayback.rstrip("/"), self.settings.fetch.contact
        asked: tuple[bool, str] = import_module("atlas.fetch").saving(wayback, contact, self.hosts, self.clock)(url)
        return asked

    def _gap_of(self, host: str) -> float:
        own = self.settings.hosts.get(host)
        return (own.host_gap if own else self.settings.fetch.host_gap).total_seconds()
