"""What reading costs capture: a burst and single drops, alone and beside a backlog that is being read.

`python -m bench.reading` serves pages on loopback and runs `atlas watch` on two homes in turn: one reads nothing, the
other has pages to read all the while. It prints how long a list takes until it is settled, how long single drops
take, the ratio of both, and what the daemon has in memory before, while and after it reads.
"""

import argparse
import http.server
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bench.site import SETTINGS, Pages

HOSTS = 40
REST = 0.05
SENTENCE = "a fan is loud and a block of metal is not, so people try both when the board gets warm and slows down"
WORDS = SENTENCE.split()


class Site(Pages):
    """A page of some 60 kB for each path, the same each time."""

    def page(self) -> bytes:
        """Returns it."""
        chance = random.Random(self.path)
        paragraphs = (" ".join(chance.choices(WORDS, k=60)) for _ in range(150))
        links = "".join(f'<li><a href="/{n}">Link {n}</a></li>' for n in range(200))
        text = ".</p><p>".join(paragraphs)
        return f"<title>Page {self.path}</title><ul>{links}</ul><article><p>{text}</article>".encode()


@dataclass
class Run:
    """One home at work."""

    burst: float = 0.0
    singles: list[float] = field(default_factory=list)
    read: int = 0
    """Pages that were read while capture worked."""
    memory: dict[str, float] = field(default_factory=dict)


def run(port: int, reads: bool, backlog: int, links: int, singles: int) -> Run:
    """Runs a daemon on a home with a backlog of what is unread."""
    with tempfile.TemporaryDirectory() as folder:
        home, done = Path(folder) / "home", Run()
        settings = {**os.environ, **SETTINGS, "ATLAS_READ__ENABLED": str(reads).lower()}
        atlas = [sys.executable, "-m", "atlas", "--home", str(home)]
        subprocess.run([*atlas, "init"], env=settings, check=True, capture_output=True)
        _drop(home, "backlog.txt", _links(port, "backlog", backlog))
        subprocess.run([*atlas, "drain", "--no-read"], env=settings, check=True, capture_output=True)
        daemon = subprocess.Popen([*atlas, "watch"], env=settings, stderr=subprocess.DEVNULL)
        try:
            _measure(home, daemon.pid, port, reads, links, singles, done)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
        return done


def _measure(home: Path, daemon: int, port: int, reads: bool, links: int, singles: int, done: Run) -> None:
    _until(home, "noticed", 1)
    done.memory["before"] = _memory(daemon)
    if reads:
        _until_read(home, min(5, _captured(home)))
    done.memory["beginning"] = _memory(daemon)
    settled, read = _count(home, "settled"), _read(home)
    began = _drop(home, "burst.txt", _links(port, "burst", links))
    done.burst = _until(home, "settled", settled + 1)[-1] - began - REST
    for number in range(singles):
        began = _drop(home, f"{number}.txt", _links(port, f"single{number}", 1))
        done.singles.append(_until(home, "settled", settled + 2 + number)[-1] - began - REST)
        time.sleep(0.1)
    done.read = _read(home) - read
    done.memory["after capture"] = _memory(daemon)
    if reads:
        _until_read(home, _captured(home))
        done.memory["all read"] = _memory(daemon)


def _links(port: int, word: str, count: int) -> str:
    return "".join(f"http://127.3.0.{1 + n % HOSTS}:{port}/{word}/{n}\n" for n in range(count))


def _drop(home: Path, name: str, text: str) -> float:
    hidden = home / "inbox" / f".{name}"
    hidden.write_text(text)
    hidden.rename(home / "inbox" / name)
    return time.time()


def _events(home: Path, name: str) -> Iterator[float]:
    path = home / ".atlas/log/atlas.log"
    for line in path.read_text().splitlines() if path.exists() else ():
        told = json.loads(line) if line.endswith("}") else {}
        if told.get("event") == name:
            yield datetime.fromisoformat(told["ts"]).timestamp()


def _count(home: Path, name: str) -> int:
    return len(list(_events(home, name)))


def _until(home: Path, name: str, count: int) -> list[float]:
    while len(found := list(_events(home, name))) < count:
        time.sleep(0.2)
    return found[:count]


def _captured(home: Path) -> int:
    return len(list((home / "raw").rglob("*.warc.gz")))


def _read(home: Path) -> int:
    return len(list((home / "processed/articles").rglob("*.md")))


def _until_read(home: Path, count: int) -> None:
    while _read(home) < count:
        time.sleep(0.2)


def _memory(process: int) -> float:
    statm = Path(f"/proc/{process}/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if statm.exists() else 0.0


def main() -> None:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backlog", type=int, default=100)
    parser.add_argument("--links", type=int, default=150)
    parser.add_argument("--singles", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with http.server.ThreadingHTTPServer(("", 0), Site) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        alone, beside = [], []
        for _ in range(given.rounds):
            for reads, runs in ((False, alone), (True, beside)):
                runs.append(run(server.server_port, reads, given.backlog, given.links, given.singles))
        server.shutdown()
    _tell("a list of links, s", [one.burst for one in alone], [one.burst for one in beside])
    _tell("a single drop, s", *([s for one in runs for s in one.singles] for runs in (alone, beside)))
    print(f"pages read meanwhile: {[one.read for one in beside]}")
    print(f"daemon, MB: {[{key: round(value) for key, value in one.memory.items()} for one in beside]}")


def _tell(what: str, alone: list[float], beside: list[float]) -> None:
    first, second = statistics.median(alone), statistics.median(beside)
    p95 = [sorted(one)[int(0.95 * len(one))] for one in (alone, beside)]
    print(f"{what:20} alone {first:6.3f} (p95 {p95[0]:.3f})  beside reading {second:6.3f} (p95 {p95[1]:.3f})", end="")
    print(f"  ratio {second / first:.2f}")


if __name__ == "__main__":
    main()
