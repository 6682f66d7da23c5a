"""The table of the hostile web: every trouble climbed to, and what came of it."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from atlas.model.attempt import Attempt
from atlas.model.ticket import Target
from tests.fakes import ask
from tests.fetch.shelf import Shelf
from tests.hostile.town import Town

SECONDS = 0.4
CAP = 100_000


@dataclass(frozen=True)
class Row:
    """What one trouble came to."""

    place: str
    attempt: Attempt
    disposition: str

    @property
    def word(self) -> str:
        """The fault, or the judge's verdict."""
        page, fault = self.attempt.page, self.attempt.fault
        return fault.kind.on_disk if fault else page.verdict.on_disk if page else "nothing"

    @property
    def told(self) -> str:
        """The sentence of the fault, or what is odd about the page."""
        page, fault = self.attempt.page, self.attempt.fault
        return fault.detail if fault else " ".join(page.notes if page else ())

    @property
    def milliseconds(self) -> int:
        return sum(one.milliseconds for one in self.attempt.tries)


def rows(town: Town, seconds: float = SECONDS, cap: int = CAP, layers: Sequence[str] = ("direct",)) -> Iterator[Row]:
    """Yields what becomes of each trouble at a first attempt."""
    ladder = town.ladder(seconds, cap, layers)
    for place, url in town.places().items():
        with tempfile.TemporaryDirectory() as folder:
            attempt = ladder.climb(ask(url), Shelf(Path(folder)))
        yield Row(place, attempt, fate(url, attempt))


def fate(url: str, attempt: Attempt) -> str:
    """Returns the disposition of a target after its first attempt."""
    if attempt.fault is None:
        return Target(url).captured(attempt, "").disposition.value
    return Target(url).failed(attempt, attempt.fault, ask(url).patience, Random(1)).disposition.value
