"""Very many drops at once, into the inbox of a daemon that is at work."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.versus import site
from bench.versus.contestants import SETTINGS, verb
from bench.versus.daemon import Watch, watching
from bench.versus.measuring import Disk, cpu_of
from tests.load.flatness import Sample, memory_of

FATES = 200
"""Of so many drops one leads to a host that turns everybody away, and one has no address in it."""
DEAD_HOSTS = 10
STILL = 900.0
"""Seconds in which at least one drop has to be settled."""


@dataclass(frozen=True)
class Loaded:
    """What came of it."""

    samples: tuple[Sample, ...]
    seconds: float
    cpu: float
    lost: tuple[str, ...]
    """What the audit says is wrong."""
    counted: dict[str, int]
    """Where the drops are, as the audit has it."""


def contents(number: int, port: int, closed: int) -> str:
    """Returns what is in a drop: a link, one to where nobody listens, or none."""
    if number % FATES == FATES // 2:
        return f"http://127.9.{number // FATES % DEAD_HOSTS}.1:{closed}/{number}.html\n"
    return "No address in here.\n" if number % FATES == FATES - 1 else site.links(port, 1, number)[0] + "\n"


def loaded(drops: int, look: float, tell: Callable[[Sample], None], longest: float, *, reads: bool) -> Loaded:
    """Drops so many files at once, watches the daemon until the inbox is empty, and audits what is there then.

    After the longest it may take, in seconds, it is told to stop, and what it left in the inbox is told.
    """
    settings = {"ATLAS_READ__ENABLED": str(reads).lower(), "ATLAS_HEALTH__CANARY": ""}
    with site.served(None) as port, closed_port() as closed, watching(Disk(None), **settings) as watch:
        staged = watch.home.parent / "staged"
        staged.mkdir()
        for number in range(drops):
            (staged / f"{number}.txt").write_text(contents(number, port, closed))
        began, used = time.monotonic(), cpu_of(watch.process)
        for one in staged.iterdir():
            one.rename(watch.home / "inbox" / one.name)
        samples = []
        for sample in _looks(watch, drops, look, began, longest):
            samples.append(sample)
            tell(sample)
        took, cpu = time.monotonic() - began, cpu_of(watch.process) - used
        watch.stop()
        lost, counted = audited(watch.home)
    return Loaded(tuple(samples), took, cpu, lost, counted)


def _looks(watch: Watch, drops: int, look: float, began: float, longest: float) -> Iterator[Sample]:
    left, moved = drops, time.monotonic()
    while left and time.monotonic() - began < longest:
        time.sleep(look)
        before, left = left, sum(1 for _ in os.scandir(watch.home / "inbox"))
        now = time.monotonic()
        moved = now if left < before else moved
        if now - moved > STILL:
            raise TimeoutError(f"{left} drops lie in the inbox, and none is taken")
        yield Sample(drops - left, *memory_of(watch.process), now - began)


def audited(home: Path) -> tuple[tuple[str, ...], dict[str, int]]:
    """Returns what the strictest audit finds wrong, and what it counts."""
    words = [*verb(home.parent), "audit", "--strict", "--json"]
    done = subprocess.run(words, env=os.environ | SETTINGS, capture_output=True, text=True, check=False)
    if not done.stdout:
        return (done.stderr,), {}
    fields = json.loads(done.stdout.splitlines()[-1])
    found = tuple(map(str, fields["violations"]))
    if done.returncode and not found:
        found = (done.stderr or f"the audit ended with {done.returncode}",)
    return found, {name: value for name, value in fields.items() if isinstance(value, int)}


@contextmanager
def closed_port() -> Iterator[int]:
    """Gives a port where nobody listens, and nobody else will."""
    with closing(socket.socket()) as held:
        held.bind(("0.0.0.0", 0))
        yield held.getsockname()[1]
