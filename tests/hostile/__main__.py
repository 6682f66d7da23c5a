"""Serves the hostile web by hand, or climbs to all of it and prints the table.

python -m tests.hostile [PORT]     serves, https on the port after it, until interrupted
python -m tests.hostile --table    climbs to every trouble with the real ladder
    --rounds N --cap BYTES --seconds S --layers direct,agents,variants
"""

import argparse
import contextlib
import resource

from tests.hostile.table import CAP, SECONDS, rows
from tests.hostile.town import Town, town


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.hostile", description="A web with one trouble per path, on loopback.")
    parser.add_argument("port", type=int, nargs="?", default=0)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--cap", type=int, default=CAP)
    parser.add_argument("--layers", default="direct")
    chosen = parser.parse_args()
    with town(chosen.port) as there, contextlib.suppress(KeyboardInterrupt):
        if chosen.table:
            climb(there, chosen)
        else:
            serve(there)


def serve(there: Town) -> None:
    print(*(f"{place:32} {url}" for place, url in there.places().items()), sep="\n")
    print(f"Certificates are signed by {there.authority}; names are for curl --resolve.", flush=True)
    there.plain.stopped.wait()


def climb(there: Town, chosen: argparse.Namespace) -> None:
    for turn in range(chosen.rounds):
        for row in rows(there, chosen.seconds, chosen.cap, chosen.layers.split(",")):
            if turn == 0:
                print(
                    f"{row.place:34} {row.word:14} {row.disposition:9} {row.milliseconds:5} ms  {row.told}", flush=True
                )
    heard = len(there.inside.requests) + len(there.own.requests)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"What must hear nothing heard {heard} requests. Memory at its peak: {peak:.0f} MB.")


if __name__ == "__main__":
    main()
