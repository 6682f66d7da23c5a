"""Faults planted one by one, and whether they are found: a find counts where the same state is right without."""

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Protocol

from tests.torture import workers
from tests.torture.running import Job, Judged, jobs, judged
from tests.torture.scenarios import Scenario
from tests.torture.states import State, Way

TOGETHER = 6
"""Points of one part: small, so that a little of everything is tried soon."""
TIMES = 2
"""How often what was found is tried again, with the fault and without."""
NEAR = 2
"""How many calls before and after it are tried then."""
BROKEN = ("TypeError", "AttributeError", "NameError", "a part broke")
"""What says that the planted fault does not fit the house any more, and is none."""
SHORT = 110
LIKELY = {
    "a taken name is taken again": "a name taken everywhere, cuts",
    "captures are not recognised": "one URL, cuts",
    "days are not synced": "one URL, cuts",
    "it is told before it is so": "one URL, cuts",
    "snapshots are named before they are synced": "one URL, cuts",
    "a failed sync is nothing": "EIO",
    "a full disk is nothing": "ENOSPC",
    "leftovers come after the move": "a mixed list, cuts",
    "notes are not synced": "a mixed list, cuts",
    "leftovers are not synced": "a mixed list, cuts",
    "moves are not synced": "retry and discard, cuts",
    "leaving is synced first": "a mixed list, cuts",
    "the old ticket goes first": "deferrals due, cuts",
    "a deferred ticket is written over": "deferrals due, cuts",
    "a lost drop is not made again": "a mixed list, cuts",
    "old tickets stay": "deferrals due, cuts",
    "two places stay": "two file systems, cuts",
    "progress is not written": "a mixed list, cuts",
    "progress is forgotten first": "a mixed list, cuts",
    "articles are not synced": "reading, and again, cuts",
    "the needless article goes first": "reading, and again, cuts",
    "twins of articles stay": "reading, and again, cuts",
    "migrations are not whole": "a migration at the start, cuts",
    "a retry loses its ticket first": "retry and discard, cuts",
    "a copy is not synced": "two file systems, cuts",
    "whole file systems are not synced": "one sync for all",
}
"""Where a fault would tell, to be looked at before all else; nothing is left out for it."""
NOWHERE = State(Path(), 0, "nothing", Way.KILL)


class Look(Protocol):
    """What a part finds, to its end or up to what is wrong first."""

    def __call__(self, job: Job, *, to_the_end: bool) -> list[Judged]:
        """Returns what is wrong with each state."""


@dataclass(frozen=True)
class Finding:
    """What became of one fault."""

    bug: str
    tried: int
    """States, until it was found or given up."""
    scenario: str = ""
    state: str = ""
    said: str = ""
    again: int = 0
    """How many times of TIMES the same state is wrong with the fault."""
    without: int = 0
    """How many times the same state was tried without the fault, and was right."""
    doubts: tuple[str, ...] = ()
    """What was wrong with it, but did not come again, or came without it, too."""

    @property
    def found(self) -> bool:
        """Whether it counts."""
        return bool(self.state) and not any(one in self.said for one in BROKEN)

    @property
    def row(self) -> tuple[str, ...]:
        """Its line in the table."""
        verdict = "found" if self.found else "BROKEN" if self.state else "NOT FOUND"
        place = f"{self.scenario}: {self.state}" if self.state else ""
        return self.bug, verdict, str(self.tried), place, self.said[:SHORT], f"{self.again}/{TIMES}", str(self.without)


HEAD = ("planted fault", "", "states", "first found by", "what is wrong then", "again", "right without it")


def findings(processes: int, names: Sequence[str], scenarios: Sequence[Scenario], most: int) -> Iterator[Finding]:
    """Yields what becomes of each of these planted faults; none is looked for in more states than this."""
    wanted = list(jobs(scenarios, (1,), 1, TOGETHER))
    # Shuffled, and always alike: all scenarios and all ways to die come early.
    Random(1).shuffle(wanted)
    for name, found in workers.apart(lambda name: looked_for(name, wanted, most, apart), names, processes):
        yield found or Finding(name, 0, doubts=("its process ended without a word",))


def looked_for(bug: str, wanted: Sequence[Job], most: int, look: Look) -> Finding:
    """Returns what becomes of a fault: the first state that is wrong with it, comes again, and is right without it."""
    tried, doubts = 0, []
    likely = LIKELY.get(bug, ", cuts")
    for job in sorted(wanted, key=lambda one: likely not in f"{one.scenario}, {one.kind}"):
        seen = look(replace(job, bug=bug), to_the_end=False)
        tried += len(seen)
        if seen and seen[-1].violations:
            found = _weighed(replace(job, bug=bug), seen[-1], Finding(bug, tried, doubts=tuple(doubts)), look)
            if found.state:
                return found
            doubts.append(f"{job.scenario}: {seen[-1].violations[0]}")
        if tried >= most:
            break
    return Finding(bug, tried, doubts=tuple(doubts))


def _weighed(job: Job, one: Judged, found: Finding, look: Look) -> Finding:
    """Returns the finding with its state where that state is wrong because of the fault."""
    middle = one.state.origin or one.state.point
    # Threads may come in another order the next time: the same call is then a few further on.
    near = tuple(range(max(1, middle - NEAR), middle + NEAR + 1))
    same = replace(job, points=near)
    again = without = 0
    for _ in range(TIMES):
        # A call may be named anew each time, as what is drafted is: it is wrong again if it dies so at the same place.
        again += any(seen.violations and seen.state.way is one.state.way for seen in look(same, to_the_end=True))
        clean = look(replace(same, bug=""), to_the_end=True)
        # What is wrong there without the fault, too, is another's doing.
        if any(seen.violations for seen in clean):
            return found
        without += sum(_alike(seen.state, one.state) or _mark(seen.state) == _mark(one.state) for seen in clean)
    if not (again and without):
        return found
    said = one.violations[0].removeprefix(f"{one.state.told}: ")
    return replace(
        found, scenario=job.scenario, state=f"{job.kind}, {one.state.told}", said=said, again=again, without=without
    )


def _alike(seen: State, one: State) -> bool:
    """Whether both died in one way at the same call, wherever in the work that came."""
    return (seen.way, seen.call) == (one.way, one.call)


def _mark(state: State) -> tuple[object, ...]:
    return state.way, state.point, state.origin


def apart(job: Job, *, to_the_end: bool) -> list[Judged]:
    """Returns what a part finds, maybe only up to what is wrong first, in a process that ends with its fault."""
    [(_, found)] = workers.apart(lambda job: list(_seen(job, to_the_end=to_the_end)), [job], 1)
    return found or []


def _seen(job: Job, *, to_the_end: bool) -> Iterator[Judged]:
    point = job.points[0]
    try:
        for one in judged(job):
            point = one.state.origin or one.state.point
            yield one
            if one.violations and not to_the_end:
                return
    except Exception:
        broken = replace(NOWHERE, point=point)
        yield Judged(broken, (f"a part broke: {traceback.format_exc().splitlines()[-1]}",))
