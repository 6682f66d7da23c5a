"""Atlas beside what a person would use instead, and beside what it aims at: `python -m bench`.

Without words everything is measured; `capture`, `read`, `latency`, `disk`, `single`, `idle`, `start` and `growth` are
its parts. Everybody gets the same links of a site on loopback, in turn, so that only the ratios say something on a
machine that has other things to do. Rivals are those of a virtual environment named by `--rivals`
(`pip install scrapy trafilatura requests warcio beautifulsoup4 lxml`, and `archivebox` where it can be had), `wget` and
`curl` those of the machine; who is not there is told. bench/README.md tells how each is run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.versus import contestants, daemon, growth, race
from bench.versus.contestants import Contestant
from bench.versus.measuring import Cost, Disk, cost_of, shim_in
from bench.versus.telling import Report, rate

FLUSH = 0.01
"""Seconds that an SD card takes to flush."""
FETCHERS = 8
HIDDEN = (0.05, 0.2)


@dataclass(frozen=True)
class Bench:
    """What was asked for."""

    links: int
    rounds: int
    sizes: tuple[int, ...]
    idle: float
    corpus: Path | None
    rivals: Path | None
    shim: Path | None
    keep: Path | None = None
    """Where the homes of growth stay."""

    def course(self, links: int, disk: Disk | None = None) -> race.Course:
        """Returns a course of so many links."""
        return race.Course(links, self.rounds, 0.0, self.corpus, disk or Disk(self.shim))


def capture(bench: Bench, report: Report) -> None:
    """Keeping alone."""
    costs = _raced("Capture alone", bench.course(bench.links), contestants.capturing(bench.rivals), report)
    for name, least in (("wget --warc-file", 2.0), ("scrapy", 2.5), ("curl -Z", 0.3)):
        if name in costs and costs[name].kept:
            report.aim(
                f"links/s against {name}, {bench.links} links",
                rate(costs["Atlas"]) / rate(costs[name]),
                least=least,
                unit="×",
            )
    took = statistics.median(
        daemon.burst(bench.links, 0.0, Disk(bench.shim), bench.corpus, FETCHERS) for _ in range(bench.rounds)
    )
    report.figures(f"{bench.links} links dropped into a daemon at rest", {"Atlas": bench.links / took}, "links/s")
    if (wget := "wget --warc-file") in costs:
        told = f"links/s of the daemon against {wget}, {bench.links} links"
        report.aim(told, bench.links / took / rate(costs[wget]), least=2.0, unit="×")
    if "scrapy" in costs:
        report.aim(
            f"CPU a link against scrapy, {bench.links} links",
            _each(costs["Atlas"]) / _each(costs["scrapy"]),
            most=0.5,
            unit="×",
        )
    report.aim(f"syncs a capture in a burst, {bench.links} links", costs["Atlas"].syncs / costs["Atlas"].kept, most=0.4)


def read(bench: Bench, report: Report) -> None:
    """Keeping and reading."""
    costs = _raced("Capture and reading", bench.course(100), contestants.reading(bench.rivals), report)
    aims = (("trafilatura CLI", 2.0), ("scrapy + trafilatura", 2.0), ("ArchiveBox", 6.0), ("plain watcher", 12.0))
    for name, least in aims:
        if name in costs and costs[name].kept:
            told = f"links/s, read, against {name}"
            report.aim(told, rate(costs["Atlas, read"]) / rate(costs[name]), least=least, unit="×")


def latency(bench: Bench, report: Report) -> None:
    """Hosts that take their time."""
    told = {}
    for seconds in HIDDEN:
        ideal = bench.links * seconds / FETCHERS
        took = statistics.median(
            daemon.burst(bench.links, seconds, Disk(bench.shim), bench.corpus, FETCHERS) for _ in range(bench.rounds)
        )
        told[f"Atlas, {1000 * seconds:.0f} ms"], told[f"ideal, {1000 * seconds:.0f} ms"] = took, ideal
        report.aim(
            f"{1000 * seconds:.0f} ms of latency, {bench.links} links, against the ideal",
            took / ideal,
            most=1.15,
            unit="×",
        )
    report.figures(f"{bench.links} links over 50 hosts", told, "s")


def disk(bench: Bench, report: Report) -> None:
    """A disk that takes ten milliseconds to flush."""
    if bench.shim is None:
        print("\nNot measured: a slow disk. There is no C compiler.")
        return
    slow = Disk(bench.shim, FLUSH)
    _raced(
        "On a disk that takes 10 ms to flush", bench.course(bench.links, slow), [contestants.atlas("--no-read")], report
    )
    took = daemon.singles(30, 0.0, slow, bench.corpus)
    report.aim("single drop at 10 ms a flush, p50", took.p50, most=45, unit="ms")


def single(bench: Bench, report: Report) -> None:
    """One drop on an idle machine."""
    quick = daemon.singles(60, 0.0, Disk(bench.shim), bench.corpus)
    slow = daemon.singles(30, HIDDEN[0], Disk(bench.shim), bench.corpus)
    told = {"p50": quick.p50, "p95": quick.p95, "p50 at 50 ms of latency": slow.p50}
    report.figures("One drop, from rest to settled", told, "ms")
    report.aim("single drop, p50", quick.p50, most=12, unit="ms")
    report.aim("single drop, p95", quick.p95, most=30, unit="ms")
    report.aim("single drop at 50 ms of latency, p50", slow.p50, most=62, unit="ms")
    report.aim("written for a single capture", quick.written, most=200, unit="kB")
    report.aim("syncs for a single capture", quick.syncs, most=6)


def idle(bench: Bench, report: Report) -> None:
    """Waiting."""
    found = daemon.idle(bench.idle, 10_000, Disk(bench.shim), bench.corpus)
    report.figures("Memory", {"idle": found.memory, "peak, reading": found.peak, "after a burst": found.after}, "MB")
    report.aim("CPU to start", found.start, most=150, unit="ms")
    report.aim("PSS at rest", found.memory, most=28, unit="MB")
    report.aim("CPU at rest", found.load, most=0.15, unit="%")
    report.aim("CPU at rest, 10,000 files in processed/", found.full, most=0.15, unit="%")
    report.aim("peak with one reading process", found.peak, most=110, unit="MB")
    report.aim("PSS a minute after a burst", found.after, most=30, unit="MB")


def start(bench: Bench, report: Report) -> None:
    """Short verbs."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / contestants.LINKS).write_text("https://a.example/")
        contestants.atlas().prepare(here)
        for told, words in (("--version", ["--version"]), ("add", ["add", "https://a.example/"])):
            line = [*contestants.verb(here), *words]
            took = [cost_of(line, here, {}, Disk(None), lambda: 1) for _ in range(3 + 3 * bench.rounds)]
            report.aim(f"atlas {told}", 1000 * statistics.median(one.seconds for one in took), most=120, unit="ms")
            report.aim(f"atlas {told}, CPU", 1000 * statistics.median(one.cpu for one in took), most=120, unit="ms")


