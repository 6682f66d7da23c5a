"""The direct layer: the address itself, under Atlas's own honest name."""

from collections.abc import Iterator

from atlas.fetch.climb import Climb
from atlas.fetch.visit import Answer
from atlas.fetch.web import Web


class Direct:
    """Asks the site."""

    name = "direct"

    def __init__(self, web: Web) -> None:
        self._web = web

    def answers(self, climb: Climb) -> Iterator[Answer]:
        """Yields what the site answers; after a failed attempt it is asked for the page whatever is known of it."""
        known = None if climb.ask.patience.attempts else climb.ask.known
        yield self._web.get(climb.url, climb.sink, climb.deadline, known=known)

    def missing(self) -> str:
        """Returns "": there is nothing it needs."""
        return ""
