"""What a take-over costs: how long it takes, what is fetched twice, what the beats write.

    python -m bench.standby [--pages 300] [--ttl 3] [--stop] [--late SECONDS | --syncthing]

Two processes on one folder, a site on loopback; the one that works is killed (or stopped and let go on) in the middle.
"""

import argparse
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from atlas.clock import Clock
from atlas.jobs.standby.share import Share
from atlas.jobs.standby.tenant import BEATS, Tenant
from atlas.model.lease import Seat
from bench.syncthing import syncing
from tests.stories.late import Late
from tests.stories.two import SHARED, Machine, lease_in, names_in, serving, until

DAY = 86_400
BEATEN = 500


def main() -> None:
    """Runs it and prints what it found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--ttl", type=float, default=3.0)
    parser.add_argument("--stop", action="store_true", help="Stop it past its lease, and let it go on.")
    parser.add_argument("--late", type=float, default=0.0, help="The share brings what is written so much later.")
    parser.add_argument("--syncthing", action="store_true", help="The share is a real Syncthing (--ttl 15 or more).")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="atlas-bench-") as folder:
        taken_over(Path(folder), asked.pages, asked.ttl, asked.stop, asked.late, asked.syncthing)
        beats(Path(folder) / "beats")


def taken_over(root: Path, pages: int, ttl: float, stop: bool, late: float, syncthing: bool) -> None:
    """Lets one machine take over from another, and prints when, and what was fetched twice."""
    with serving(0.01) as site, ExitStack() as stack:
        shares = [root / "share", root / ("other" if late or syncthing else "share")]
        pi, mini = (Machine(root, one, share, f"{ttl}s") for one, share in zip(("pi", "mini"), shares, strict=True))
        for place in {*shares}:
            for one in SHARED:
                (place / one).mkdir(0o700, parents=True)
        if late:
            stack.enter_context(Late(*shares, late))
        if syncthing:
            stack.enter_context(syncing(root, *shares))
        stack.callback(mini.stop)
        stack.callback(pi.stop)
        pi.start()
        until(lambda: lease_in(mini.share) == (1, "pi"), 90)
        mini.start()
        until(lambda: "stands by" in mini.told)
        (pi.share / "inbox/list.txt").write_text("".join(f"{site.address}/{one}\n" for one in range(pages)))
        until(lambda: len(site.asked) > pages // 2, 200)
        pi.send(signal.SIGSTOP if stop else signal.SIGKILL)
        silent = time.monotonic()
        until(lambda: lease_in(mini.share) == (2, "mini"), 200)
        print(f"taken over {time.monotonic() - silent:.1f} s after the silence began, of a lease of {ttl:g} s")
        if stop:
            pi.send(signal.SIGCONT)
        until(lambda: "list.txt" in names_in(mini.share / "processed"), 400)
        if stop:
            until(lambda: "The lease was lost" in pi.told, 90)
        twice = sum(site.asked.values()) - len(site.asked)
        most = max(site.asked.values())
        print(f"{len(site.asked)} of {pages} pages fetched, {twice} of them once more, none more than {most} times")


def beats(folder: Path) -> None:
    """Prints what beats cost, from the counters the kernel keeps of this process."""
    clock, share = Clock(), Share(folder)
    tenant = Tenant(Seat("pi", ("pi", "mini"), 180.0), share, "bench", clock.now, clock.elapsed)
    tenant.tend()
    tenant.take()
    before, begun = written(), time.perf_counter()
    for _ in range(BEATEN):
        tenant.let_go()
        tenant.epoch = 1
    each, took = (written() - before) / BEATEN, (time.perf_counter() - begun) / BEATEN
    begun = time.perf_counter()
    for _ in range(BEATEN):
        tenant.look()
    look = (time.perf_counter() - begun) / BEATEN
    told = f"{each:.0f} bytes to the page cache, {took * 1000:.2f} ms; a look {look * 1000:.2f} ms"
    print(f"a beat: {told}; of a lease of 180 s {BEATS * DAY / 180:.0f} beats a day")


def written() -> int:
    """Returns the bytes this process has dirtied."""
    if sys.platform != "linux":
        return 0
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


if __name__ == "__main__":
    main()
