"""What breaks, and whether it comes back: `python -m bench.ruin [--captures 300] [--drill-only] [--keep FOLDER]`.

Pages are served on loopback, captured, read and backed up; then the home is damaged in one way after the other. After
each it is told what noticed the damage, what mended it, how long that took, and whether all is as it was: every file of
the archive, the drops and the articles byte for byte, and every row of the catalog.
"""

import argparse
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bench.site import SETTINGS as QUICK
from bench.site import Pages

SETTINGS = {**QUICK, "ATLAS_QUEUE__SWEEP": "200ms"}
HOSTS = 40
PATIENCE = 60.0
LOOK = 0.1
FLIPPED = 10


class Site(Pages):
    """A page of prose for each number."""

    def page(self) -> bytes:
        """Returns it."""
        prose = "".join(f"<p>Paragraph {one} of page {self.path} tells how a chip is cooled. " * 3 for one in range(6))
        return f"<html><title>Cooling, part {self.path}</title><article>{prose}</article></html>".encode()


@dataclass
class Home:
    """A home, its backup, and the verbs on it."""

    path: Path
    disk: Path
    port: int

    def atlas(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a verb."""
        told = {**os.environ, **SETTINGS, "ATLAS_BACKUP__TO": str(self.disk)}
        return subprocess.run(
            [sys.executable, "-m", "atlas", "--home", str(self.path), *words],
            env=told,
            text=True,
            capture_output=True,
            check=False,
        )

    def watched(self) -> subprocess.Popen[bytes]:
        """Starts the daemon."""
        told = {**os.environ, **SETTINGS}
        words = [sys.executable, "-m", "atlas", "--home", str(self.path), "watch"]
        return subprocess.Popen(words, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def drop(self, name: str, *numbers: int) -> None:
        """Drops links to pages."""
        links = (f"http://127.3.0.{1 + number % HOSTS}:{self.port}/{number}\n" for number in numbers)
        (self.path / "inbox" / name).write_text("".join(links))

    def settled(self, name: str) -> None:
        """Waits until a drop has been dealt with."""
        until = time.monotonic() + PATIENCE
        while (self.path / "inbox" / name).exists() and time.monotonic() < until:
            time.sleep(LOOK)

    def contents(self) -> dict[str, str]:
        """Returns what the folders hold, by digest."""
        return {
            one.relative_to(self.path).as_posix(): sha256(one.read_bytes()).hexdigest()
            for root in ("inbox", "raw", "processed", "failed")
            for one in (self.path / root).rglob("*")
            if one.is_file() and "/." not in one.as_posix().removeprefix(str(self.path))
        }

    def rows(self) -> set[str]:
        """Returns the catalog's rows."""
        return {json.loads(one)["id"] for one in self.atlas("list", "--json", "--limit", "0").stdout.splitlines()}

    @property
    def catalog(self) -> Path:
        """The database."""
        return self.path / ".atlas/catalog.db"


def overwritten(home: Home) -> str:
    """Overwrites pages of the catalog."""
    with home.catalog.open("r+b") as file:
        size = home.catalog.stat().st_size
        for page in range(1, size // 4096, max(1, size // 4096 // 8)):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    return "eight pages of the catalog overwritten"


def truncated(home: Home) -> str:
    """Kills the daemon while its log is full of commits, and cuts the log in the middle."""
    daemon = home.watched()
    home.drop("wal.txt", *range(900_000, 900_020))
    home.settled("wal.txt")
    daemon.send_signal(signal.SIGKILL)
    daemon.wait()
    log = home.catalog.with_name("catalog.db-wal")
    size = log.stat().st_size if log.exists() else 0
    os.truncate(log, size // 2)
    return f"daemon killed after 20 captures, its write-ahead log cut from {size} to {size // 2} bytes"


def deleted(home: Home) -> str:
    """Deletes the catalog beneath a running daemon, which goes on capturing."""
    daemon = home.watched()
    home.drop("before.txt", *range(910_000, 910_010))
    home.settled("before.txt")
    for suffix in ("", "-wal", "-shm"):
        home.catalog.with_name(f"catalog.db{suffix}").unlink(missing_ok=True)
    home.drop("after.txt", *range(920_000, 920_010))
    home.settled("after.txt")
    daemon.send_signal(signal.SIGTERM)
    daemon.wait()
    return "catalog and log deleted while the daemon ran; it captured 10 pages before and 10 after that"


def flipped(home: Home) -> str:
    """Flips a byte in ten snapshots."""
    some = sorted((home.path / "raw").rglob("*.warc.gz"))
    for one in some[:: max(1, len(some) // FLIPPED)][:FLIPPED]:
        data = bytearray(one.read_bytes())
        data[len(data) // 2] ^= 0x55
        one.write_bytes(data)
    return f"a byte flipped in {FLIPPED} snapshots"


def lost(home: Home) -> str:
    """Deletes a day of the archive."""
    day = max(one for one in (home.path / "raw").glob("*/*/*") if one.is_dir())
    count = len(list(day.iterdir()))
    shutil.rmtree(day)
    return f"the day {day.relative_to(home.path)} deleted, {count} snapshots"


def ruined(home: Home, damage: Callable[[Home], str]) -> bool:
    """Damages a home, mends it, and tells what came of it; returns whether all is as it was."""
    told = damage(home)
    gone_on = {one for one in home.contents() if one not in BEFORE}
    began = time.monotonic()
    found = home.atlas("verify")
    looked = time.monotonic() - began
    mended = home.atlas("verify", "--repair")
    took = time.monotonic() - began - looked
    after, rows = home.contents(), home.rows()
    same = all(after.get(name) == digest for name, digest in BEFORE.items()) and gone_on <= set(after)
    # A snapshot's name ends with the beginning of its digest, which is its record's name.
    kept = {one.rpartition("-")[2].removesuffix(".warc.gz") for one in after if one.startswith("raw/")}
    known = kept <= {one[:8] for one in rows}
    strict = home.atlas("audit", "--strict").returncode == 0
    lines = [one for one in (found.stdout + found.stderr).splitlines() if one.strip()]
    print(f"\n{damage.__name__}: {told}")
    print(f"  noticed   {'yes' if found.returncode else 'NO'} ({looked:.1f} s): {lines[0] if lines else ''}")
    print(f"  mended    exit {mended.returncode} ({took:.1f} s): {mended.stderr.strip().splitlines()[-1]}")
    print(f"  the same  {'yes' if same else 'NO'}, {len(BEFORE)} files; new since then {len(gone_on)}, all there")
    print(f"  catalog   {'knows all' if known else 'LACKS SOME'} of {len(kept)} snapshots; audit {strict}")
    BEFORE.update({one: after[one] for one in gone_on if one in after})
    return bool(found.returncode) and mended.returncode == 0 and same and known and strict


BEFORE: dict[str, str] = {}
"""What the folders held when last all was well."""
RUINS = (overwritten, truncated, deleted, flipped, lost)


def filled(home: Home, captures: int) -> None:
    """Captures pages, reads them, and backs them up."""
    home.atlas("init")
    home.drop("all.txt", *range(captures))
    for name, words in (("captured", ("drain",)), ("backed up", ("backup",))):
        began = time.monotonic()
        done = home.atlas(*words)
        print(f"{name} in {time.monotonic() - began:.0f} s: {(done.stdout or done.stderr).strip().splitlines()[-1]}")


def drilled(home: Home) -> bool:
    """Rehearses a restore, and tells what was compared."""
    began = time.monotonic()
    done = home.atlas("drill", "--json")
    told = json.loads(done.stdout)
    print(f"drill: {'good' if told['ok'] else told['why']} in {time.monotonic() - began:.1f} s: {told['compared']}")
    return bool(told["ok"])


def main() -> int:
    """Fills a home, rehearses, ruins and mends it."""
    parser = argparse.ArgumentParser(prog="bench.ruin", description=__doc__)
    parser.add_argument("--captures", type=int, default=300)
    parser.add_argument("--drill-only", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with http.server.ThreadingHTTPServer(("", 0), Site) as server, tempfile.TemporaryDirectory() as folder:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = given.keep or Path(folder)
        home = Home(place / "home", place / "disk", server.server_port)
        filled(home, given.captures)
        good = [drilled(home)]
        BEFORE.update(home.contents())
        for damage in () if given.drill_only else RUINS:
            good.append(ruined(home, damage))
            # What came since is in the next set.
            home.atlas("backup")
        server.shutdown()
    print(f"\n{'All came back.' if all(good) else 'NOT ALL CAME BACK.'}")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
