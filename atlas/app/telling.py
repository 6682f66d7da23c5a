"""What a home tells of itself, and to whom."""

from functools import cached_property
from socket import gethostname
from typing import TYPE_CHECKING

from atlas.app.working import Working
from atlas.jobs.crier import Crier
from atlas.jobs.health import Gathering
from atlas.jobs.watchman import Sight, Watchman
from atlas.journal import redacted
from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas import alerts
    from atlas.model.facts import Facts
else:
    alerts = Late("atlas.alerts")


class Telling(Working):
    """A home that tells how it is."""

    def facts(self) -> "Facts":
        """Returns what is known of the home and its machine now, for health and metrics."""
        return self.gathering.facts()

    @cached_property
    def gathering(self) -> Gathering:
        """Where facts come from."""
        return Gathering(
            self.folders, self.catalog, self.least, self.vitals, self.clock.now, self.clock.doubtful, self._missing
        )

    def _missing(self) -> tuple[dict[str, str], dict[str, str]]:
        return self.missing_layers(), self.missing_readers()

    def watchman(self) -> Watchman:
        """Returns who looks at everything beside capture and tells a person; only under the lock."""
        alerts, clock = self.settings.alerts, self.clock
        told = (self.send, clock.now, clock.monotonic, redacted, gethostname() or "this machine")
        crier = Crier(self.folders.state, alerts.urls, alerts.quiet, *told)
        sight = Sight(lambda: self.curator.seen(self.gathering.facts(cheap=True)), self.facts)
        ping = self.ping if self.settings.health.ping else None
        return Watchman(crier, sight, ping, alerts.digest, clock.now, clock.monotonic, self.is_active)

    def send(self, address: str, title: str, body: str) -> None:
        """Sends a message to an address of the settings; raises AtlasError where nobody took it."""
        alerts.send(self.secrets.resolved(address), title, body)

    def ping(self, *, state: str, told: str) -> None:
        """Tells the dead man's switch of the settings; raises AtlasError where it does not answer."""
        address = self.secrets.resolved(self.settings.health.ping)
        alerts.ping(address, state=state, told=told)
