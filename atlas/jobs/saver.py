"""Asks an archive to save what was captured here: a favour, in a thread of its own, never waited for."""

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

from atlas.model.event import Event, Noticed

MOST = 1000
"""Pages that wait at most; what comes on top of them is not asked for."""
ASKED = "An archive was asked to save a page."
REFUSED = "An archive did not take a page on."

Ask = Callable[[str], tuple[bool, str]]
"""Asks for an address; returns whether it was taken on, and a sentence."""


class Saver:
    """The pages to be asked for. What waits when Atlas stops is forgotten."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: SimpleQueue[str] = SimpleQueue()
        self._news: SimpleQueue[Event] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def add(self, url: str) -> None:
        """Takes a page that was captured, unless too many wait."""
        if self._waiting.qsize() < MOST:
            self._waiting.put(url)
        if self._thread is None:
            # Begun with the first page, and a daemon: nothing waits for a favour, not even the end of the process.
            self._thread = threading.Thread(target=self._work, name="saver", daemon=True)
            self._thread.start()

    def news(self) -> Iterator[Event]:
        """Yields what came of asking since it was last asked."""
        while not self._news.empty():
            yield self._news.get()

    def _work(self) -> None:
        while True:
            url = self._waiting.get()
            taken, told = self._ask(url)
            self._news.put(Noticed(ASKED if taken else REFUSED, url, told))
