"""The race: the same links, everyone in turn, several rounds."""

import shutil
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from bench.versus import site
from bench.versus.contestants import LINKS, Contestant
from bench.versus.measuring import Cost, Disk, cost_of


@dataclass(frozen=True)
class Course:
    """What is to be run."""

    links: int
    rounds: int
    latency: float
    corpus: Path | None
    disk: Disk
    most: int = 0
    """Links for those that are much slower than the others; 0 for all."""


def run(course: Course, runners: Sequence[Contestant]) -> dict[str, Cost]:
    """Returns the medians of each who is there; interleaved, so that who is beside us on the machine slows all."""
    costs: dict[str, list[Cost]] = defaultdict(list)
    with site.served(course.corpus, course.latency) as port:
        for number in range(course.rounds):
            turned = [*runners[number % len(runners) :], *runners[: number % len(runners)]]
            for one in turned:
                if not one.missing:
                    costs[one.name].append(once(course, one, site.links(port, course.links)))
    return {one.name: median(costs[one.name]) for one in runners if one.name in costs}


def once(course: Course, runner: Contestant, links: Sequence[str]) -> Cost:
    """Returns what it costs one of them, in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        (folder / LINKS).write_text("\n".join(links))
        runner.prepare(folder)
        return cost_of(runner.words(folder), folder, dict(runner.settings), course.disk, lambda: runner.kept(folder))
    finally:
        shutil.rmtree(folder)


def median(costs: Sequence[Cost]) -> Cost:
    """Returns the median of each figure."""
    return Cost(**{one.name: statistics.median(getattr(cost, one.name) for cost in costs) for one in fields(Cost)})
