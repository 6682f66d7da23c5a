"""A house that sends canaries, over real sockets of loopback and a clock of its own."""

from pathlib import Path

from atlas.fetch import Perch, ladder_to
from atlas.jobs.canary import Aviary
from atlas.jobs.sparing import canary_in
from atlas.model.event import Event
from tests.fakes import FakeClock
from tests.house import House

HOUR = 3600.0


class Flying:
    """A house and the canary's rounds through it."""

    def __init__(self, home: Path, every: float = HOUR, house: House | None = None) -> None:
        self.house = house or House(home)
        self.clock: FakeClock = self.house.clock
        self.page: bytes | None = None
        self.aviary = self.anew(every)

    def anew(self, every: float = HOUR) -> Aviary:
        """Begins the rounds as a new process does."""
        house, clock = self.house, self.house.clock
        aviary = Aviary(
            *(house.folders, house.vault, every, Perch, lambda flight: ladder_to(flight, clock)),
            *(clock.now, clock.monotonic),
        )
        aviary.held_up = lambda: bool(house.capture.paused)
        house.fetcher._way = aviary.way
        self.aviary = aviary
        return aviary

    @property
    def known(self):
        return canary_in(self.house.folders.state)

    def work(self, seconds: float) -> list[Event]:
        """Lets so much time pass, a second at a time; returns what is told to others than the canary itself."""
        told: list[Event] = []
        for _ in range(int(seconds)):
            told += self.aviary.tend()
            if self.aviary._flight:
                self.house.capture.ring()
            told += self._turn(0.0)
            # What flies is in a thread, and its second is none of this clock's.
            while self.house.capture.flying:
                told += self._turn(1.0)
            self.clock.sleep(1.0)
        return told

    def _turn(self, longest: float) -> list[Event]:
        return [one for event in self.house.capture.turn(longest) for one in self.aviary.told(event)]

    def until(self, holds) -> list[Event]:
        """Works until something holds, within ten minutes."""
        told: list[Event] = []
        for _ in range(600):
            if holds():
                return told
            told += self.work(1)
        raise AssertionError("it never came to that")

    def left(self) -> list[str]:
        """Returns the canary's files anywhere in the home."""
        return sorted(
            one.relative_to(self.house.home).as_posix()
            for one in self.house.home.rglob("*")
            if "canary" in one.name and one.is_file() and one.name != "canary.json"
        )
