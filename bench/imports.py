"""A large export, imported by a daemon that is killed twice on its way: what came of each entry, and what it cost.

`python -m bench.imports` serves pages on loopback, imports bookmarks in Netscape's format and a table of Instapaper's,
kills the daemon (SIGKILL) after a third and two thirds of the pages, and prints what came of all entries, the
daemon's memory on its way, and what `atlas audit --strict` says.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

HOSTS = [f"127.8.{one // 200}.{one % 200 + 1}" for one in range(400)]
PAGE = "<!doctype html><title>Page {0}</title>" + "<p>It is here, {0}, and it is long enough to be one.</p>" * 40
GONE, UNUSABLE, AGAIN, BOTH = 50, 100, 200, 1000
"""Entries of the bookmarks that are gone, that no browser could open, that come twice; lines that both exports have."""
SETTINGS = {
    "ATLAS_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]',
    "ATLAS_FETCH__HOST_GAP": "0s",
    "ATLAS_FETCH__LAYERS": '["direct"]',
    "ATLAS_VITALS__FREE_DISK": "1kB",
    "ATLAS_READ__ENABLED": "false",
}
POLL = 0.5


@dataclass
class Site:
    """Many hosts on one port; it counts what it is asked for."""

    port: int = 0
    asked: dict[str, int] = field(default_factory=dict)

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Answers until it is stopped."""
        first = await asyncio.start_server(self._answer, HOSTS[0], 0)
        self.port = first.sockets[0].getsockname()[1]
        servers = [first, *[await asyncio.start_server(self._answer, one, self.port) for one in HOSTS[1:]]]
        ready.set()
        await stop.wait()
        for one in servers:
            one.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            self.asked[path] = self.asked.get(path, 0) + 1
            body = PAGE.format(path).encode()
            status = b"410 Gone" if path.startswith("/gone") else b"200 OK"
            writer.write(b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (status, len(body)))
            writer.write(body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def url(self, number: int, path: str = "/page") -> str:
        """Returns the address of a page."""
        return f"http://{HOSTS[number % len(HOSTS)]}:{self.port}{path}/{number}"


def bookmarks(site: Site, entries: int) -> str:
    """Returns so many entries in Netscape's format."""
    pages = entries - GONE - UNUSABLE - AGAIN
    urls = [site.url(one) for one in range(pages)]
    urls += [f"{site.url(one)}?utm_source=feed" for one in range(AGAIN)]
    urls += [site.url(one, "/gone") for one in range(GONE)]
    urls += [f"javascript:alert({one})" for one in range(UNUSABLE)]
    lines = (f'<DT><A HREF="{escape(one)}" ADD_DATE="{1_600_000_000 + at}">{at}</A>\n' for at, one in enumerate(urls))
    return f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n{''.join(lines)}</DL><p>\n"


def instapaper(site: Site, entries: int, first: int) -> str:
    """Returns so many lines of Instapaper's table; the first ones are in the bookmarks, too."""
    numbers = [*range(BOTH), *range(first, first + entries - BOTH)]
    lines = (f'{site.url(one)},"Page {one}",,Archive,{1_600_000_000 + one},"[""pi""]"\n' for one in numbers)
    return f"URL,Title,Selection,Folder,Timestamp,Tags\n{''.join(lines)}"


def atlas(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a verb to its end."""
    command = [sys.executable, "-m", "atlas", "--home", str(home), *words]
    return subprocess.run(command, env={**os.environ, **SETTINGS}, capture_output=True, text=True, check=False)


def daemon(home: Path) -> subprocess.Popen[bytes]:
    """Starts the daemon."""
    command = [sys.executable, "-m", "atlas", "--home", str(home), "watch"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env={**os.environ, **SETTINGS}, stdout=quiet, stderr=quiet)


def files_below(folder: Path, suffix: str = "") -> list[Path]:
    """Returns the files beneath a folder, without hidden ones."""
    found = [Path(at) / one for at, _, names in os.walk(folder) for one in names if one.endswith(suffix)]
    return [one for one in found if ".incoming" not in one.parts and not one.name.startswith(".")]


def resident(pid: int) -> float:
    """Returns the megabytes of memory a process has."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def looks(home: Path, child: subprocess.Popen[bytes]) -> Iterator[tuple[int, float]]:
    """Yields again and again how many snapshots there are, and the daemon's memory, until the inbox is empty."""
    while files_below(home / "inbox"):
        time.sleep(POLL)
        yield len(files_below(home / "raw", ".warc.gz")), resident(child.pid)


def worked(home: Path, cuts: list[int]) -> list[tuple[int, float]]:
    """Lets the daemon work until the inbox is empty, killed at so many snapshots; returns what was seen."""
    seen: list[tuple[int, float]] = []
    while True:
        child = daemon(home)
        for one in looks(home, child):
            seen.append(one)
            if cuts and one[0] >= cuts[0]:
                cuts.pop(0)
                child.kill()
                print(f"  killed at {one[0]} snapshots, {one[1]:.0f} MB")
                break
        else:
            child.send_signal(signal.SIGTERM)
            child.wait()
            return seen
        child.wait()


def main() -> None:
    """Imports both exports, and tells what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--lines", type=int, default=6_000)
    given = parser.parse_args()
    site, ready = Site(), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(site.serve(ready, stop),))
    thread.start()
    ready.wait()
    try:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), site, given.entries, given.lines)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def _measure(folder: Path, site: Site, entries: int, lines: int) -> None:
    home, pages = folder / "home", entries - GONE - UNUSABLE - AGAIN
    atlas(home, "init")
    for name, text in (
        ("bookmarks.html", bookmarks(site, entries)),
        ("instapaper.csv", instapaper(site, lines, entries)),
    ):
        (folder / name).write_text(text)
        began, before = time.monotonic(), len(files_below(home / "raw", ".warc.gz"))
        print(atlas(home, "import", str(folder / name)).stdout.rstrip())
        wanted = (pages + GONE) if name == "bookmarks.html" else lines - BOTH
        seen = worked(home, [before + wanted // 3, before + 2 * wanted // 3])
        _tell(home, site, name, wanted, before, seen, time.monotonic() - began)


def _tell(
    home: Path, site: Site, name: str, wanted: int, before: int, seen: list[tuple[int, float]], seconds: float
) -> None:
    made = len(files_below(home / "raw", ".warc.gz")) - before
    twice = sum(count - 1 for count in site.asked.values())
    memory = [seen[at][1] for at in (min(4, len(seen) - 1), len(seen) // 2, -1)]
    print(f"  {seconds:.0f} s; snapshots {made}, pages to get {wanted}, asked for twice so far {twice}")
    print("  RSS at begin, middle, end: " + ", ".join(f"{one:.0f} MB" for one in memory))
    print(f"  most: {max(one for _, one in seen):.0f} MB")
    tickets = [json.loads(one.read_text()) for one in files_below(home / "processed", f"{name}.atlas.json")]
    for one in tickets:
        told = {key: len(one.get(key) or ()) for key in ("targets", "unusable")}
        print(f"  ticket: {one['disposition']}, {told}, leftovers {one.get('leftovers')}")
    print(f"  inbox {len(files_below(home / 'inbox'))}, dead {[one.name for one in files_below(home / 'failed/dead')]}")
    audit = atlas(home, "audit", "--strict", "--json")
    print(f"  audit --strict: exit {audit.returncode}, {audit.stdout.strip()[-300:]}")


if __name__ == "__main__":
    main()
