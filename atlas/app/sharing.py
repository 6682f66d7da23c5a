"""A home whose archive other machines share: the right to work on it."""

import os
import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from socket import gethostname
from typing import TYPE_CHECKING

from atlas.app.home import Held, Home
from atlas.errors import Misconfigured
from atlas.jobs.claim import Kept
from atlas.model.event import Event
from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas import alerts
    from atlas.doors import standby
    from atlas.jobs.standby import following, share, tenant
    from atlas.model import lease
else:
    alerts = Late("atlas.alerts")
    # Most machines are alone on their archive.
    lease, standby = Late("atlas.model.lease"), Late("atlas.doors.standby")
    following, share, tenant = (Late(f"atlas.jobs.standby.{one}") for one in ("following", "share", "tenant"))


class Sharing(Home):
    """A home, alone or one of several on an archive."""

    @contextmanager
    def locked(self, tell: Callable[[Event], None], *, heal: bool = True, own: bool = False) -> Iterator[Kept]:
        """Holds the home's lock, with the spool put in order; gives the captures a cut may have left unsettled.

        Raises Busy where another Atlas holds it, or another machine the lease. What concerns nothing but this
        machine's `own` needs no lease, and leaves the spool as it is.
        """
        with self.held() as held:
            if not self.settings.standby.nodes:
                with self.in_order(held, held.since, tell, heal=heal) as kept:
                    yield kept
            elif own:
                with closing(self.catalog):
                    self.update_catalog(tell)
                    yield {}
            else:
                with self._leased(held, tell, heal) as kept:
                    yield kept

    @contextmanager
    def _leased(self, held: Held, tell: Callable[[Event], None], heal: bool) -> Iterator[Kept]:
        with self.standby(tell).at_once() as term:
            term.begin(lambda why: os.kill(os.getpid(), signal.SIGTERM))
            since = min([one for one in (term.since, held.since) if one], default=None)
            with self.in_order(held, since, tell, heal=heal) as kept:
                yield kept

    @cached_property
    def seat(self) -> "lease.Seat":
        """This machine among the others; raises Misconfigured where they do not know it."""
        settings = self.settings.standby
        name = settings.name or gethostname().partition(".")[0]
        if name not in settings.nodes:
            told = ", ".join(settings.nodes)
            raise Misconfigured(
                f"This machine is {name}, and [standby] nodes are {told}: set ATLAS_STANDBY__NAME here."
            )
        if self._shares_state:
            raise Misconfigured(
                f"{self.folders.state} lies in the home that the machines share: each needs its own. Set [paths] state "
                'to a folder outside, such as "~/.local/state/atlas".'
            )
        return lease.Seat(name, settings.nodes, settings.ttl.total_seconds())

    @cached_property
    def tenant(self) -> "tenant.Tenant":
        """This machine's side of the lease."""
        assert self.folders.shared
        told = share.Share(self.folders.shared / "lease")
        return tenant.Tenant(self.seat, told, secrets.token_hex(4), self.clock.now, self.clock.elapsed, self._answers)

    def standby(self, tell: Callable[[Event], None]) -> "standby.Standby":
        """Returns what waits for the lease."""
        return standby.Standby(self.tenant, self.clock.elapsed, tell, standby.wish_in(self.folders.state))

    @cached_property
    def following(self) -> "following.Following":
        """What keeps this machine's catalog near to what others capture."""
        return following.Following(self.folders, self.vault, self.catalog, self.judged, self.clock.elapsed)

    def fence(self) -> None:
        """Raises Fenced where another machine may work on the archive by now; notes where the clock was set back."""
        if self.lock:
            self.lock.follow(self.clock.now())
        if self.settings.standby.nodes:
            self.tenant.check()

    def is_active(self) -> bool:
        """Whether this machine is the one that works."""
        return not self.settings.standby.nodes or bool(self.tenant.epoch)

    def _answers(self, holder: str, epoch: int) -> bool:
        """Whether a machine says at its door that it works, though nothing comes from it through the share."""
        doors = dict(zip(self.settings.standby.nodes, self.settings.standby.doors, strict=False))
        if not doors.get(holder):
            return False
        return alerts.still_has(doors[holder], epoch)

    @property
    def _shares_state(self) -> bool:
        home, raw, state = (one.resolve() for one in (self.folders.home, self.folders.raw, self.folders.state))
        return raw.is_relative_to(home) and state.is_relative_to(home)
