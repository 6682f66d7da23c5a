"""Errands for which no host is visited: saved pages, and addresses Atlas does not dial. They need no thread."""

from collections.abc import Generator

from atlas.errors import Unkept
from atlas.jobs.claim import Errand
from atlas.jobs.disk import Disk
from atlas.jobs.fetcher import Fetched, Fetcher
from atlas.model.event import Event


class Indoors:
    """What is done between two groups, by the thread that writes them."""

    def __init__(self, fetcher: Fetcher, disk: Disk) -> None:
        self._fetcher = fetcher
        self._disk = disk
        self._waiting: list[Errand] = []

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def ready(self) -> bool:
        """Whether there is anything to do, and a disk to do it on."""
        return bool(self._waiting) and self._disk.takes

    def add(self, errand: Errand) -> None:
        """Takes an errand."""
        self._waiting.append(errand)

    def done(self, most: int) -> Generator[Event, None, list[Fetched]]:
        """Does some errands and returns them; what the disk does not take waits on."""
        fetched: list[Fetched] = []
        while self.ready and len(fetched) < most:
            # One after another, by the thread that writes: a saved page needs no network, and fetchers are for those
            # who do.
            errand = self._waiting.pop(0)
            try:
                fetched.append(self._fetcher.fetch(errand))
            except Unkept as error:
                self._waiting.insert(0, errand)
                yield from self._disk.refused(error)
        return fetched
