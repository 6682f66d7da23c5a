"""The whole of it: the daemon, and the doors."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING, Any

from atlas import __version__, vitals
from atlas.app.home import Held
from atlas.app.telling import Telling
from atlas.doors.daemon import GRACE, Daemon, Door
from atlas.doors.inbox import Bell
from atlas.doors.supervisor import Supervisor
from atlas.jobs.canary import CROWD, Aviary
from atlas.jobs.capture import Capture
from atlas.jobs.pulse import Pulse
from atlas.jobs.reading.behind import Behind
from atlas.jobs.thrift import Thrift
from atlas.jobs.upkeep.steward import Going, Steward
from atlas.jobs.watchman import Watchman
from atlas.model.event import Event
from atlas.model.heartbeat import Beat
from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas.doors import keys, mail, standby, web
    from atlas.jobs.washing import asking
    from atlas.model import metrics as exposition
    from atlas.vitals import memory
else:
    # Doors that most daemons do not have; what an open one needs is loaded when it is opened.
    keys, mail, standby, web = (Late(f"atlas.doors.{one}") for one in ("keys", "mail", "standby", "web"))
    asking, exposition = Late("atlas.jobs.washing.asking"), Late("atlas.model.metrics")
    # It calls the C library by what the watch on the inbox has loaded by then.
    memory = Late("atlas.vitals.memory")


class App(Telling):
    """One home and all that works on it."""

    def daemon(
        self, capture: Capture, tell: Callable[[Event], None], watchman: Watchman, doors: Sequence[Door] = ()
    ) -> Daemon:
        """Returns the daemon around a capture."""
        watched = self.settings.queue.bell == "auto" and not self.on_network
        bell = Bell(self.folders.inbox, capture.ring) if watched else None
        behind, sweep = self.behind(capture), self.sweep.total_seconds()
        beat = partial(self._beat, capture, bell, behind, self.clock.now())
        pulse = Pulse(self.folders.state, beat, self.vitals, self.clock.now, self.clock.monotonic)
        aviary, steward = self._watched_over(capture, bell), self._steward(capture)
        thrift = Thrift(memory.give_back, self.clock.monotonic)
        own: list[Door] = [*self.doors, pulse, watchman, aviary, self.curator, thrift, *([steward] if steward else [])]

        def heard(event: Event) -> Iterator[Event]:
            self.curator.hear(event)
            yield from aviary.told(event)

        def farewell() -> None:
            aviary.stop()
            self.curator.stop()
            if steward:
                steward.stop()
            pulse.stop()

        listener = Supervisor(os.environ, beat, partial(getattr, bell, "lives", True), self.clock.monotonic)
        return Daemon(capture, bell, self.clock, tell, sweep, behind, [*own, *doors], farewell, heard, listener)

    def take_turns(self, held: Held, tell: Callable[[Event], None], watchman: Watchman) -> None:
        """Waits for the lease, works as long as it has it, and waits again; until it is told to stop."""
        began = self.clock.now()

        def beat() -> Beat:
            return self._role(Beat(self.clock.now(), began, __version__, os.getpid()))

        read = partial(vitals.read, self.folders.state)
        pulse = Pulse(self.folders.state, beat, read, self.clock.now, self.clock.monotonic)
        listener = Supervisor(os.environ, beat, lambda: True, self.clock.monotonic)

        def work(term: "standby.Term") -> str:
            # The earlier of both cuts: what another machine left, and what this one did before it stood by.
            since = min([one for one in (term.since, held.since) if one], default=None)
            listener.begins()
            with self.in_order(held, since, tell) as kept:
                # Anew for each term: all that capture has in mind is of folders that another machine has worked on
                # since.
                daemon = self.daemon(self.capture(kept), tell, watchman, [term])
                term.begin(lambda why: daemon.stop(why, 0.0 if why == standby.LOST else GRACE))
                return daemon.run()

        with closing(self.catalog):
            self.standby(tell).run(work, [listener, pulse, self.following, watchman])
        pulse.stop()

    def _role(self, beat: Beat) -> Beat:
        """Returns what the daemon says of itself, with its part among several machines."""
        if not self.settings.standby.nodes:
            return beat
        lease, role = self.tenant.lease, "active" if self.tenant.epoch else "standing by"
        told = (lease.holder, lease.epoch) if lease else ("", 0)
        return replace(beat, role=role, holder=told[0], epoch=told[1], lease_age=self.tenant.age)

    def _steward(self, capture: Capture) -> Steward | None:
        """Returns who begins overdue rounds of upkeep, or None where only timers are to."""
        if not self.settings.upkeep.daemon:
            return None
        clock, held_up = self.clock, (lambda: bool(capture.paused))
        return Steward(self.folders.state, self._upkeep, held_up, clock.now, clock.monotonic)

    def _upkeep(self, period: str) -> Going:
        """Begins a round in a process of its own, as a timer would, behind everything else."""
        words = [sys.executable, "-m", "atlas", "--home", str(self.settings.home), "upkeep", period]
        nowhere = subprocess.DEVNULL
        # A process: upkeep reads gigabytes and imports what capture never needs; when it ends, its memory is gone.
        going = subprocess.Popen(words, stdin=nowhere, stdout=nowhere, stderr=nowhere)  # noqa: S603 - Atlas itself
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, going.pid, 10)
        return going

    def _watched_over(self, capture: Capture, bell: Bell | None) -> Aviary:
        """Returns the canary's rounds through this capture, and past this bell."""
        aviary = self.aviary
        aviary.held_up = lambda: bool(capture.paused) or capture.left > CROWD
        if bell:
            aviary.rung, aviary.deaf = (lambda: bell.rung), bell.take_down
        return aviary

    def _beat(self, capture: Capture, bell: Bell | None, behind: Behind | None, started_at: datetime) -> Beat:
        """Returns what the daemon says of itself."""
        beat = Beat(
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
        return self._role(beat)

    @property
    def doors(self) -> "list[mail.Maildir]":
        """The ways in beside the inbox that the settings name."""
        maildir = self.settings.mail.maildir
        return [mail.Maildir(self.settings.home / Path(maildir).expanduser(), self.folders)] if maildir else []

    def door(self, tell: Callable[[Event], None], metrics: Callable[[], str] | None = None) -> Any:
        """Returns the HTTP door and the one for captured pages, to be served; only here the framework is loaded."""
        parts = self.behind_the_door(tell, metrics)
        listen, snapshots, hosts = self.settings.web.listen, self.settings.web.snapshots, self.settings.web.hosts
        names = web.names_at(str(listen), listen.port, hosts)
        library = web.app_of(parts, names)
        if not snapshots:
            return library
        beside = web.names_at(str(snapshots), snapshots.port, hosts)
        return web.doors_of(
            library, {snapshots.port: web.show_of(parts, asking.Washer(self.folders.raw), names, beside)}
        )

    def behind_the_door(self, tell: Callable[[Event], None], metrics: Callable[[], str] | None = None) -> Any:
        """Returns what the HTTP door needs of this home."""
        known, allowance = keys.Keys(self.folders.state / "keys.json"), keys.Allowance(self.clock.monotonic)
        port = self.settings.web.snapshots.port
        return web.Parts(
            *(self.folders, self.catalog, self.vault, known, allowance, self.clock.now, tell, metrics),
            facts=partial(self.gathering.lately, timedelta(minutes=1)),
            machine=gethostname() or "this machine",
            viewing=web.Viewing(web.Passes(self.clock.now), port) if port else None,
        )

    def metrics(self) -> str:
        """Returns what Prometheus reads; from facts of a moment ago where it asks often."""
        return exposition.metrics(self.gathering.lately(timedelta(seconds=10)))
