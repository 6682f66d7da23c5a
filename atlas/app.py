"""The one place where parts are built and joined."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import cached_property, partial
from importlib import import_module
from ipaddress import ip_network
from pathlib import Path
from platform import node
from random import Random
from socket import gethostname
from typing import Any, TextIO

from atlas import __version__, files, vitals
from atlas.catalog import Catalog
from atlas.clock import Clock
from atlas.config import Settings
from atlas.config.secrets import Secrets, identity_of
from atlas.doors.daemon import Daemon
from atlas.doors.inbox import Bell
from atlas.doors.keys import Allowance, Keys
from atlas.doors.mail import Maildir
from atlas.errors import CatalogBroken, Misconfigured
from atlas.jobs.articles import readings_in
from atlas.jobs.capture import Capture
from atlas.jobs.claim import Kept
from atlas.jobs.crier import Crier
from atlas.jobs.fetcher import Fetcher
from atlas.jobs.healing import Healing
from atlas.jobs.health import Gathering
from atlas.jobs.hosts import Hosts
from atlas.jobs.keeping import Keeping
from atlas.jobs.late import LateLadder, LateProbe, Network
from atlas.jobs.outage import Outage
from atlas.jobs.outside import Outside
from atlas.jobs.pulse import Pulse
from atlas.jobs.queue import Queue
from atlas.jobs.reading.behind import Behind
from atlas.jobs.reading.desk import Desk
from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.nursery import Nursery
from atlas.jobs.recall import Recall
from atlas.jobs.recovery import kept_of, recovered
from atlas.jobs.saver import Ask as SaveAsk
from atlas.jobs.saver import Saver
from atlas.jobs.strain import Strain
from atlas.jobs.watchman import Sight, Watchman
from atlas.jobs.writer import Writer
from atlas.journal import Journal, redacted
from atlas.model.article import Reading
from atlas.model.attempt import Ask, Attempt
from atlas.model.backoff import Backoff, Patience
from atlas.model.breaker import Fuse
from atlas.model.event import Event, Warned
from atlas.model.facts import Facts
from atlas.model.heartbeat import Beat
from atlas.model.metrics import metrics
from atlas.model.rotation import Rotation
from atlas.model.snapshot import Snapshot
from atlas.model.verdict import RULES
from atlas.model.vitals import Limits as Least
from atlas.spool import Folders, Looks, Progress
from atlas.vault import Vault

SOFTWARE = f"Atlas/{__version__}"
CHANCE = Random()  # noqa: S311 - for spreading waits
LOCAL_SWEEP = timedelta(seconds=5)
NETWORK_SWEEP = timedelta(seconds=15)


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

    def journal(self, stream: TextIO | None, *, under_systemd: bool, beside: str = "") -> Journal:
        """Returns the journal, told to a file and to a stream; a process beside the daemon has a folder of its own."""
        settings = self.settings.journal
        folder = self.log / beside
        return Journal(
            folder, settings.level, settings.format, settings.keep, stream, self.clock, under_systemd=under_systemd
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
    def locked(self, tell: Callable[[Event], None], *, heal: bool = True) -> Iterator[Kept]:
        """Holds the home's lock, with the spool put in order; gives the captures a cut may have left unsettled.

        Raises Busy where another Atlas holds it. A damaged catalog is healed, but for who makes it anew anyway.
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
                healing = Healing(self.folders, self.vault, self.catalog, self.judged, self.clock.now)
                for event in healing.run(cut=bool(cut)) if heal else ():
                    tell(event)
                self._update_catalog(tell)
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
        hosts = Hosts(self.folders.state / "hosts.json", self._gap_of, self.clock.now, self.clock.monotonic, self._fuse)
        hosts.refresh()
        return hosts

    def ladder(self) -> LateLadder:
        """Returns the ladder of the settings."""
        settings, archives = self.settings.fetch, self.settings.archives
        return LateLadder(
            layers=settings.layers,
            allow_networks=self.networks,
            own_ports=frozenset({self.settings.web.listen.port}),
            deadline_seconds=settings.deadline.total_seconds(),
            max_bytes=settings.max_bytes,
            contact=settings.contact,
            robots=settings.robots == "always",
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

    def missing_readers(self) -> dict[str, str]:
        """Returns the kinds of files that this machine cannot read, each with the reason."""
        missing: dict[str, str] = import_module("atlas.extract.libraries").missing()
        return missing

    def tried(self, url: str, *, last: bool) -> Attempt:
        """Returns what the ladder brings for an address; nothing is kept of it."""
        now = self.clock.now()
        patience = Patience(
            self.backoff, now - self.backoff.lifetime * last, now, len(self.backoff.schedule) * last, tried=last
        )
        ask = Ask(url, now, patience)
        return self.ladder().climb(ask, import_module("atlas.fetch").Nowhere())

    def judged(self, snapshot: Snapshot) -> Snapshot:
        """Returns a snapshot as today's rules judge it."""
        if snapshot.facts.rules >= RULES:
            return snapshot
        anew: Snapshot = import_module("atlas.jobs.judging").judged_anew(self.vault, snapshot)
        return anew

    def readings(self) -> Iterable[Reading]:
        """Returns what the files of articles tell of."""
        return readings_in(self.folders)

    @cached_property
    def keeping(self) -> Keeping:
        """What keeps this home safe: backups, and the way back from them."""
        told = self.settings.backup
        rotation = Rotation(told.daily, told.weekly, told.monthly)
        return Keeping(
            *(self.folders, self.catalog, self.clock, self.judged, told.to, rotation, told.encrypt_to),
            *(gethostname(), __version__),
        )

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
        saver = Saver(self._asks_to_save) if settings.archives.save else None
        outside = Outside(self.hosts, Outage(probe, clock.monotonic), clock.now, clock.monotonic, saver)
        rest = settings.queue.rest.total_seconds()
        looks = Looks(self.folders.inbox, rest, clock.monotonic)
        queue = Queue(self.folders, looks, self.progress, self.hosts.free_at, clock.now, clock.monotonic)
        queue.kept, queue.recall = kept, Recall(self.catalog, self.vault, self.folders)
        fetcher = Fetcher(self.vault, ladder, outside, self.catalog, self.backoff, clock.now, CHANCE, SOFTWARE)
        writer = Writer(self.folders, self.vault, self.catalog, self.progress, clock.now, queue.release)
        sweep = self.sweep.total_seconds()
        most = settings.queue.fetchers
        return Capture(
            queue, writer, fetcher, ladder, outside, clock.monotonic, self.has_room, most, sweep, self.strain
        )

    def nursery(self) -> Nursery:
        """Returns where the children come from that read pages."""
        settings = self.settings.read
        return Nursery(self.folders.raw, Limits(settings.time.total_seconds(), settings.memory))

    def desk(self, nursery: Nursery) -> Desk:
        """Returns where snapshots become articles; only under the lock."""
        return Desk(self.folders, self.catalog, nursery, self.clock.now, self.clock.monotonic)

    def behind(self, capture: Capture) -> Behind | None:
        """Returns the reading behind a capture, or None where the settings want none."""
        if not self.settings.read.enabled:
            return None
        nursery, workers = self.nursery(), self.settings.read.workers
        unread = partial(self.catalog.unread, 1)
        busy = partial(_is_busy, capture)
        return Behind(
            self.desk(nursery), nursery, unread, busy, self._may_read, workers, self.clock.monotonic, capture.wake
        )

    def daemon(self, capture: Capture, tell: Callable[[Event], None], watchman: Watchman) -> Daemon:
        """Returns the daemon around a capture."""
        watched = self.settings.queue.bell == "auto" and not self.on_network
        bell = Bell(self.folders.inbox, capture.ring) if watched else None
        behind, sweep = self.behind(capture), self.sweep.total_seconds()
        beat = partial(self._beat, capture, bell, behind, self.clock.now())
        read = partial(vitals.read, self.folders.raw)
        pulse = Pulse(self.folders.state, beat, read, self.clock.now, self.clock.monotonic)
        return Daemon(capture, bell, self.clock, tell, sweep, behind, [*self.doors, pulse, watchman], pulse.stop)

    def _beat(self, capture: Capture, bell: Bell | None, behind: Behind | None, started_at: datetime) -> Beat:
        """Returns what the daemon says of itself."""
        return Beat(
            at=self.clock.now(),
            started_at=started_at,
            version=__version__,
            pid=os.getpid(),
            bell=bell.state if bell else "off",
            swept_at=capture.swept_at,
            left=capture.left,
            flying=capture.flying,
            unrested=capture.unrested,
            paused=capture.paused,
            reading="off" if behind is None else "idle" if behind.idle else "busy",
        )

    @property
    def doors(self) -> list[Maildir]:
        """The ways in beside the inbox that the settings name."""
        maildir = self.settings.mail.maildir
        return [Maildir(self.settings.home / Path(maildir).expanduser(), self.folders)] if maildir else []

    def door(self, tell: Callable[[Event], None], metrics: Callable[[], str] | None = None) -> Any:
        """Returns the HTTP door, to be served; only here the web framework is loaded."""
        web, parts = import_module("atlas.doors.web"), self.behind_the_door(tell, metrics)
        listen = self.settings.web.listen
        return web.app_of(parts, web.names_at(str(listen), listen.port, self.settings.web.hosts))

    def behind_the_door(self, tell: Callable[[Event], None], metrics: Callable[[], str] | None = None) -> Any:
        """Returns what the HTTP door needs of this home."""
        keys, allowance = Keys(self.folders.state / "keys.json"), Allowance(self.clock.monotonic)
        parts = import_module("atlas.doors.web").Parts
        return parts(self.folders, self.catalog, self.vault, keys, allowance, self.clock.now, tell, metrics)

    def watchman(self) -> Watchman:
        """Returns who looks at everything beside capture and tells a person; only under the lock."""
        alerts, clock = self.settings.alerts, self.clock
        told = (self.send, clock.now, clock.monotonic, redacted, node() or "this machine")
        crier = Crier(self.folders.state, alerts.urls, alerts.quiet, *told)
        sight = Sight(partial(self.gathering.facts, cheap=True), self.facts)
        ping = self.ping if self.settings.health.ping else None
        return Watchman(crier, sight, ping, alerts.digest, clock.now, clock.monotonic)

    def send(self, address: str, title: str, body: str) -> None:
        """Sends a message to an address of the settings; raises AtlasError where nobody took it."""
        import_module("atlas.alerts").send(self._secrets.resolved(address), title, body)

    def ping(self, *, well: bool, told: str) -> None:
        """Tells the dead man's switch of the settings; raises AtlasError where it does not answer."""
        address = self._secrets.resolved(self.settings.health.ping)
        import_module("atlas.alerts").ping(address, well=well, told=told)

    @property
    def _secrets(self) -> Secrets:
        return Secrets(self.folders.state / "secrets.age", identity_of(os.environ))

    def has_room(self) -> bool:
        """Whether there is more free disk than is to be kept free."""
        return vitals.free_bytes(self.folders.raw) >= self.settings.vitals.free_disk

    def metrics(self) -> str:
        """Returns what Prometheus reads; from facts of a moment ago where it asks often."""
        return metrics(self.gathering.lately(timedelta(seconds=10)))

    def facts(self) -> Facts:
        """Returns what is known of the home and its machine now, for health and metrics."""
        return self.gathering.facts()

    @cached_property
    def gathering(self) -> Gathering:
        """Where facts come from."""
        read = partial(vitals.read, _nearest(self.folders.raw))
        return Gathering(
            self.folders, self.catalog, self.least, read, self.clock.now, self.clock.doubtful, self._missing
        )

    def _missing(self) -> tuple[dict[str, str], dict[str, str]]:
        return self.missing_layers(), self.missing_readers()

    @cached_property
    def least(self) -> Least:
        """What the settings ask of the machine."""
        vital = self.settings.vitals
        return Least(vital.free_disk, vital.temperature, vital.memory)

    @cached_property
    def strain(self) -> Strain:
        """How hard the machine is strained."""
        return Strain(partial(vitals.read, self.folders.raw), self.least, self.clock.monotonic)

    def _may_read(self) -> bool:
        return self.has_room() and not self.strain.rests

    def _update_catalog(self, tell: Callable[[Event], None]) -> None:
        """Brings a catalog that an older Atlas made up to date; without one capture goes on all the same."""
        try:
            self.catalog.note([], [])
        except CatalogBroken as error:
            tell(Warned("The catalog does not open; capture goes on without it.", str(error), error.hint))

    @cached_property
    def _asks_to_save(self) -> SaveAsk:
        wayback, contact = self.settings.archives.wayback.rstrip("/"), self.settings.fetch.contact
        asks: SaveAsk = import_module("atlas.fetch").saving(wayback, contact, self.hosts, self.clock)
        return asks

    @property
    def _fuse(self) -> Fuse:
        return Fuse(self.settings.breaker.threshold, self.settings.breaker.cooldown)

    def _gap_of(self, host: str) -> float:
        own = self.settings.hosts.get(host)
        return (own.host_gap if own else self.settings.fetch.host_gap).total_seconds()


def _is_busy(capture: Capture) -> bool:
    """Whether reading must wait: not for what itself waits for the network or the disk."""
    return capture.busy and not capture.stuck


def _nearest(path: Path) -> Path:
    """Returns a folder, or the nearest above it that is there: both lie on one disk."""
    return next(one for one in (path, *path.parents) if one.is_dir())
