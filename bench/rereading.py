"""What it costs to read everything again: `python -m bench.rereading FOLDER [--captures 1000]`.

The pages of a folder are served on loopback, each as often as it takes and a little different each time, and captured
into a home that is made for it. Then `atlas read` reads them all, and `atlas read --again` once more. It prints pages a
second, the most memory that the process itself, the mother and the largest of the children had, and how large the
catalog is.
"""

import argparse
import gzip
import http.server
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.site import SETTINGS, Pages

HOSTS = 40
LOOK = 0.02
"""Seconds between two looks at how much memory is in use."""


class Site(Pages):
    """A page of the folder for each number, and no two with the same bytes."""

    pages: tuple[bytes, ...] = ()

    def page(self) -> bytes:
        """Returns it."""
        number = int(self.path.strip("/"))
        return self.pages[number % len(self.pages)] + f"<!-- {number} -->".encode()


@dataclass
class Peaks:
    """The most memory that each kind of process had, in megabytes."""

    most: dict[str, float] = field(default_factory=dict)

    def look(self, process: int) -> None:
        """Looks at a process, at what it started, and at what that started."""
        self._note("reader", process)
        for mother in _children(process):
            self._note("mother", mother)
            for child in _children(mother):
                self._note("child", child)

    def _note(self, who: str, process: int) -> None:
        self.most[who] = max(self.most.get(who, 0.0), _peak(process))


def _children(process: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _peak(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM:")), 0.0)


def pages_in(folder: Path) -> tuple[bytes, ...]:
    """Returns the pages in a folder, unpacked."""
    found = sorted(one for one in folder.rglob("*") if one.name.endswith((".html", ".htm", ".html.gz")))
    return tuple(gzip.decompress(one.read_bytes()) if one.suffix == ".gz" else one.read_bytes() for one in found)


def read(atlas: list[str], settings: dict[str, str], *options: str) -> tuple[float, float, Peaks]:
    """Runs `atlas read`; returns how many seconds it took, how many of them of a processor, and its peaks."""
    peaks = Peaks()
    began, used = time.monotonic(), _used()
    with subprocess.Popen(
        [*atlas, "read", *options], env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            peaks.look(process.pid)
            time.sleep(LOOK)
    return time.monotonic() - began, _used() - used, peaks


def _used() -> float:
    """Returns the seconds of a processor that all processes had which were started here and are over."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def captured(atlas: list[str], settings: dict[str, str], home: Path, port: int, count: int) -> float:
    """Fills a home with captures; returns how many seconds that took."""
    subprocess.run([*atlas, "init"], env=settings, check=True, capture_output=True)
    links = (f"http://127.3.0.{1 + number % HOSTS}:{port}/{number}\n" for number in range(count))
    (home / "inbox" / "all.txt").write_text("".join(links))
    began = time.monotonic()
    subprocess.run([*atlas, "drain", "--no-read"], env=settings, check=True, capture_output=True)
    return time.monotonic() - began


def main() -> None:
    """Captures, reads, reads again, and prints what it cost."""
    parser = argparse.ArgumentParser(prog="bench.rereading", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--captures", type=int, default=1000)
    given = parser.parse_args()
    Site.pages = pages_in(given.folder)
    with http.server.ThreadingHTTPServer(("", 0), Site) as server, tempfile.TemporaryDirectory() as folder:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home, settings = Path(folder) / "home", {**os.environ, **SETTINGS}
        atlas = [sys.executable, "-m", "atlas", "--home", str(home)]
        took = captured(atlas, settings, home, server.server_port, given.captures)
        server.shutdown()
        print(f"{given.captures} captures of {len(Site.pages)} pages: {took:.0f} s")
        for name, options in (("read", ()), ("read again", ("--again",))):
            took, used, peaks = read(atlas, settings, *options)
            megabytes = ", ".join(f"{who} {most:.0f}" for who, most in peaks.most.items())
            each = f"{given.captures / took:5.1f} pages a second, CPU {1000 * used / given.captures:.0f} ms a page"
            print(f"{name:10} {took:6.1f} s, {each}; MB at most: {megabytes}")
        _tell_catalog(home, given.captures)


def _tell_catalog(home: Path, count: int) -> None:
    articles = sum(1 for _ in (home / "processed/articles").rglob("*.md"))
    size = sum(one.stat().st_size for one in (home / ".atlas").glob("catalog.db*"))
    print(f"{articles} articles; the catalog has {size / max(1, count):.0f} bytes for each capture")


if __name__ == "__main__":
    main()
