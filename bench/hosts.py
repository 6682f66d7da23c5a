"""What bad hosts cost the good ones: one list over many hosts, with and without the bad among them.

`python -m bench.hosts` serves 50 hosts on loopback: of these 10 refuse, 5 stall, 5 ask for a rest. It
prints the time until the last good page, how far the order changed, and what each host saw of Atlas.
"""

import argparse
import asyncio
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from atlas.app import App
from atlas.config import load
from atlas.model.event import Captured, Deferred, Died

PAGE = b"<!doctype html><title>A page</title>" + b"<p>It is here, and it is long enough to be one.</p>" * 60
GOOD, DEAD, STALLING, RESTING = "127.3.0", "127.4.0", "127.5.0", "127.6.0"


@dataclass
class Site:
    """Many hosts on one port; it writes down who came when."""

    port: int = 0
    visits: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    crowded: list[str] = field(default_factory=list)
    _open: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Answers until it is stopped."""
        first = await asyncio.start_server(self._answer, f"{GOOD}.1", 0)
        self.port = first.sockets[0].getsockname()[1]
        others = [f"{GOOD}.{n}" for n in range(2, 31)]
        others += [f"{part}.{n}" for part in (STALLING, RESTING) for n in range(1, 6)]
        servers = [first, *[await asyncio.start_server(self._answer, one, self.port) for one in others]]
        ready.set()
        await stop.wait()
        for one in servers:
            one.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        began = time.monotonic()
        self._open[host] += 1
        if self._open[host] > 1:
            self.crowded.append(host)
        try:
            await reader.readuntil(b"\r\n\r\n")
            if host.startswith(STALLING):
                await reader.read()
            elif host.startswith(RESTING):
                writer.write(b"HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n")
            else:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE))
                writer.write(PAGE)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open[host] -= 1
            self.visits[host].append((began, time.monotonic()))
            writer.close()


@dataclass
class Run:
    """One list, settled."""

    good: dict[str, float]
    """Seconds until each good page was captured."""
    counted: dict[str, int]
    visits: dict[str, list[tuple[float, float]]]
    crowded: list[str]


def urls(port: int, bad: bool, each: int) -> list[str]:
    """Returns the list: every host in turn, the bad ones among the good."""
    hosts = [f"{GOOD}.{n}" for n in range(1, 31)]
    if bad:
        worse = [f"{DEAD}.{n}" for n in range(1, 11)]
        worse += [f"{part}.{n}" for part in (STALLING, RESTING) for n in range(1, 6)]
        hosts = [host for pair in zip(worse, hosts, strict=False) for host in pair] + hosts[20:]
    return [f"http://{host}:{port}/{turn}" for turn in range(each) for host in hosts]


def run(site: Site, bad: bool, each: int, gap: float, deadline: float) -> Run:
    """Drops the list into a home of its own and waits until it is settled."""
    site.visits.clear()
    site.crowded.clear()
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "ATLAS_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]',
            "ATLAS_FETCH__HOST_GAP": f"{round(gap * 1000)}ms",
            "ATLAS_FETCH__DEADLINE": f"{round(deadline * 1000)}ms",
            "ATLAS_QUEUE__REST": "50ms",
            "ATLAS_VITALS__FREE_DISK": "1kB",
        }
        app = App(load(Path(folder), environ)[0])
        app.folders.make()
        (app.folders.inbox / "list.txt").write_text("\n".join(urls(site.port, bad, each)))
        return _settled(app, site)


def _settled(app: App, site: Site) -> Run:
    good: dict[str, float] = {}
    counted: dict[str, int] = defaultdict(int)
    with app.locked(lambda event: None) as kept:
        capture = app.capture(kept)
        began = time.monotonic()
        while capture.busy or capture.unrested or not counted:
            for event in capture.turn(0.5):
                if isinstance(event, Captured | Deferred | Died):
                    counted[event.name] += 1
                if isinstance(event, Captured):
                    good[event.url] = time.monotonic() - began
        for _ in capture.finish(1.0):
            pass
    return Run(good, dict(counted), dict(site.visits), list(site.crowded))


def shortest_gap(visits: dict[str, list[tuple[float, float]]]) -> float:
    """Returns the shortest time between the end of one visit to a host and the begin of the next."""
    gaps = [later[0] - earlier[1] for ones in visits.values() for earlier, later in pairwise(sorted(ones))]
    return min(gaps, default=float("inf"))


def main() -> None:
    """Runs the list with and without the bad hosts, in turn, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=10, help="links to each of the 50 hosts")
    parser.add_argument("--gap", type=float, default=0.2, help="seconds between two visits to a host")
    parser.add_argument("--deadline", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    site, ready = Site(), threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(site.serve(ready, stop),))
    thread.start()
    ready.wait()
    alone, among = [], []
    for _ in range(given.rounds):
        for bad, runs in ((False, alone), (True, among)):
            runs.append(run(site, bad, given.each, given.gap, given.deadline))
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    _tell(alone, among, given.gap)


def _tell(alone: list[Run], among: list[Run], gap: float) -> None:
    last_alone = statistics.median(max(one.good.values()) for one in alone)
    last_among = statistics.median(max(one.good.values()) for one in among)
    print(f"last good page, good hosts alone      {last_alone:6.2f} s")
    print(f"last good page, bad hosts among them  {last_among:6.2f} s   ratio {last_among / last_alone:.2f}")
    for one in among:
        out = sum(a > b for _, ones in _by_host(one).items() for a, b in pairwise(ones))
        print(f"outcomes {one.counted}; out of order within a host: {out}; two connections at once: {len(one.crowded)}")
        visited = {host: len(ones) for host, ones in one.visits.items() if not host.startswith(GOOD)}
        print(f"visits to stalling and resting hosts: {dict(sorted(visited.items()))}")
        print(f"shortest gap {shortest_gap(one.visits):.3f} s (asked for: {gap:.3f} s)")


def _by_host(one: Run) -> dict[str, list[float]]:
    by_host: dict[str, list[float]] = defaultdict(list)
    for url in sorted(one.good, key=lambda url: int(url.rpartition("/")[2])):
        by_host[url.split("/")[2]].append(one.good[url])
    return by_host


if __name__ == "__main__":
    main()