def grow(bench: Bench, report: Report) -> None:
    """Much that is kept already."""
    course = growth.Course(bench.sizes, bench.rounds, bench.idle, Disk(bench.shim), bench.corpus, bench.keep)
    found = growth.grown(course)
    least, most = found[min(found)], found[max(found)]
    for name in growth.Grown.__annotations__:
        told = {f"{size:,} records": getattr(one, name) for size, one in found.items()}
        report.figures(f"Growth: {name.replace('_', ' ')}", told, UNITS.get(name, "ms"))
    size = f"{max(found):,} records"
    report.aim(f"capture with {size}, against {min(found):,}", most.links / least.links, least=0.9, unit="×")
    report.aim(f"look-up with {size}", most.look_up, most=20, unit="us")
    report.aim(f"rare word with {size}, p50", most.rare, most=10, unit="ms")
    report.aim(f"commonest words with {size}, p95", most.common_late, most=100, unit="ms")
    report.aim(f"first page with {size}", most.web_first, most=100, unit="ms")
    report.aim(f"CPU at rest with {size}", most.idle, most=0.15, unit="%")


UNITS = {
    "links": "links a CPU second",
    "written": "kB a capture",
    "syncs": "a capture",
    "look_up": "us",
    "idle": "%",
    "rebuild": "CPU s",
    "size": "bytes a record",
}


PARTS: dict[str, Callable[[Bench, Report], None]] = {
    "capture": capture,
    "read": read,
    "latency": latency,
    "disk": disk,
    "single": single,
    "idle": idle,
    "start": start,
    "growth": grow,
}
LONGER = ("capture", "latency")
"""What more links tell something of."""


def _raced(title: str, course: race.Course, runners: Sequence[Contestant], report: Report) -> dict[str, Cost]:
    costs = race.run(course, runners)
    absent = [f"{one.name} ({one.missing} is not installed)" for one in runners if one.missing]
    report.table(f"{title}, {course.links} links", costs, absent)
    return costs


def _each(cost: Cost) -> float:
    return cost.cpu / max(1, cost.kept)


def main() -> None:
    """Measures what was asked for, prints it, and draws it."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure, if not all")
    parser.add_argument("--links", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long", action="store_true", help="1,000 and 10,000 links, 100,000 records, some hours")
    parser.add_argument("--corpus", type=Path, help="a folder of real pages to serve, .html or .html.gz")
    parser.add_argument("--rivals", type=Path, help="the virtual environment of the others")
    parser.add_argument("--out", type=Path, help="the folder for drawings and figures.json")
    parser.add_argument("--sizes", type=int, nargs="+", help="records of the homes of growth")
    parser.add_argument("--keep", type=Path, help="where the homes of growth are made, and stay for the next time")
    given = parser.parse_args()
    # Everybody runs what was compiled before: the first round would pay for it otherwise.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    began, report = time.monotonic(), Report(given.out)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "compileall", "-q", "atlas", "bench"], check=False)
        sizes = tuple(given.sizes or ((1000, 10_000, 100_000) if given.long else (1000, 10_000)))
        lengths = (1000, 10_000) if given.long else (given.links,)
        places = [one.absolute() if one else None for one in (given.corpus, given.rivals, given.keep)]
        corpus, rivals, keep = places
        idle, shim = 60.0 if given.long else 20.0, shim_in(Path(folder))
        bench = Bench(lengths[0], given.rounds, sizes, idle, corpus, rivals, shim, keep)
        for name in given.parts or PARTS:
            for links in lengths if name in LONGER else lengths[:1]:
                PARTS[name](replace(bench, links=links), report)
        report.end()
    print(f"\n{time.monotonic() - began:.0f} s on {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
