"""Machines that share an archive: each a process with a home of its own, and a site on loopback that counts."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.answering import Quiet, site_of
from tests.cli.conftest import SETTINGS, Home, clean

SHARED = ("inbox", "raw", "processed", "failed")
NODES = '["pi", "mini", "spare"]'


class Site:
    """Pages that take a while; how often each was asked for."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked: Counter[str] = Counter()
        self.address = ""

    @property
    def count(self) -> int:
        return sum(self.asked.values())


@contextmanager
def serving(seconds: float = 0.02) -> Iterator[Site]:
    site = Site(seconds)

    class Door(Quiet):
        def do_GET(self) -> None:
            site.asked[self.path] += 1
            time.sleep(site.seconds)
            body = f"<html><title>{self.path}</title><p>{self.path} is a page.</p></html>".encode()
            with suppress(BrokenPipeError, ConnectionResetError):
                self.answer(200, body)

    with site_of(Door) as site.address:
        yield site


class Machine:
    """One of them."""

    def __init__(self, root: Path, name: str, share: Path, ttl: str = "3s") -> None:
        self.name = name
        self.home = Home(root / name)
        self.home.path.mkdir(parents=True)
        self.share = share
        self.settings = {
            **{f"ATLAS_PATHS__{one.upper()}": str(share / one) for one in SHARED},
            "ATLAS_STANDBY__NODES": NODES,
            "ATLAS_STANDBY__NAME": name,
            "ATLAS_STANDBY__TTL": ttl,
            "ATLAS_QUEUE__SWEEP": "200ms",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *words: str) -> None:
        log = (self.home.path / "told").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "atlas", "--home", str(self.home.path), *(words or ("standby",))],
            stderr=log,
            env={**clean(), **SETTINGS, **self.settings},
        )
        log.close()

    @contextmanager
    def beside(self, *words: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
        """Another process of this machine."""
        process = subprocess.Popen(
            [sys.executable, "-m", "atlas", "--home", str(self.home.path), *words],
            stderr=subprocess.DEVNULL,
            env={**clean(), **SETTINGS, **self.settings, **more},
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def send(self, number: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(number)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(30)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    @property
    def told(self) -> str:
        log = self.home.path / "told"
        return log.read_text() if log.exists() else ""

    def atlas(self, *words: str) -> Any:
        return self.home.atlas(*words, **self.settings)


@contextmanager
def machines(root: Path, *names: str, ttl: str = "3s") -> Iterator[list[Machine]]:
    """Several of them on one folder."""
    share = root / "share"
    for one in SHARED:
        (share / one).mkdir(0o700, parents=True)
    made = [Machine(root, name, share, ttl) for name in names]
    try:
        yield made
    finally:
        for one in made:
            one.stop()


def until(found: Callable[[], object], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end
        time.sleep(0.02)


def lease_in(share: Path) -> tuple[int, str]:
    """Returns epoch and holder of the newest claim."""
    claims = sorted((share / "raw/.standby/lease").glob("*.claim"))
    told = json.loads(claims[-1].read_bytes()) if claims else {"epoch": 0, "holder": ""}
    return told["epoch"], told["holder"]


def names_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.rglob("*") if one.is_file() and not one.name.startswith("."))
