"""The ladder: the layers asked in order for one address, under one clock."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from typing import Protocol

from atlas.clock import Clock
from atlas.errors import BadUrl, NoRoom
from atlas.fetch import faults
from atlas.fetch.deadline import Deadline
from atlas.fetch.judge import judged
from atlas.fetch.visit import Answer
from atlas.model import url as urls
from atlas.model.attempt import Attempt, Page, Try
from atlas.model.exchange import Sink
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url


class Layer(Protocol):
    """One way to get a page."""

    name: str

    def helps(self, fault: Fault | None) -> bool:
        """Whether it is to be asked after this fault of the layers before it; None: it is the first."""

    def get(self, url: Url, sink: Sink, deadline: Deadline) -> Answer:
        """Returns what it got; every exchange is in the sink."""


class Ladder:
    """Climbs for one address after the other, several at once in threads."""

    def __init__(self, layers: Sequence[Layer], seconds: float, clock: Clock) -> None:
        self._layers = tuple(layers)
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._climbing: set[Deadline] = set()
        self._stopped = False

    def climb(self, url: str, sink: Sink) -> Attempt:
        """Returns what the layers brought for an address; every exchange is in the sink.

        Raises Unkept where the disk does not take what arrives; a full disk is a fault.
        """
        with self._deadline() as deadline:
            attempt = self._climbed(url, sink, deadline)
            if deadline.interrupted:
                return Attempt(url, attempt.tries, interrupted=True)
            return attempt

    def interrupt(self) -> None:
        """Cuts all climbs in flight, and those that begin after: Atlas is stopping."""
        with self._lock:
            self._stopped = True
            climbing = tuple(self._climbing)
        for deadline in climbing:
            deadline.cut()

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[Deadline]:
        with Deadline(self._seconds, self._clock) as deadline:
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

    def _climbed(self, url: str, sink: Sink, deadline: Deadline) -> Attempt:
        tries: list[Try] = []
        origin: Fault | None = None
        kept: Page | None = None
        for layer in self._layers:
            if deadline.over or not layer.helps(origin):
                continue
            one, page, fault = self._tried(layer, url, sink, deadline)
            tries.append(one)
            if fault is None:
                return Attempt(url, tuple(tries), page)
            # The reason told is the site's own answer, that of the first layer asked.
            origin, kept = origin or fault, kept or page
        return Attempt(url, tuple(tries), kept, origin or faults.timed_out(urls.host_of(url), begun=False))

    def _tried(self, layer: Layer, url: str, sink: Sink, deadline: Deadline) -> tuple[Try, Page | None, Fault | None]:
        at, started = self._clock.now(), self._clock.monotonic()
        page, fault = _asked(layer, url, sink, deadline)
        milliseconds = round((self._clock.monotonic() - started) * 1000)
        status = page.status if page else None
        detail = fault.detail if fault else faults.said(urls.host_of(page.final_url if page else url), status or 0)
        return Try(layer.name, at, status, fault.kind if fault else None, detail, milliseconds), page, fault


def _asked(layer: Layer, url: str, sink: Sink, deadline: Deadline) -> tuple[Page | None, Fault | None]:
    try:
        return judged(layer.get(urls.parse(url), sink, deadline), layer.name)
    except BadUrl as error:
        return None, Fault(Kind.REFUSED, faults.plain(str(error)))
    except NoRoom as error:
        return None, Fault(Kind.NO_ROOM, faults.plain(str(error)))
