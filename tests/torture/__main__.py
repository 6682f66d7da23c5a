"""The torture: a machine that dies, everywhere, in every way, and whether anything is lost.

`python -m tests.torture` cuts a dozen homes off at every system call that changes a file: killed, in the middle of a
write, without power (only what was synced is there), without power but with some of the rest (by seeds), and once more
within the recovery from that; and has every such call fail with EIO, ENOSPC, EROFS and EDQUOT, with and without the
power lost afterwards. What is left is recovered, worked on, and audited. Then faults are planted that it has to find.

It tells each part as it is done, and in the end, or when it is stopped, what was tried and what was not, by scenario
and way. It ends with 1 where anything was lost, where a planted fault was not found, or where it was stopped.
"""

import argparse
import signal
import sys
import time
from collections.abc import Sequence

from tests.torture.bugs import BUGS, name_of
from tests.torture.planting import HEAD as FAULTS
from tests.torture.planting import Finding, findings
from tests.torture.running import in_memory, jobs, run
from tests.torture.scenarios import SCENARIOS
from tests.torture.telling import HEAD, Ledger, table


def main() -> int:
    """Runs it, and prints what came of it."""
    asked = _asked()
    # Whoever ends it, by a key or by `timeout`, hears what was tried.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with in_memory():
        tortured = bool(asked.bug) or _tortured(asked)
        names = [name_of(one) for one in BUGS if asked.bug in ("", name_of(one))]
        return 0 if tortured and (asked.no_bugs or _planted(asked, names)) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0, help="end after so long (60)")
    parser.add_argument("--seeds", type=int, default=4, help="how many throws of the dice at each point (4)")
    parser.add_argument("--stride", type=int, default=1, help="take every so many points (1)")
    parser.add_argument("--only", default="", help="the scenarios whose name has this in it")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-bugs", action="store_true", help="plant nothing")
    parser.add_argument("--quick", action="store_true", help="leave out the scenarios that are large")
    parser.add_argument("--bug", default="", help="only plant this fault")
    parser.add_argument("--bug-states", type=int, default=4000, help="give a planted fault up after so many (4000)")
    parser.add_argument("--table", action="store_true", help="the tables as Markdown")
    return parser.parse_args()


def _tortured(asked: argparse.Namespace) -> bool:
    """Cuts and refuses; returns whether nothing was wrong, and nobody stopped it."""
    end = time.monotonic() + 60 * asked.minutes
    chosen = [one for one in SCENARIOS if asked.only in one.name and not (asked.quick and one.stride > 1)]
    ledger = Ledger(list(jobs(chosen, range(1, asked.seeds + 1), asked.stride)))
    stopped = False
    try:
        for job, outcome in run(ledger.wanted, asked.processes, end):
            for line in ledger.take(job, outcome):
                print(line, flush=True)
    except KeyboardInterrupt:
        stopped = True
    _print(HEAD, list(ledger.rows()), markdown=asked.table)
    for line in ledger.left():
        print(line)
    print(
        f"{ledger.total} states, {ledger.wrong.total()} violations; seeds 1-{asked.seeds}, every {asked.stride}. point;"
        f" {len(ledger.parts)} of {len(ledger.wanted)} parts{', stopped' if stopped else ''};"
        f" {1000 * ledger.seconds / max(ledger.total, 1):.0f} ms a state",
        flush=True,
    )
    return not (stopped or ledger.wrong.total())


def _planted(asked: argparse.Namespace, names: Sequence[str]) -> bool:
    """Plants faults; returns whether all were found."""
    done: list[Finding] = []
    try:
        quick = [one for one in SCENARIOS if asked.only in one.name and one.stride == 1]
        for one in findings(asked.processes, names, quick, asked.bug_states):
            done.append(one)
            print(" | ".join(one.row), *(f"  doubted: {said}" for said in one.doubts), sep="\n", flush=True)
    except KeyboardInterrupt:
        print("stopped")
    _print(FAULTS, [one.row for one in done], markdown=asked.table)
    for name in sorted({*names} - {one.bug for one in done}):
        print(f"not planted: {name}")
    print(f"{sum(one.found for one in done)} of {len(names)} planted faults found", flush=True)
    return all(one.found for one in done) and len(done) == len(names)


def _print(head: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool) -> None:
    print()
    for line in table(head, rows, markdown=markdown):
        print(line)
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
