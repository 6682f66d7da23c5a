"""What Atlas writes to a disk: of an idle day and of a busy one, from the kernel's counter of a disk of its own.

python -m bench.writes [--idle SECONDS] [--captures N] [--gap SECONDS] [--options MOUNT OPTIONS] [--set KEY=VALUE]

A file with an ext4 in it is mounted, so that all that is counted is Atlas's: its bytes, and what the file system writes
for them. Needs root, and loop devices. The rates are scaled to a day: idle ones are the same at each hour.
"""

import argparse
import http.server
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.site import Pages

DAY = 86_400
SECTOR = 512
SENTENCE = (
    "the heat of a small machine is led away slowly and the card keeps what is written to it once and never again"
)
WORDS = SENTENCE.split()


class Site(Pages):
    """A page of some 60 kB for each path, with an article in it."""

    def page(self) -> bytes:
        """Returns it."""
        chance = random.Random(self.path)
        text = "".join(f"<p>{' '.join(chance.choices(WORDS, k=90))}.</p>" for _ in range(60))
        scripts = "".join(f"<script>var a{n}={chance.random()}</script>" for n in range(600))
        return (
            f"<!doctype html><title>{self.path}</title><article><h1>{self.path}</h1>{text}</article>{scripts}".encode()
        )


@contextmanager
def disk(options: str) -> Iterator[tuple[str, Path]]:
    """Makes a disk for the time being; gives its name and where it is mounted."""
    with tempfile.TemporaryDirectory(prefix="atlas-writes-") as scratch:
        image, place = Path(scratch, "image"), Path(scratch, "disk")
        with image.open("wb") as file:
            file.truncate(2_000_000_000)
        place.mkdir()
        subprocess.run(["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", image], check=True)
        loop = subprocess.run(["losetup", "--find", "--show", image], check=True, capture_output=True, text=True)
        device = loop.stdout.strip()
        try:
            subprocess.run(["mount", "-o", options, device, place], check=True)
            try:
                yield Path(device).name, place
            finally:
                subprocess.run(["umount", place], check=True)
        finally:
            subprocess.run(["losetup", "--detach", device], check=True)


def written(device: str) -> int:
    """Returns the bytes that the kernel has written to a disk."""
    os.sync()
    for line in Path("/proc/diskstats").read_text().splitlines():
        fields = line.split()
        if fields[2] == device:
            return int(fields[9]) * SECTOR
    sys.exit(f"/proc/diskstats does not tell of {device}.")


def until_captured(home: Path, count: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while sum(1 for path in (home / "processed/articles").rglob("*.md")) < count:
        if time.monotonic() > end:
            sys.exit("The pages were not captured and read in time.")
        time.sleep(0.5)


def main() -> None:
    """Measures."""
    words = argparse.ArgumentParser(prog="bench.writes")
    words.add_argument("--idle", type=float, default=300)
    words.add_argument("--captures", type=int, default=100)
    words.add_argument("--gap", type=float, default=2)
    words.add_argument("--options", default="noatime")
    words.add_argument("--set", action="append", default=[])
    told = words.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {**os.environ, "ATLAS_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]', "ATLAS_FETCH__HOST_GAP": "0s"}
    env |= {
        "ATLAS_VITALS__FREE_DISK": "1MB",
        "ATLAS_FETCH__LAYERS": '["direct"]',
        **dict(one.split("=") for one in told.set),
    }
    with disk(told.options) as (device, place):
        home = place / "home"
        atlas = [sys.executable, "-m", "atlas", "--home", str(home)]
        subprocess.run([*atlas, "init"], env=env, check=True)
        daemon = subprocess.Popen([*atlas, "watch"], env=env, stderr=subprocess.DEVNULL)
        try:
            time.sleep(20)
            before = written(device)
            time.sleep(told.idle)
            idle = (written(device) - before) / told.idle * DAY
            before, begun = written(device), time.monotonic()
            for number in range(told.captures):
                (home / f"inbox/{number}.url").write_text(f"http://127.0.0.1:{server.server_port}/{number}\n")
                time.sleep(told.gap)
            until_captured(home, told.captures, 120)
            time.sleep(35)
            span = time.monotonic() - begun
            busy = written(device) - before - idle * span / DAY
        finally:
            daemon.terminate()
            daemon.wait()
        kept = sum(path.stat().st_size for path in (home / "raw").rglob("*.gz"))
        read = sum(path.stat().st_size for path in (home / "processed/articles").rglob("*.md"))
    print(json.dumps({
        "idle_seconds": told.idle, "idle_day_mb": round(idle / 1e6, 1), "captures": told.captures,
        "of_captures_mb": round(busy / 1e6, 1), "busy_day_mb": round((idle + busy) / 1e6, 1),
        "archive_mb": round(kept / 1e6, 1), "articles_mb": round(read / 1e6, 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
