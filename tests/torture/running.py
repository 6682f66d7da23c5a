"""The work in parts: each a process of its own that makes states, judges them, and leaves nothing."""

import gc
import os
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from atlas.files import syncing
from tests.torture.bugs import BUGS, name_of
from tests.torture.calls import Ended
from tests.torture.judging import violations
from tests.torture.scenarios import SCENARIOS, Scenario
from tests.torture.states import REFUSALS, SPOKEN, State, Way, cuts, points, refused
from tests.torture.workers import apart

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
TOGETHER = 24
"""Points of one part."""
STEP = 4
"""Every how many calls a recovery is cut at, each time beginning with another."""
SELDOM = 48
"""The same where only some points are wanted."""
ASIDE = 5
"""How much further on in its points each part has the one whose recovery is cut, so that all of the work comes up."""
LONGEST = 300
"""Seconds that the judging of one state may take: what was begun again may never end."""
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
    recovery: int = 0
    """Every how many of its calls the recovery is cut, from what a cut at these points left; 0 where it is not."""
    bug: str = ""

    @property
    def kind(self) -> str:
        """What is done at its points."""
        if self.error:
            return SPOKEN[self.error]
        if self.recovery:
            return "recovery"
        return "one sync for all" if self.whole else "cuts"


@dataclass(frozen=True)
class Judged:
    """What was wrong with one state."""

    state: State
    violations: tuple[str, ...]


@dataclass
class Outcome:
    """What a part came to."""

    states: Counter[Way] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0
    whole: bool = True
    """Whether its time was enough for all of it."""


def jobs(scenarios: Iterable[Scenario], seeds: Iterable[int], stride: int, together: int = TOGETHER) -> Iterator[Job]:
    """Yields all parts, those of different scenarios among each other; each begins with another kind of them."""
    lists = [_turned(list(_of(one, tuple(seeds), stride, together)), by) for by, one in enumerate(scenarios)]
    while any(lists):
        yield from (one.pop(0) for one in lists if one)


def _turned(parts: list[Job], by: int) -> list[Job]:
    kinds = len({one.kind for one in parts})
    return [*parts[by % kinds : kinds], *parts[: by % kinds], *parts[kinds:]]


def _of(scenario: Scenario, seeds: tuple[int, ...], stride: int, together: int) -> Iterator[Job]:
    with _scratch() as scratch:
        _build(scenario, scratch / "template")
        count = points(scratch / "template", scenario.work, scratch)
    step = scenario.stride * stride
    # From the middle of what is left over: one point alone is in the middle of the work, not at its beginning.
    every = tuple(range(1 + (count - 1) % step // 2, count + 1, step))
    # Each part goes through the whole of the work with strides, so that the first parts have seen a little of all.
    parts = -(-len(every) // together)
    for first in range(parts):
        some = every[first::parts]
        for whole in (False, True):
            yield Job(scenario.name, some, seeds, whole=whole)
        for error in REFUSALS[:2] if scenario.stride > 1 else REFUSALS:
            yield Job(scenario.name, some, error=error)
        yield Job(
            scenario.name, (some[first * ASIDE % len(some)],), seeds[:1], recovery=STEP * (4 if stride > 1 else 1)
        )


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


@contextmanager
def in_memory() -> Iterator[None]:
    """Has all that is made meanwhile, the audit's own scratch too, lie in memory, and nothing of it stay."""
    before = tempfile.tempdir
    tempfile.tempdir = tempfile.mkdtemp(prefix="atlas-torture-", dir=MEMORY)
    try:
        yield
    finally:
        shutil.rmtree(tempfile.tempdir, ignore_errors=True)
        tempfile.tempdir = before


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(wanted: Sequence[Job], processes: int, end: float) -> Iterator[tuple[Job, Outcome]]:
    """Yields what each part came to, until the time is over."""
    in_time = (job for job in wanted if time.monotonic() < end)
    for job, outcome in apart(partial(done, end), in_time, processes):
        yield job, outcome or Outcome(violations=["a part broke: its process ended without a word"], whole=False)


def done(end: float, job: Job) -> Outcome:
    """Does one part, as far as it comes in time."""
    began = time.monotonic()
    outcome = Outcome()
    try:
        for one in judged(job):
            outcome.states[one.state.way] += 1
            outcome.violations += one.violations
            if time.monotonic() > end:
                outcome.whole = False
                break
    except Exception:
        # A part that breaks proves nothing: it must be seen, and the others must go on.
        outcome.violations.append(f"a part broke: {traceback.format_exc()}")
        outcome.whole = False
    outcome.seconds = time.monotonic() - began
    return outcome


def judged(job: Job) -> Iterator[Judged]:
    """Yields what is wrong with each state of a part."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    signal.signal(signal.SIGALRM, _ended)
    # What is there stays; what each state makes is swept in large heaps only.
    gc.freeze()
    gc.set_threshold(30_000)
    if not job.whole:
        syncing._keeper = lambda device, path: None
    for bug in BUGS:
        if name_of(bug) == job.bug:
            bug()
    with _scratch() as scratch:
        for state in _states(job, scratch):
            signal.alarm(LONGEST)
            wrong = tuple(violations(state, BY_NAME[job.scenario]))
            signal.alarm(0)
            yield Judged(state, wrong)
            shutil.rmtree(state.home.parent)


def _each(step: int, first: int, point: int) -> bool:
    return point % step == first % step


def _ended(*args: object) -> None:
    raise Ended("it does not come to an end")


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
        wanted = partial(_each, job.recovery, number)
        some = cuts(state.home, scenario.recover, again, (), wanted)
        yield from (replace(one, origin=state.point) for one in some)
        shutil.rmtree(state.home.parent)
