"""The work in parts: each a process of its own that makes states, judges them, and leaves nothing."""

import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from atlas.files import syncing
from tests.torture.bugs import BUGS, name_of
from tests.torture.calls import Ended
from tests.torture.judging import violations
from tests.torture.scenarios import SCENARIOS, Scenario
from tests.torture.states import REFUSALS, State, Way, cuts, points, refused

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
TOGETHER = 24
"""Points of one part."""
WITHIN = 6
"""Every how many of those the recovery is cut, too."""
BY_NAME = {one.name: one for one in SCENARIOS}


@dataclass(frozen=True)
class Job:
    """Some points of a scenario, or some where a call fails."""

    scenario: str
    points: tuple[int, ...]
    seeds: tuple[int, ...] = ()
    error: int = 0
    whole: bool = False
    """Whether the file system is synced as a whole where that is worth it."""
    recovery: bool = False
    """Whether it is the recovery that is cut, from what a cut at these points left."""
    bug: str = ""


@dataclass
class Outcome:
    """What a part came to."""

    states: Counter[Way] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


def jobs(scenarios: Iterable[Scenario], seeds: Iterable[int], stride: int) -> Iterator[Job]:
    """Yields all parts, those of different scenarios among each other."""
    lists = [list(_of(one, tuple(seeds), stride)) for one in scenarios]
    while any(lists):
        yield from (one.pop(0) for one in lists if one)


def _of(scenario: Scenario, seeds: tuple[int, ...], stride: int) -> Iterator[Job]:
    with _Scratch() as scratch:
        _build(scenario, scratch / "template")
        count = points(scratch / "template", scenario.work, scratch)
    every = tuple(range(1, count + 1, scenario.stride * stride))
    # Each part goes through the whole of the work with strides, so that the first parts have seen a little of all.
    parts = -(-len(every) // TOGETHER)
    for first in range(parts):
        some = every[first::parts]
        for whole in (False, True):
            yield Job(scenario.name, some, seeds, whole=whole)
        for error in REFUSALS[:2] if scenario.stride > 1 else REFUSALS:
            yield Job(scenario.name, some, error=error)
        yield Job(scenario.name, some[:: WITHIN if scenario.stride == 1 else TOGETHER], seeds[:1], recovery=True)


def _build(scenario: Scenario, template: Path) -> None:
    # In a process of its own: a database that closes later would change what is being copied.
    if child := os.fork():
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            raise Ended(f"{scenario.name} was not built")
        return
    code = 1
    try:
        scenario.build(template)
        code = 0
    finally:
        os._exit(code)


class _Scratch:
    def __enter__(self) -> Path:
        self._folder = Path(tempfile.mkdtemp(prefix="atlas-torture-", dir=MEMORY))
        return self._folder

    def __exit__(self, *args: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def run(wanted: Sequence[Job], processes: int, end: float) -> Iterator[tuple[Job, Outcome]]:
    """Yields what each part came to, until the time is over."""
    with multiprocessing.get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
        for one in pool.imap_unordered(done, ((job, end) for job in wanted)):
            if one[1] is not None:
                yield one[0], one[1]


def done(asked: tuple[Job, float]) -> tuple[Job, Outcome | None]:
    """Does one part; None where its time is over before it began."""
    job, end = asked
    if time.monotonic() > end:
        return job, None
    outcome = Outcome()
    for one in judged(job):
        outcome.states += one.states
        outcome.violations += one.violations
    return job, outcome


def judged(job: Job) -> Iterator[Outcome]:
    """Yields what each state of a part came to."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if not job.whole:
        syncing._keeper = lambda device, path: None
    for bug in BUGS:
        if name_of(bug) == job.bug:
            bug()
    with _Scratch() as scratch:
        for state in _states(job, scratch):
            yield Outcome(Counter([state.way]), violations(state, BY_NAME[job.scenario]))
            shutil.rmtree(state.home.parent)


def _states(job: Job, scratch: Path) -> Iterator[State]:
    scenario, template = BY_NAME[job.scenario], scratch / "template"
    _build(scenario, template)
    if job.error:
        for point in job.points:
            yield from refused(template, scenario.work, scratch, point, job.error)
        return
    made = cuts(template, scenario.work, scratch / "first", job.seeds, lambda point: point in job.points)
    if not job.recovery:
        yield from made
        return
    for number, state in enumerate(made):
        again = scratch / f"again-{number}"
        yield from cuts(state.home, scenario.recover, again, (), lambda point: True)
        shutil.rmtree(state.home.parent)


def bugs_found(processes: int, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yields each of these planted faults, with where it was found first; "" where nowhere."""
    quick = [one for one in SCENARIOS if one.stride == 1]
    wanted = list(jobs(quick, (1, 2), 1))
    with multiprocessing.get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
        yield from pool.imap(first_found, ((name, wanted) for name in names))


def first_found(asked: tuple[str, Sequence[Job]]) -> tuple[str, str]:
    """Returns a fault, and the first thing that is wrong with it and is not without it."""
    bug, wanted = asked
    for job in wanted:
        for one in _apart(replace(job, bug=bug)):
            # What is wrong there without the fault, too, is another's doing.
            if not _apart(job):
                return bug, f"{job.scenario}: {one}"
    return bug, ""


def _apart(job: Job) -> list[str]:
    """Returns the first violations that a part finds, in a process that ends with its fault."""
    reader, writer = multiprocessing.Pipe(duplex=False)
    if child := os.fork():
        writer.close()
        try:
            found: list[str] = reader.recv()
        except EOFError:
            found = []
        os.waitpid(child, 0)
        return found
    try:
        writer.send(next(filter(None, (one.violations for one in judged(job))), [])[:1])
    finally:
        os._exit(0)
