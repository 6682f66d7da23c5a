"""What becomes slower with what is kept: homes full of records, and what a person and the daemon do in them.

What is asked within this process is told in processor time: on a machine that has other things to do the clock tells of
these. Everything asked for lies in the system's own memory of the disk, so that elsewhere both are the same.
"""

import os
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from atlas.catalog import Catalog
from atlas.catalog.listing import Wanted
from atlas.clock import Clock
from atlas.doors.keys import Keys, Permission
from bench.library import Door, enter, served
from bench.search import Author, at, questions
from bench.versus import made, site
from bench.versus.contestants import SETTINGS, verb
from bench.versus.measuring import Cost, Disk, cost_of, cpu_of

PAGE, BURST = 50, 900
"""Records of a page; links that are captured in a round: with fewer, what is read anew of a catalog is much of it."""
UNREAD = {"ATLAS_READ__ENABLED": "false"}


@dataclass(frozen=True)
class Grown:
    """What things take with so many records; milliseconds of a processor where nothing else is said."""

    links: float
    """Captured a second of a processor, once it has started."""
    written: float
    """Kilobytes a capture."""
    syncs: float
    """A capture."""
    look_up: float
    """Microseconds."""
    rare: float
    phrase: float
    common: float
    common_late: float
    """The slowest but for one in twenty."""
    first_page: float
    """Asked of the catalog."""
    web_first: float
    """Asked of the door."""
    web_search: float
    """Asked of the door, for the commonest words."""
    start: float
    """Until `atlas drain` has found nothing to do."""
    start_cut: float
    """The same after a cut."""
    idle: float
    """Percent of a processor that a daemon takes which has nothing to do."""
    rebuild: float
    """Seconds of a processor that `atlas rebuild` took when the home was made."""
    size: float
    """Bytes of the catalog for a record."""


