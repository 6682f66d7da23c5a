"""The world outside, as capture sees it: the network, and the hosts in it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from atlas.errors import Unkept
from atlas.jobs.hosts import Hosts
from atlas.jobs.outage import Outage
from atlas.model.attempt import Attempt
from atlas.model.event import Event, Warned
from atlas.model.fault import Fault, resting

if TYPE_CHECKING:
    from atlas.jobs.saver import Saver

SAVE_EVERY = 30.0


class Outside:
    """Says who may be visited now; threads share it, the loop's looks after it."""

    def __init__(
        self,
        hosts: Hosts,
        outage: Outage,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        saver: "Saver | None" = None,
    ) -> None:
        self.hosts = hosts
        self._outage = outage
        self._now = now
        self._monotonic = monotonic
        self._saver = saver
        self._next_save = 0.0

    @property
    def away(self) -> bool:
        """Whether there is no network, and it is not yet time to look whether it is back."""
        at = self._outage.next_try
        return at is not None and self._monotonic() < at

    @property
    def next_try(self) -> float | None:
        """When, on the monotonic clock, to look whether the network is back; None where it is there."""
        return self._outage.next_try

    def sent(self) -> None:
        """Says that an errand goes out: where the network is away, the next waits half a minute."""
        self._outage.sent()

    def there(self) -> bool:
        """Whether an errand may go on; where the network was away, looks first."""
        return self._outage.there()

    def rest(self, host: str) -> Fault | None:
        """Returns the fault of an errand to a host that is left alone for now, or None."""
        left = self.hosts.rest(host)
        return resting(host, left, self._now() + left) if left else None

    def explains(self, attempt: Attempt, host: str) -> bool:
        """Learns of an attempt; returns whether what it met was the network's fault."""
        if attempt.interrupted:
            return False
        return self._outage.explains(None if attempt.captured else attempt.fault, host)

    def captured(self, url: str) -> None:
        """Learns that a page is kept: an archive may be asked to save it, too."""
        if self._saver:
            self._saver.add(url)

    def look(self, *, last: bool = False) -> Iterator[Event]:
        """Reads what a person changed, writes now and then what changed here, and yields what is to be told."""
        yield from self._outage.news()
        yield from self.hosts.news()
        if self._saver:
            yield from self._saver.news()
        if not last and self._monotonic() < self._next_save:
            return
        self._next_save = self._monotonic() + SAVE_EVERY
        self.hosts.refresh()
        try:
            self.hosts.save()
        except Unkept as error:
            yield Warned("What is known of the hosts was not written.", str(error), error.hint)
