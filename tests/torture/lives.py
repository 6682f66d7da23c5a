"""Many lives of a home, by seed, for as long as is asked for.

`python -m tests.torture.lives --minutes 15` lives through a home again and again: drops, edits, conflicts, `mv` and
`rm`, kills, power cuts, full disks, clocks that jump, hosts and networks that go away. It prints the shortest life in
which anything is lost, doubled, or left over, and ends with 1. `--bug` plants a fault that it has to find.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from itertools import count

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.torture.bugs import BUGS, name_of
from tests.torture.life import Life
from tests.torture.running import MEMORY

LIVES, STEPS = 25, 50
"""Of one seed, and of one life."""


def live(lives: int, steps: int, seed: int | None = None, *, shrink: bool = True) -> Counter[str]:
    """Returns what was lived through; raises AssertionError where something does not hold."""
    kind = type("Life", (Life,), {"tally": Counter()})
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    asked = settings(
        max_examples=lives,
        stateful_step_count=steps,
        phases=phases,
        deadline=None,
        database=None,
        derandomize=seed is None,
        suppress_health_check=list(HealthCheck),
    )
    # The audit makes a catalog of its own, wherever scratch files lie; on a disk that would be most of the time.
    before, tempfile.tempdir = tempfile.tempdir, MEMORY
    try:
        run_state_machine_as_test(kind if seed is None else hypothesis.seed(seed)(kind), settings=asked)
    finally:
        tempfile.tempdir = before
    return Counter(kind.tally)


def main() -> int:
    """Lives until the time is over, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=15.0, help="end after so long (15)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--bug", default="", help="plant this fault")
    asked = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for bug in BUGS:
        if name_of(bug) == asked.bug:
            bug()
    end, whole = time.monotonic() + 60 * asked.minutes, Counter[str]()
    for seed in count(asked.seed):
        try:
            whole += live(LIVES, STEPS, seed, shrink=not asked.bug)
        except BaseException:
            print(f"seed {seed}: a violation, after {told(whole)}", flush=True)
            raise
        print(f"seeds {asked.seed} to {seed}: no violation in {told(whole)}", flush=True)
        if time.monotonic() > end:
            return 0
    return 0


def told(tally: Counter[str]) -> str:
    """Returns what was lived through, in words."""
    return ", ".join(f"{times:,} {what}" for what, times in sorted(tally.items())) or "nothing"


if __name__ == "__main__":
    sys.exit(main())
