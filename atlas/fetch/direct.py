"""The direct layer: the address itself, under Atlas's own honest name."""

from atlas.fetch.deadline import Deadline
from atlas.fetch.visit import Answer
from atlas.fetch.web import Web
from atlas.model.exchange import Sink
from atlas.model.fault import Fault
from atlas.model.url import Url


class Direct:
    """Asks the site."""

    name = "direct"

    def __init__(self, web: Web) -> None:
        self._web = web

    def helps(self, fault: Fault | None) -> bool:
        """Whether it is to be asked after this fault of the layers before it."""
        return fault is None

    def get(self, url: Url, sink: Sink, deadline: Deadline) -> Answer:
        """Returns what the site answers."""
        return self._web.get(url, sink, deadline)
