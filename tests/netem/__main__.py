"""Faults of the network, all of them: whether what is kept is whole, what failed is told rightly, and nothing is lost.

`python -m tests.netem` (as root, on Linux, with ip, iptables, unshare and nsenter) puts itself into network and mount
namespaces of its own, joins them to another machine's by a wire that loses, delays, reorders, doubles and spoils what
it carries, and has a real `atlas watch` keep pages of that machine while the wire, the links, the packet filter or the
resolver fail: a case a line. When the trouble is over every link has to be captured without anybody's help.

Each try must end within its limit; what is captured must be the page to the last byte; what failed must be told as a
fault that the trouble can be, and one that waiting may help; in an outage links wait and are not told of; the strictest
audit must find nothing. Nothing leaves the namespace, and nothing is left of it. It ends with 1 where any of it failed.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence

from atlas.model.target import Target
from tests.netem.cases import Case, chosen
from tests.netem.judging import Course, violations
from tests.netem.keeper import Keeper, keeping
from tests.netem.place import Place, place

WARM = range(1, 4)
"""Pages that were kept before: only hosts that once answered can tell that the network is away."""
READY = 30.0
OUT_OF_TIME = 60.0
HOLD = 2.5
"""So many times its limit a link has to be told of, or to wait."""
PROBING = 20.0
"""Seconds more that an outage lasts: three hosts are called, one after the other, before it is believed."""
INSIDE = "ATLAS_NETEM_INSIDE"


def main() -> int:
    """Runs it, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="cases whose name has one of these in it, by commas")
    parser.add_argument("--short", action="store_true", help="only cases that take a few seconds")
    parser.add_argument("--deadline", type=float, default=6.0, help="seconds that an address may take (6)")
    parser.add_argument("--minutes", type=float, default=30.0, help="begin no case after so long (30)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if INSIDE not in os.environ:
        words = ["unshare", "--net", "--mount", sys.executable, "-m", "tests.netem", *sys.argv[1:]]
        os.execvpe(words[0], words, os.environ | {INSIDE: "1"})
    end, wrong = time.monotonic() + 60 * asked.minutes, 0
    cases = chosen(asked.only, short=asked.short)
    print(f"{'':24} {'at once':>7} {'longest':>8} {'held':>6} {'healed':>7}  faults", flush=True)
    with place(asked.seed) as there:
        for case in cases:
            if time.monotonic() > end:
                print(f"{case.name:24} not begun: the time is over")
                wrong += 1
                continue
            wrong += told(case, there, asked.deadline)
    print(f"{len(cases)} cases, {wrong} violations")
    return 1 if wrong or not cases else 0


def told(case: Case, there: Place, deadline: float) -> int:
    """Plays a case and prints what came of it; returns how much was wrong."""
    there.heal()
    with keeping(deadline) as keeper:
        course = played(case, there, keeper, deadline)
        keeper.stop()
        wrong = list(violations(case, course, keeper, deadline))
    faults = ", ".join(f"{name} {count}" for name, count in sorted(course.faults.items()))
    counted = f"{course.at_once}/{len(case.numbers)}"
    times = f"{course.longest:6.1f} s {course.held:4.0f} s {course.healing:5.0f} s"
    print(f"{case.name:24} {counted:>7} {times}  {faults or '-'}", flush=True)
    for one in wrong:
        print(f"    {one}", flush=True)
    return len(wrong)


def played(case: Case, there: Place, keeper: Keeper, deadline: float) -> Course:
    """Has the network fail while links are dropped, and work again; returns how it went."""
    keeper.drop(WARM)
    keeper.until(lambda: len(keeper.targets()) == len(WARM) and not keeper.waits(), READY)
    case.begin(there)
    keeper.drop(case.numbers)
    hold = HOLD * deadline + PROBING * case.outage
    held = keeper.until(lambda: _answered(keeper, case.numbers), hold)
    meanwhile = _of(keeper, case.numbers)
    there.heal()
    healing = keeper.until(lambda: not keeper.waits(), OUT_OF_TIME + HOLD * deadline)
    return Course(meanwhile, _of(keeper, case.numbers), held, healing)


def _answered(keeper: Keeper, numbers: Sequence[int]) -> bool:
    return not keeper.files("inbox") and all(one in keeper.targets() for one in numbers)


def _of(keeper: Keeper, numbers: Sequence[int]) -> dict[int, Target]:
    return {number: one for number, one in keeper.targets().items() if number in numbers}


if __name__ == "__main__":
    sys.exit(main())
