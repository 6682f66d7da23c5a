"""Capture, and reading behind it."""

from functools import cached_property, partial
from random import Random
from typing import TYPE_CHECKING

from atlas import __version__
from atlas.app.outward import Outward
from atlas.jobs.canary import Aviary, Perch
from atlas.jobs.capture import Capture
from atlas.jobs.claim import Kept
from atlas.jobs.curator import Curator
from atlas.jobs.fetcher import Climber, Fetcher
from atlas.jobs.late import LateProbe
from atlas.jobs.outage import Outage
from atlas.jobs.outside import Outside
from atlas.jobs.queue import Queue
from atlas.jobs.reading.behind import Behind
from atlas.jobs.reading.desk import Desk
from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.nursery import Nursery, seats
from atlas.jobs.recall import Recall
from atlas.jobs.sparing import Sparing
from atlas.jobs.strain import Strain
from atlas.jobs.writer import Writer
from atlas.model.canary import Flight
from atlas.model.late import Late
from atlas.model.vitals import Limits as Least
from atlas.spool import Looks

if TYPE_CHECKING:
    from atlas import fetch
    from atlas.jobs import saver
else:
    fetch, saver = Late("atlas.fetch"), Late("atlas.jobs.saver")

SOFTWARE = f"Atlas/{__version__}"
CHANCE = Random()  # noqa: S311 - for spreading waits


class Working(Outward):
    """A home where pages are captured and read."""

    def capture(self, kept: Kept) -> Capture:
        """Returns the loop from due to settled; only under the lock."""
        settings = self.settings
        clock, ladder = self.clock, self.ladder()
        probe = LateProbe(self.hosts, settings.fetch.probe, self.networks, clock)
        asks = saver.Saver(self._asks_to_save) if settings.archives.save else None
        outside = Outside(self.hosts, Outage(probe, clock.monotonic), clock.now, clock.monotonic, asks)
        rest = settings.queue.rest.total_seconds()
        looks = Looks(self.folders.inbox, rest, clock.monotonic)
        queue = Queue(self.folders, looks, self.progress, self.hosts.free_at, clock.now, clock.monotonic)
        queue.kept, queue.recall = kept, Recall(self.catalog, self.vault, self.folders)
        way, index = self.aviary.way, Sparing(self.catalog)
        fetcher = Fetcher(self.vault, ladder, outside, self.catalog, self.backoff, clock.now, CHANCE, SOFTWARE, way)
        writer = Writer(self.folders, self.vault, index, self.progress, clock.now, queue.release, self.fence)
        sweep = self.sweep.total_seconds()
        most = settings.queue.fetchers
        return Capture(
            queue, writer, fetcher, ladder, outside, clock.monotonic, self.has_room, most, sweep, self.strain
        )

    @cached_property
    def aviary(self) -> Aviary:
        """Where canaries fly from."""
        every, clock = self.settings.health.canary.total_seconds(), self.clock
        return Aviary(self.folders, self.vault, every, perch, self._way_to, clock.now, clock.monotonic)

    def _way_to(self, flight: Flight) -> Climber:
        return fetch.ladder_to(flight, self.clock)

    @cached_property
    def curator(self) -> Curator:
        """Who looks after the catalog; only under the lock."""
        clock = self.clock
        return Curator(self.folders, self.vault, self.catalog, self.judged, clock.now, clock.monotonic, clock.sleep)

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
        nursery, workers = self.nursery(), seats(self.settings.read.workers)
        unread = partial(self.catalog.unread, 1)
        busy = partial(_is_busy, capture)
        return Behind(
            self.desk(nursery), nursery, unread, busy, self._may_read, workers, self.clock.monotonic, capture.wake
        )

    @cached_property
    def least(self) -> Least:
        """What the settings ask of the machine."""
        vital = self.settings.vitals
        return Least(vital.free_disk, vital.temperature, vital.memory, vital.endurance)

    @cached_property
    def strain(self) -> Strain:
        """How hard the machine is strained."""
        return Strain(self.vitals, self.least, self.clock.monotonic)

    def _may_read(self) -> bool:
        return self.has_room() and not self.strain.rests and not self.curator.mending


def perch() -> Perch:
    """Returns where a canary's page may be served; what serves it is loaded only then."""
    return fetch.Perch()


def _is_busy(capture: Capture) -> bool:
    """Whether reading must wait: not for what itself waits for the network or the disk."""
    return capture.busy and not capture.stuck
