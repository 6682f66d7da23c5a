"""What goes out to the web from a home."""

import os
from functools import cached_property
from ipaddress import ip_network
from typing import TYPE_CHECKING

from atlas.app.sharing import Sharing
from atlas.config.jars import Jars
from atlas.config.secrets import Secrets, identity_of
from atlas.jobs.hosts import Hosts
from atlas.jobs.late import LateLadder, Network
from atlas.model.attempt import Ask, Attempt
from atlas.model.backoff import Backoff, Patience
from atlas.model.breaker import Fuse
from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas import fetch
    from atlas.jobs.saver import Ask as SaveAsk
else:
    fetch = Late("atlas.fetch")
# By its name alone: no code but a reading child's is to know of what reads pages.
libraries = Late("atlas.extract.libraries")


class Outward(Sharing):
    """A home, and what of it goes out to the web."""

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

    @property
    def secrets(self) -> Secrets:
        """What nobody may read."""
        return Secrets(self.folders.state / "secrets.age", identity_of(os.environ))

    @cached_property
    def cookies(self) -> Jars:
        """The cookies a person brought, by host."""
        return Jars(self.secrets, self.clock.now)

    @cached_property
    def backoff(self) -> Backoff:
        """The patience of the settings."""
        settings = self.settings.retry
        return Backoff(settings.schedule, settings.lifetime, settings.lull)

    def ladder(self) -> LateLadder:
        """Returns the ladder of the settings."""
        settings, archives = self.settings.fetch, self.settings.archives
        return LateLadder(
            layers=settings.layers,
            allow_networks=self.networks,
            own_ports=frozenset({self.settings.web.listen.port, self.settings.web.snapshots.port} - {0}),
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
            cookies=self.cookies,
        )

    def missing_layers(self) -> dict[str, str]:
        """Returns the layers of the settings that this machine lacks, each with the reason."""
        return self.ladder().missing()

    def missing_readers(self) -> dict[str, str]:
        """Returns the kinds of files that this machine cannot read, each with the reason."""
        missing: dict[str, str] = libraries.missing()
        return missing

    def tried(self, url: str, *, last: bool) -> Attempt:
        """Returns what the ladder brings for an address; nothing is kept of it."""
        now = self.clock.now()
        patience = Patience(
            self.backoff, now - self.backoff.lifetime * last, now, len(self.backoff.schedule) * last, tried=last
        )
        ask = Ask(url, now, patience)
        return self.ladder().climb(ask, fetch.Nowhere())

    @cached_property
    def _asks_to_save(self) -> "SaveAsk":
        wayback, contact = self.settings.archives.wayback.rstrip("/"), self.settings.fetch.contact
        return fetch.saving(wayback, contact, self.hosts, self.clock, self.cookies)

    @property
    def _fuse(self) -> Fuse:
        return Fuse(self.settings.breaker.threshold, self.settings.breaker.cooldown)

    def _gap_of(self, host: str) -> float:
        own = self.settings.hosts.get(host)
        return (own.host_gap if own else self.settings.fetch.host_gap).total_seconds()
