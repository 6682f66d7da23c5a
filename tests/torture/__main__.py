"""The torture: a machine that dies, everywhere, in every way, and whether anything is lost.

`python -m tests.torture` cuts a dozen homes off at every system call that changes a file: killed, in the middle of a
write, without power (only what was synced is there), without power but with some of the rest (by seeds), and once more
within the recovery from that; and has every such call fail with EIO, ENOSPC, EROFS and EDQUOT, with and without the
power lost afterwards. What is left is recovered, worked on, and audited. Then faults are planted that it has to find.

It prints what was tried, by scenario and way, and ends with 1 where anything was lost, or a planted fault not found.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.torture.bugs import BUGS, name_of
from tests.torture.running import Job, Outcome, bugs_found, jobs, run
from tests.torture.scenarios import SCENARIOS
from tests.torture.states import Way


def main() -> int:
    """Runs it, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0, help="end after so long (60)")
    parser.add_argument("--seeds", type=int, default=4, help="how many throws of the dice at each point (4)")
    parser.add_argument("--stride", type=int, default=1, help="take every so many points (1)")
    parser.add_argument("--only", default="", help="the scenarios whose name has this in it")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-bugs", action="store_true", help="plant nothing")
    parser.add_argument("--quick", action="store_true", help="leave out the scenarios that are large")
    parser.add_argument("--bug", default="", help="only plant this fault")
    asked = parser.parse_args()
    if asked.bug:
        return 1 if list(planted(1, [asked.bug])) else 0
    end = time.monotonic() + 60 * asked.minutes
    chosen = [one for one in SCENARIOS if asked.only in one.name and not (asked.quick and one.stride > 1)]
    wanted = list(jobs(chosen, range(1, asked.seeds + 1), asked.stride))
    counted, wrong, parts = told(run(wanted, asked.processes, end))
    print(f"{sum(counted.values())} states, {wrong} violations; {parts} of {len(wanted)} parts in the time there was")
    missed = [] if asked.no_bugs else list(planted(asked.processes, [name_of(one) for one in BUGS]))
    return 1 if wrong or missed else 0


def told(outcomes: Iterator[tuple[Job, Outcome]]) -> tuple[Counter[tuple[str, Way]], int, int]:
    """Prints violations as they come, and then a table; returns what was tried, and how many were wrong."""
    counted: Counter[tuple[str, Way]] = Counter()
    wrong = parts = 0
    for job, outcome in outcomes:
        parts += 1
        counted.update({(job.scenario, way): count for way, count in outcome.states.items()})
        wrong += len(outcome.violations)
        for one in outcome.violations:
            print(f"{job.scenario}: {one}", flush=True)
    ways = list(Way)
    print(f"{'':32}" + "".join(f"{way.name.lower():>9}" for way in ways))
    for name in dict.fromkeys(name for name, _ in counted):
        print(f"{name:32}" + "".join(f"{counted[name, way]:9}" for way in ways))
    return counted, wrong, parts


def planted(processes: int, names: Sequence[str]) -> Iterator[str]:
    """Plants faults, prints where each was found, and yields those that were not."""
    for name, found in bugs_found(processes, names):
        print(f"{name:48} {found or 'NOT FOUND'}", flush=True)
        if not found:
            yield name


if __name__ == "__main__":
    sys.exit(main())