class Home:
    """A home with so many records."""

    def __init__(self, folder: Path, records: int) -> None:
        self.folder = made.kept(folder, records)
        self.records = records
        self.size = self._catalog.stat().st_size / records
        self._author = Author(1)

    @property
    def _catalog(self) -> Path:
        return self.folder / "home/.atlas/catalog.db"

    def captured(self, links: Sequence[str], disk: Disk) -> Cost:
        """Returns what it costs to capture these."""
        (self.folder / "home/inbox/list.txt").write_text("\n".join(links))
        return self._drained(disk, len(links))

    def started(self) -> float:
        """Returns what it takes to find nothing to do."""
        return 1000 * self._drained(Disk(None), 0).cpu

    def started_after_cut(self) -> float:
        """Returns what it takes to find nothing to do where the one before was cut off."""
        with self._watching() as process:
            os.kill(process, signal.SIGKILL)
        return self.started()

    def idle(self, seconds: float) -> float:
        """Returns how many percent of a processor a daemon takes that has nothing to do."""
        with self._watching() as process:
            used = cpu_of(process)
            time.sleep(seconds)
            return 100 * (cpu_of(process) - used) / seconds

    def asked(self, rounds: int) -> dict[str, float]:
        """Returns what a look-up, searches and the first page take."""
        catalog = Catalog(self._catalog)
        told = questions(self._author, rounds)
        urls = [made.url(number) for number in range(0, self.records, max(1, self.records // (10 * rounds)))]
        look_up = _took([partial(catalog.latest_page, one) for one in urls])
        kinds = {name: told[kind] for name, kind in KINDS.items()}
        took = {name: _took([partial(catalog.search, one, 20) for one in some]) for name, some in kinds.items()}
        first = _took([partial(catalog.page, Wanted(limit=PAGE))] * rounds)
        catalog.close()
        medians = {name: statistics.median(some) for name, some in took.items()}
        late = {"common_late": at(0.95, took["common"]), "first_page": statistics.median(first)}
        return {"look_up": 1000 * statistics.median(look_up), **medians, **late}

    def browsed(self, rounds: int) -> dict[str, float]:
        """Returns what the door's pages take it."""
        keys = Keys(self.folder / "home/.atlas/keys.json")
        name = f"bench{len(keys.all())}"
        key = keys.add(name, (Permission.READ, Permission.WRITE), 1_000_000, Clock().now())
        common = questions(self._author, rounds)[KINDS["common"]]
        with served(self.folder / "home") as door:
            reader = enter(door, key)
            return {
                "web_first": _each(reader, ["/"] * rounds),
                "web_search": _each(reader, [f"/search?q={quote(one)}" for one in common]),
            }

    def _drained(self, disk: Disk, links: int) -> Cost:
        words = [*verb(self.folder), "drain", "--no-read"]
        return cost_of(words, self.folder, SETTINGS, disk, lambda: links)

    @contextmanager
    def _watching(self) -> Iterator[int]:
        """Gives a daemon that has found nothing to do."""
        environ = os.environ | SETTINGS | UNREAD
        with subprocess.Popen([*verb(self.folder), "watch"], env=environ, stderr=subprocess.DEVNULL) as process:
            used = -1.0
            # It is not seen to begin: a start takes some of the processor in each of these spans.
            while used != (used := cpu_of(process.pid)) or used < LEAST:
                time.sleep(SPAN)
            yield process.pid
            process.terminate()


KINDS = {"rare": "a rare word", "phrase": "a phrase", "common": "a common word"}
SPAN, LEAST = 2.0, 0.2
"""Seconds between two looks at a daemon that starts, and what it takes of a processor at least until it has."""


@dataclass(frozen=True)
class Course:
    """What is to be measured."""

    sizes: Sequence[int]
    rounds: int
    idle: float
    disk: Disk
    corpus: Path | None
    keep: Path | None
    """Where homes are made, or lie already; else they are thrown away."""


def grown(course: Course) -> dict[int, Grown]:
    """Returns what things take with so many records, all sizes in turn."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        homes = {size: Home(course.keep or Path(folder), size) for size in course.sizes}
        asked = {size: home.asked(40) | home.browsed(40) for size, home in homes.items()}
        starts = {size: statistics.median(home.started() for _ in range(course.rounds)) for size, home in homes.items()}
        cut = {size: home.started_after_cut() for size, home in homes.items()}
        idle = {size: home.idle(course.idle) for size, home in homes.items()}
        costs = _captured(homes, course)
        return {
            size: Grown(
                **_captures(costs[size], starts[size] / 1000),
                **asked[size],
                start=starts[size],
                start_cut=cut[size],
                idle=idle[size],
                rebuild=made.rebuild_of(home.folder),
                size=home.size,
            )
            for size, home in homes.items()
        }


def _captured(homes: dict[int, Home], course: Course) -> dict[int, list[Cost]]:
    costs: dict[int, list[Cost]] = {size: [] for size in homes}
    with site.served(course.corpus) as port:
        for number in range(course.rounds):
            turned = [*homes.items()][:: 1 if number % 2 else -1]
            for size, home in turned:
                costs[size].append(home.captured(site.links(port, BURST, number * BURST), course.disk))
    return costs


def _captures(costs: Sequence[Cost], start: float) -> dict[str, float]:
    # Of a start nothing is a capture's: it looks at the catalog's pages, of a large one for a second at most.
    return {
        "links": statistics.median(one.kept / max(one.cpu - start, LEAST) for one in costs),
        "written": statistics.median(one.written / one.kept for one in costs),
        "syncs": statistics.median(one.syncs / one.kept for one in costs),
    }


def _took(some: Sequence[Callable[[], object]]) -> list[float]:
    spans = []
    for one in some:
        began = time.thread_time()
        one()
        spans.append((time.thread_time() - began) * 1000)
    return spans


def _each(door: Door, paths: Sequence[str]) -> float:
    # The first of its kind finds nothing in memory yet.
    statuses, before = [door.get(paths[0])], door.cpu
    statuses += [door.get(path) for path in paths]
    if set(statuses) != {200}:
        raise SystemExit(f"the door did not answer {paths[0]}: {statuses}")
    return (door.cpu - before) / len(paths)
