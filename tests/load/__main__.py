"""Very many drops at once: whether a daemon's memory stays where it is, and nothing is lost.

`python -m tests.load [--drops 100000]` puts so many files at once into the inbox of a real `atlas watch`, most of them
with a link of a site on loopback, one in 200 with one to a host that turns everybody away, one in 200 without any. It
prints the daemon's memory as the inbox empties, how much a thousand drops leave behind, and what the strictest audit
says afterwards; it ends with 1 where memory grows, anything is lost, or lies in the inbox when the time is over.
"""

import argparse
import sys

from tests.load.burst import loaded
from tests.load.flatness import HEAD, MOST, slope_of, told


def main() -> int:
    """Runs it, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drops", type=int, default=100_000)
    parser.add_argument("--look", type=float, default=10.0, help="seconds between two looks at the memory (10)")
    parser.add_argument("--minutes", type=float, default=120.0, help="stop after so long, whatever is left (120)")
    parser.add_argument("--read", action="store_true", help="read what was captured, too")
    asked = parser.parse_args()
    print(HEAD, flush=True)
    tell, longest = (lambda sample: print(told(sample), flush=True)), 60 * asked.minutes
    done = loaded(asked.drops, asked.look, tell, longest, reads=asked.read)
    slope = slope_of(done.samples)
    print(
        f"{asked.drops:,} drops in {done.seconds:.0f} s, {done.cpu:.0f} s of a processor: {done.counted}\n"
        f"after the warm-up PSS {slope.least:.1f} to {slope.most:.1f} MB,"
        f" {slope.per_thousand:+.4f} MB for a thousand drops (at most {MOST}), by {slope.samples} looks\n"
        f"{len(done.lost)} violations"
    )
    for one in done.lost[:20]:
        print(f"  {one}")
    return 0 if slope.is_flat and not done.lost and not done.counted.get("in_inbox") else 1


if __name__ == "__main__":
    sys.exit(main())
