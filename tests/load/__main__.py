"""Very many drops at once: whether a daemon's memory stays where it is, and nothing is lost.

`python -m tests.load [--drops 100000]` puts so many files at once into the inbox of a real `atlas watch`, most of them
with a link of a site on loopback, one in 200 with one to a host that turns everybody away, one in 200 without any. It
prints the daemon's memory as the inbox empties, how much a thousand drops leave behind, and what the strictest audit
says afterwards. Of fewer than some 50,000 the figure tells of the warm-up: it takes a dozen thousand until memory has
found its level.

`python -m tests.load --hour` drops 1,000 files a minute (`--pace`) for an hour (`--span`, minutes) of a clock that is
moved on as quickly as the machine goes: nothing waits in the inbox, so that what grows is what each drop leaves behind.
`tests/load/hour.py` says what is simulated.

It ends with 1 where memory grows, anything is lost, or lies in the inbox when the time is over.
"""

import argparse
import sys

from tests.load.burst import loaded
from tests.load.flatness import HEAD, MOST, slope_of, told
from tests.load.hour import hour


def main() -> int:
    """Runs it, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drops", type=int, default=100_000)
    parser.add_argument("--look", type=float, default=10.0, help="seconds between two looks at the memory (10)")
    parser.add_argument("--minutes", type=float, default=120.0, help="stop after so long, whatever is left (120)")
    parser.add_argument("--hour", action="store_true", help="drops that keep coming, by a clock that is moved on")
    parser.add_argument("--pace", type=int, default=1000, help="drops a minute, for --hour (1000)")
    parser.add_argument("--span", type=int, default=60, help="minutes of that clock (60)")
    parser.add_argument("--read", action="store_true", help="read what was captured, too")
    asked = parser.parse_args()
    print(HEAD, flush=True)
    tell, longest = (lambda sample: print(told(sample), flush=True)), 60 * asked.minutes
    if asked.hour:
        done = hour(asked.span, asked.pace, tell, longest)
    else:
        done = loaded(asked.drops, asked.look, tell, longest, reads=asked.read)
    slope, count = slope_of(done.samples), done.counted.get("drops", 0)
    print(
        f"{count:,} drops in {done.seconds:.0f} s, {done.cpu:.0f} s of a processor: {done.counted}\n"
        f"after the warm-up {slope.least:.1f} to {slope.most:.1f} MB of its own,"
        f" {slope.per_thousand:+.4f} MB for a thousand drops (at most {MOST}), by {slope.samples} looks\n"
        f"{len(done.lost)} violations"
    )
    for one in done.lost[:20]:
        print(f"  {one}")
    return 0 if slope.is_flat and not done.lost and not done.counted.get("in_inbox") else 1


if __name__ == "__main__":
    sys.exit(main())
