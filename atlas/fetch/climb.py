"""One climb under way: what is asked for, and what the layers brought so far."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from atlas.fetch.addresses import is_public
from atlas.fetch.deadline import Deadline
from atlas.fetch.links import PARSED
from atlas.fetch.visit import Answer
from atlas.model.attempt import Ask, Page
from atlas.model.exchange import Sink
from atlas.model.fault import ARCHIVES, Fault, When
from atlas.model.url import Url


@dataclass(frozen=True)
class Found:
    """One answer, and what the judge says of it."""

    layer: str
    answer: Answer
    page: Page | None
    fault: Fault | None


@dataclass(frozen=True)
class Climb:
    """What a layer is given to work with."""

    ask: Ask
    url: Url
    sink: Sink
    deadline: Deadline
    found: tuple[Found, ...] = ()
    """What came of the layers before, in order; all of it with a fault."""
    own: bool = False
    """Whether the person is known to its host: then no archive is told of the address."""

    def wants(self, layer: str) -> bool:
        """Whether this layer may help against what was found so far."""
        return any(layer in self._that_help(one.fault) for one in self.found if one.fault)

    @property
    def outside(self) -> bool:
        """Whether anything of it came from the public internet."""
        peers = (one.answer.exchange.peer for one in self.found if one.answer.exchange)
        return any(is_public(peer) for peer in peers if peer)

    def after(self, found: Found) -> "Climb":
        """Returns the climb with one more answer; of a page only what is looked through for other addresses."""
        answer = replace(found.answer, sample=found.answer.sample[:PARSED])
        return replace(self, found=(*self.found, replace(found, answer=answer)))

    def _that_help(self, fault: Fault) -> frozenset[str]:
        match fault.kind.archives:
            case When.NEVER:
                asked = False
            case When.AT_LAST:
                asked = self.ask.patience.over(fault)
            case When.REPEATED:
                asked = self.ask.patience.tried
            case When.AT_ONCE:  # pragma: no branch
                asked = True
        return fault.kind.helps | ARCHIVES if asked else fault.kind.helps


class Layer(Protocol):
    """One way to get a page."""

    name: str

    def answers(self, climb: Climb) -> Iterator[Answer]:
        """Yields what it gets, one answer after the other, until one is good; every exchange is in the sink.

        Raises BadUrl where it would have to go where Atlas does not.
        """

    def missing(self) -> str:
        """Returns why it cannot be asked on this machine, or "" where it can."""
