"""What becomes slower with what is kept: a catalog full of made-up rows, and a home beneath it that is at work.

The rows are made up, and so are their words; the captures beside them are real ones.
"""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from atlas.catalog import Catalog
from atlas.catalog.listing import Wanted
from bench.search import Author, filled, questions, snapshot
from bench.versus import site
from bench.versus.contestants import LINKS, SETTINGS, atlas, verb
from bench.versus.measuring import Disk, cost_of

PAGE = 50


@dataclass(frozen=True)
class Grown:
    """What things take with so many records; milliseconds where nothing else is said."""

    links: float
    """Captured a second."""
    look_up: float
    """Microseconds."""
    rare: float
    common: float
    """The slowest but for one in twenty."""
    first_page: float
    start: float
    """Seconds until `atlas drain` has found nothing to do, with as many files in `processed/`."""


class Home:
    """A home with so many records, made once and worked on several times."""

    def __init__(self, records: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bench-"))
        (self.folder / LINKS).write_text("")
        atlas("--no-read").prepare(self.folder)
        (self.folder / "home/inbox" / LINKS).unlink()
        self._author = Author(1)
        self._fill(records)

    def _fill(self, records: int) -> None:
        catalog = Catalog(self.folder / "home/.atlas/catalog.db")
        for begin in range(0, records, 500):
            catalog.note([snapshot(number) for number in range(begin, min(begin + 500, records))], [])
        filled(catalog, self._author, records)
        catalog.close()
        shelf = self.folder / "home/processed/drops/2020-01"
        shelf.mkdir(parents=True, mode=0o700)
        for number in range(records):
            (shelf / f"{number}.url").write_text("[InternetShortcut]\nURL=https://a.example/\n")

    def captured(self, links: Sequence[str], disk: Disk) -> float:
        """Returns how many links a second of a processor it captures."""
        (self.folder / "home/inbox/list.txt").write_text("\n".join(links))
        words = [*verb(self.folder), "drain", "--no-read"]
        cost = cost_of(words, self.folder, SETTINGS, disk, lambda: len(links))
        return len(links) / cost.cpu

    def started(self) -> float:
        """Returns how many seconds it takes to find nothing to do."""
        began = time.monotonic()
        environ = os.environ | SETTINGS
        subprocess.run([*verb(self.folder), "drain", "--no-read"], env=environ, check=True, capture_output=True)
        return time.monotonic() - began

    def asked(self, rounds: int) -> tuple[float, float, float, float]:
        """Returns what a look-up, a rare word, the commonest words and the first page take."""
        catalog = Catalog(self.folder / "home/.atlas/catalog.db")
        told = questions(self._author, rounds)
        urls = [snapshot(number).facts.url for number in range(0, 1000, max(1, 1000 // (10 * rounds)))]
        look_up = _took([partial(catalog.latest_page, one) for one in urls])
        rare = _took([partial(catalog.search, one, 20) for one in told["a rare word"]])
        common = _took([partial(catalog.search, one, 20) for one in told["a common word"]])
        first = _took([partial(catalog.page, Wanted(limit=PAGE))] * rounds)
        catalog.close()
        return statistics.median(look_up) * 1000, statistics.median(rare), _late(common), statistics.median(first)

    def remove(self) -> None:
        """Removes it."""
        shutil.rmtree(self.folder)


def grown(sizes: Sequence[int], links: int, rounds: int, disk: Disk, corpus: Path | None) -> dict[int, Grown]:
    """Returns what things take with so many records, all sizes in turn."""
    homes = {size: Home(size) for size in sizes}
    rates: dict[int, list[float]] = {size: [] for size in sizes}
    try:
        with site.served(corpus) as port:
            for number in range(rounds):
                for size, home in homes.items():
                    rates[size].append(home.captured(site.links(port, links, number * links), disk))
        asked = {size: home.asked(40) for size, home in homes.items()}
        starts = {size: statistics.median(home.started() for _ in range(rounds)) for size, home in homes.items()}
    finally:
        for home in homes.values():
            home.remove()
    return {size: Grown(statistics.median(rates[size]), *asked[size], starts[size]) for size in sizes}


def _took(some: Sequence[Callable[[], object]]) -> list[float]:
    spans = []
    for one in some:
        began = time.perf_counter()
        one()
        spans.append((time.perf_counter() - began) * 1000)
    return spans


def _late(spans: Sequence[float]) -> float:
    return sorted(spans)[int(len(spans) * 0.95)]
