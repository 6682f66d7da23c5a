"""What the library costs with very much in it: pages and the API of a real `atlas serve`, asked over HTTP.

`python -m bench.library [--records 100000]` makes a home of made-up captures and articles, serves it as a process of
its own, and prints how long each page and question takes, what that costs the door's processor, and its memory.
"""

import argparse
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlencode

from atlas.catalog import Catalog
from atlas.clock import Clock
from atlas.doors.keys import Keys, Permission
from bench.search import Author, at, questions, readings, snapshot

GROUP = 500
FILED = 300
"""Articles that have a file, so that they can be read."""
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Door:
    """A door that is served, and somebody who asks it."""

    process: int
    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> int:
        """Asks for something; returns the status."""
        return self.ask("GET", path)[0]

    def ask(self, method: str, path: str, body: str = "", **more: str) -> tuple[int, http.client.HTTPMessage]:
        """Asks; returns status and headers of the answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request(method, path, body or None, {**self.headers, **more})
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers

    @property
    def cpu(self) -> float:
        """Milliseconds of a processor that the door has had."""
        told = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return 1000 * (int(told[11]) + int(told[12])) / TICK

    @property
    def memory(self) -> str:
        """What the door has in memory: all of it, and its share of what others have, too."""
        told = dict(re.findall(r"(Rss|Pss):\s+(\d+) kB", Path(f"/proc/{self.process}/smaps_rollup").read_text()))
        return ", ".join(f"{name} {int(told[name]) / 1024:.0f} MB" for name in ("Rss", "Pss"))


def fill(home: Path, author: Author, count: int) -> None:
    """Makes a home of so many captures, all read."""
    catalog = Catalog(home / ".atlas/catalog.db")
    some = readings(author, count)
    for begin in range(0, count, GROUP):
        catalog.note([snapshot(number) for number in range(begin, min(begin + GROUP, count))], [])
        catalog.file(list(islice(some, GROUP)))
    catalog.close()
    shelf = home / "processed/articles/2026/11"
    shelf.mkdir(parents=True)
    for number in range(max(0, count - FILED), count):
        (shelf / f"{number}.md").write_text(f'---\ntitle: "One"\n---\n\n{author.text(number)}\n')


@contextmanager
def served(home: Path) -> Iterator[Door]:
    """Gives the door of a home, served as a process of its own."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    environ = {**os.environ, "ATLAS_WEB__LISTEN": f"127.0.0.1:{port}", "ATLAS_WEB__SNAPSHOTS": ""}
    command = [sys.executable, "-m", "atlas", "--home", str(home), "serve"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        while "The door is at" not in (line := process.stderr.readline()):
            if not line:
                raise SystemExit("the door did not open")
        try:
            yield Door(process.pid, port)
        finally:
            process.terminate()
            process.communicate()


def timed(door: Door, kind: str, paths: Iterable[str]) -> None:
    """Asks for each path, and prints what that cost."""
    spans, statuses, before = [], set(), door.cpu
    for path in paths:
        began = time.perf_counter()
        statuses.add(door.get(path))
        spans.append(1000 * (time.perf_counter() - began))
    told = ", ".join(map(str, sorted(statuses)))
    cpu = (door.cpu - before) / len(spans)
    print(
        f"{kind:32} p50 {at(0.5, spans):7.1f} ms  p95 {at(0.95, spans):7.1f}  most {max(spans):7.1f}"
        f"  processor {cpu:7.1f} each  ({len(spans)}: {told})",
        flush=True,
    )


def enter(door: Door, key: str) -> Door:
    """Returns somebody who has logged in."""
    form, kind = urlencode({"key": key, "next": "/"}), {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers = door.ask("POST", "/login", form, **kind)
    assert status == 303, status
    return Door(door.process, door.port, {"Cookie": headers["Set-Cookie"].partition(";")[0], "Accept": "text/html"})


def look(door: Door, author: Author, count: int, rounds: int) -> None:
    """Looks at every page as somebody in a browser does."""
    last = [snapshot(number) for number in range(max(0, count - FILED), count)]
    timed(door, "the first page", ["/"] * rounds)
    timed(door, "further back", [f"/?from={one.facts.captured_at:%Y-%m-%dT%H:%M}" for one in last[:rounds]])
    timed(door, "a record", [f"/records/{one.id}" for one in last[:rounds]])
    timed(door, "an article", [f"/articles/{one.id}" for one in last[:rounds]])
    for kind, some in questions(author, rounds).items():
        timed(door, f"search: {kind}", [f"/search?q={quote(one)}" for one in some])
    common = author.words[:rounds]
    timed(door, "search: a common word, newest", [f"/search?q={one}&sort=newest" for one in common])
    timed(door, "search: a tag of nothing", [f"/search?tag=none{number}" for number in range(rounds)])
    timed(door, "the queue", ["/queue"] * rounds)
    timed(door, "what failed", ["/failed"] * rounds)
    timed(door, "statistics of a year", ["/statistics?days=365"] * rounds)
    timed(door, "health, first", ["/checks"])
    timed(door, "health", ["/checks"] * rounds)


def ask(door: Door, author: Author, rounds: int) -> None:
    """Asks what programs ask."""
    timed(door, "API: records", ["/api/records"] * rounds)
    timed(door, "API: records of a site", [f"/api/records?host=h{number}.example" for number in range(rounds)])
    for kind, some in islice(questions(author, rounds).items(), 3):
        timed(door, f"API: search, {kind}", [f"/api/search?q={quote(one)}" for one in some])
    timed(door, "the feed of captures", ["/feeds/captures"] * rounds)
    timed(door, "metrics", ["/metrics"] * rounds)
    timed(door, "ready", ["/ready"] * rounds)


def main() -> None:
    """Makes a home, serves it, asks, and prints what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40, help="questions of each kind")
    parser.add_argument("--home", type=Path, help="where the home is made, or lies already; else it is thrown away")
    given = parser.parse_args()
    author = Author(1)
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        if not (home / "config.toml").exists():
            fill(home, author, given.records)
            (home / "config.toml").write_text("")
        keys = Keys(home / ".atlas/keys.json")
        name = f"bench{len(keys.all())}"
        key = keys.add(name, (Permission.READ, Permission.WRITE), 1_000_000, Clock().now())
        with served(home) as door:
            print(f"{given.records} records; the door at rest: {door.memory}", flush=True)
            look(enter(door, key), author, given.records, given.rounds)
            ask(Door(door.process, door.port, {"Authorization": f"Bearer {key}"}), author, given.rounds)
            print(f"afterwards: {door.memory}")


if __name__ == "__main__":
    main()
