"""The ladder: the layers asked in order for one address, under one clock."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from atlas.clock import Clock
from atlas.errors import BadUrl, NoRoom
from atlas.fetch import faults
from atlas.fetch.alarm import Alarm
from atlas.fetch.climb import Climb, Found, Layer
from atlas.fetch.deadline import Deadline
from atlas.fetch.judge import judged
from atlas.fetch.visit import Answer
from atlas.model import url as urls
from atlas.model.attempt import Ask, Attempt, Page, Try
from atlas.model.exchange import Sink
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url
from atlas.model.verdict import Verdict

UNTOLD = frozenset({Verdict.PAGE, Verdict.OTHER_TYPE, Verdict.NOTHING})


Permits = Callable[[Url, Deadline], Fault | None]
"""Says why an address is not to be asked for at all, or None where it may be."""


class Ladder:
    """Climbs for one address after the other, several at once in threads."""

    def __init__(
        self,
        layers: Sequence[Layer],
        seconds: float,
        clock: Clock,
        permits: Permits = lambda url, deadline: None,
        own: Callable[[Url], bool] = lambda url: False,
    ) -> None:
        self._layers = tuple(layers)
        self._permits = permits
        self._seconds = seconds
        self._clock = clock
        self._own = own
        self._alarm = Alarm()
        self._lock = threading.Lock()
        self._climbing: set[Deadline] = set()
        self._stopped = False

    def climb(self, ask: Ask, sink: Sink) -> Attempt:
        """Returns what the layers brought for an address; every exchange is in the sink.

        Raises Unkept where the disk does not take what arrives; a full disk is a fault.
        """
        with self._deadline() as deadline:
            attempt = self._climbed(ask, sink, deadline)
            if deadline.interrupted:
                return Attempt(ask.url, attempt.tries, interrupted=True)
            return attempt

    def missing(self) -> dict[str, str]:
        """Returns the layers that cannot be asked on this machine, each with the reason."""
        return {one.name: reason for one in self._layers if (reason := one.missing())}

    def interrupt(self) -> None:
        """Cuts all climbs in flight, and those that begin after: Atlas is stopping."""
        with self._lock:
            self._stopped = True
            climbing = tuple(self._climbing)
        for deadline in climbing:
            deadline.cut()

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[Deadline]:
        with Deadline(self._seconds, self._clock, self._alarm) as deadline:
            with self._lock:
                self._climbing.add(deadline)
                stopped = self._stopped
            if stopped:
                deadline.cut()
            try:
                yield deadline
            finally:
                with self._lock:
                    self._climbing.discard(deadline)

    def _climbed(self, ask: Ask, sink: Sink, deadline: Deadline) -> Attempt:
        try:
            url = urls.parse(ask.url)
        except BadUrl as error:
            return self._unasked(ask, _refused(error))
        if forbidden := self._permits(url, deadline):
            return self._unasked(ask, forbidden)
        climb, tries = Climb(ask, url, sink, deadline, own=self._own(url)), []
        for layer in self._layers:
            if deadline.over or (climb.found and (not climb.wants(layer.name) or layer.missing())):
                continue
            for found, one in self._asked(layer, climb):
                tries.append(one)
                if found.fault is None:
                    return Attempt(ask.url, tuple(tries), found.page)
                climb = climb.after(found)
        return Attempt(ask.url, tuple(tries), _best(climb.found), _origin(climb))

    def _unasked(self, ask: Ask, fault: Fault) -> Attempt:
        """Returns the attempt for an address that no layer was asked for."""
        one = Try(self._layers[0].name, self._clock.now(), fault.status, fault.kind, fault.detail, 0)
        return Attempt(ask.url, (one,), fault=fault)

    def _asked(self, layer: Layer, climb: Climb) -> Iterator[tuple[Found, Try]]:
        """Yields what a layer brings, judged, each with its try."""
        answers = layer.answers(climb)
        while not climb.deadline.over:
            at, started = self._clock.now(), self._clock.monotonic()
            try:
                answer = next(answers)
            except StopIteration:
                return
            except BadUrl as error:
                answer = Answer(climb.url, fault=_refused(error))
            except NoRoom as error:
                answer = Answer(climb.url, fault=Fault(Kind.NO_ROOM, faults.plain(str(error))))
            found = Found(layer.name, answer, *judged(answer, layer.name))
            yield found, _try(found, climb, at, round((self._clock.monotonic() - started) * 1000))


def _refused(error: BadUrl) -> Fault:
    return Fault(Kind.REFUSED, faults.plain(str(error)))


def _try(found: Found, climb: Climb, at: datetime, milliseconds: int) -> Try:
    page, fault = found.page, found.fault
    status = page.status if page else None
    host = urls.host_of(page.final_url) if page else climb.url.host
    asked = found.answer.asked
    return Try(
        found.layer,
        at,
        status,
        fault.kind if fault else None,
        fault.detail if fault else faults.said(host, status or 0),
        milliseconds,
        "" if asked in {"", climb.url.href} else asked,
        page.size if page else 0,
        "" if page is None or page.verdict in UNTOLD else page.verdict.on_disk,
    )


def _best(found: Sequence[Found]) -> Page | None:
    """Returns the page that is worth most, the first of its like."""
    return max((one.page for one in found if one.page), key=lambda page: page.verdict.worth, default=None)


def _origin(climb: Climb) -> Fault:
    """Returns the fault that is told: the site's own answer, that of the first layer asked."""
    first = climb.found[0].fault if climb.found else None
    return first or faults.timed_out(climb.url.host, begun=False)
