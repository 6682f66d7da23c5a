"""The whole of it: the daemon, and the doors."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from platform import node
from typing import Any

from atlas import __version__, vitals
from atlas.app.telling import Telling
from atlas.doors.daemon import Daemon
from atlas.doors.inbox import Bell
from atlas.doors.keys import Allowance, Keys
from atlas.doors.mail import Maildir
from atlas.jobs.capture import Capture
from atlas.jobs.pulse import Pulse
from atlas.jobs.reading.behind import Behind
from atlas.jobs.washing.asking import Washer
from atlas.jobs.watchman import Watchman
from atlas.model.event import Event
from atlas.model.heartbeat import Beat
from atlas.model.metrics import metrics


class App(Telling):
    """One home and all that works on it."""

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
        """Returns the HTTP door and the one for captured pages, to be served; only here the framework is loaded."""
        web, parts = import_module("atlas.doors.web"), self.behind_the_door(tell, metrics)
        listen, snapshots, hosts = self.settings.web.listen, self.settings.web.snapshots, self.settings.web.hosts
        names = web.names_at(str(listen), listen.port, hosts)
        library = web.app_of(parts, names)
        if not snapshots:
            return library
        beside = web.names_at(str(snapshots), snapshots.port, hosts)
        return web.doors_of(library, {snapshots.port: web.show_of(parts, Washer(self.folders.raw), names, beside)})

    def behind_the_door(self, tell: Callable[[Event], None], metrics: Callable[[], str] | None = None) -> Any:
        """Returns what the HTTP door needs of this home."""
        keys, allowance = Keys(self.folders.state / "keys.json"), Allowance(self.clock.monotonic)
        web, port = import_module("atlas.doors.web"), self.settings.web.snapshots.port
        seen = {
            "facts": partial(self.gathering.lately, timedelta(minutes=1)),
            "machine": node() or "this machine",
            "viewing": web.Viewing(web.Passes(self.clock.now), port) if port else None,
        }
        return web.Parts(self.folders, self.catalog, self.vault, keys, allowance, self.clock.now, tell, metrics, **seen)

    def metrics(self) -> str:
        """Returns what Prometheus reads; from facts of a moment ago where it asks often."""
        return metrics(self.gathering.lately(timedelta(seconds=10)))
