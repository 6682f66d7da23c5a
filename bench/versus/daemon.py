"""Atlas as it lives: `atlas watch` beside somebody who drops, measured from outside."""

import os
import random
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.versus import site
from bench.versus.contestants import LINKS, SETTINGS, atlas, verb
from bench.versus.measuring import Disk, cpu_of, pss_of, written_by

REST = 0.05
LOOK = 0.001
PATIENCE = 900.0


@dataclass(frozen=True)
class Watch:
    """A daemon at work on a home."""

    process: int
    stop: Callable[[], object]
    """Tells it to stop, and waits until it has."""
    home: Path
    folder: Path
    disk: Disk

    def drop(self, name: str, links: Sequence[str]) -> float:
        """Renames a file into the inbox; returns how long it took from rest to settled, in seconds."""
        draft = self.home / name
        draft.write_text("\n".join(links))
        dropped = self.home / "inbox" / name
        began = time.monotonic()
        draft.rename(dropped)
        while dropped.exists():
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(name)
            time.sleep(LOOK)
        return time.monotonic() - began - REST

    def settled(self, seconds: float = 3.0) -> None:
        """Waits until it has nothing to do any more."""
        used = -1.0
        while used != (used := cpu_of(self.process)):
            time.sleep(seconds)

    @property
    def written(self) -> float:
        """Kilobytes that it sent to the disk so far."""
        return written_by(self.process) / 1000

    @property
    def syncs(self) -> int:
        """How often it waited for the disk so far."""
        return self.disk.syncs(self.folder)


@contextmanager
def watching(disk: Disk, fill: int = 0, **more: str) -> Iterator[Watch]:
    """Gives a daemon on a home of its own, with so many files in `processed/` already."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    (folder / LINKS).write_text("")
    atlas("--no-read").prepare(folder)
    (folder / "home/inbox" / LINKS).unlink()
    shelf = folder / "home/processed/drops/2020-01"
    shelf.mkdir(parents=True, mode=0o700)
    for number in range(fill):
        (shelf / f"{number}.url").write_text("[InternetShortcut]\nURL=https://a.example/\n")
    environ = {**os.environ, **SETTINGS, **disk.settings(folder), **more}
    with subprocess.Popen([*verb(folder), "watch"], env=environ, stderr=subprocess.DEVNULL) as process:

        def stop() -> None:
            process.send_signal(signal.SIGTERM)
            process.wait()

        try:
            watch = Watch(process.pid, stop, folder / "home", folder, disk)
            time.sleep(1.0)
            watch.settled(1.0)
            yield watch
        finally:
            stop()
            shutil.rmtree(folder)


@dataclass(frozen=True)
class Singles:
    """What single drops took and cost."""

    p50: float
    """Milliseconds."""
    p95: float
    written: float
    syncs: float


def singles(count: int, latency: float, disk: Disk, corpus: Path | None) -> Singles:
    """Drops one link after the other on a machine that has nothing else to do."""
    chance = random.Random(count)
    with site.served(corpus, latency) as port, watching(disk, ATLAS_READ__ENABLED="false") as watch:
        warm = [watch.drop(f"warm{n}.txt", [one]) for n, one in enumerate(site.links(port, 5, 1_000_000))]
        before, synced = watch.written, watch.syncs
        took = []
        for number, link in enumerate(site.links(port, count)):
            time.sleep(chance.uniform(0.05, 0.3))
            took.append(1000 * watch.drop(f"{number}.txt", [link]))
        written, syncs = watch.written - before, watch.syncs - synced
    assert warm
    ordered = sorted(took)
    return Singles(statistics.median(took), ordered[int(len(ordered) * 0.95)], written / count, syncs / count)


def burst(count: int, latency: float, disk: Disk, corpus: Path | None, fetchers: int = 8) -> float:
    """Returns how many seconds a list of so many links takes a daemon that has been at work before."""
    more = {"ATLAS_READ__ENABLED": "false", "ATLAS_QUEUE__FETCHERS": str(fetchers)}
    with site.served(corpus, latency) as port, watching(disk, **more) as watch:
        watch.drop("warm.txt", site.links(port, 50, 1_000_000))
        return watch.drop("list.txt", site.links(port, count))


@dataclass(frozen=True)
class Idle:
    """What it takes to wait."""

    start: float
    """Milliseconds of a processor until it waits."""
    memory: float
    load: float
    """Percent of a processor."""
    full: float
    """The same, with many files in `processed/`."""
    peak: float
    after: float
    """Memory a minute after a burst."""


def idle(seconds: float, fill: int, disk: Disk, corpus: Path | None) -> Idle:
    """Watches a daemon that waits, before and after a burst of 100 that is read, too."""
    with watching(disk) as watch:
        start, memory = 1000 * cpu_of(watch.process), pss_of(watch.process)
        load = _load(watch, seconds)
        with site.served(corpus) as port:
            watch.drop("burst.txt", site.links(port, 100))
            peak = _peak(watch)
        time.sleep(75.0)
        after = pss_of(watch.process)
    with watching(disk, fill) as watch:
        full = _load(watch, seconds)
    return Idle(start, memory, load, full, peak, after)


def _load(watch: Watch, seconds: float) -> float:
    used = cpu_of(watch.process)
    time.sleep(seconds)
    return 100 * (cpu_of(watch.process) - used) / seconds


def _peak(watch: Watch) -> float:
    """Returns the most memory it has until all is read."""
    most, end = 0.0, time.monotonic() + PATIENCE
    while sum(1 for _ in (watch.home / "processed/articles").rglob("*.md")) < 100 and time.monotonic() < end:
        most = max(most, pss_of(watch.process))
        time.sleep(0.1)
    return most
