"""What a command costs: time, processor, memory of the whole tree, bytes written, syncs."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOOK = 0.05
"""Seconds between two looks at how much memory is in use."""
OVER = 1800.0


@dataclass(frozen=True)
class Cost:
    """What one run cost; of links that were not kept nothing is told but how many there are."""

    seconds: float
    cpu: float
    peak: float
    """Megabytes of memory, shared pages counted in part (PSS)."""
    written: float
    """Kilobytes that went to the disk."""
    syncs: int
    kept: int = 0


def pss_of(process: int) -> float:
    """Returns the megabytes a process and all it started have in memory."""
    return sum(_pss(one) for one in tree(process))


def tree(process: int) -> list[int]:
    """Returns a process and all that it started, and what those did."""
    found = [process]
    for one in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (thread / "children").read_text().split()]
    return found


def _pss(process: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def cpu_of(process: int) -> float:
    """Returns the seconds of a processor that a process and what it started have had so far."""
    ticks = 0
    for one in tree(process):
        with suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def written_by(process: int | str = "self") -> int:
    """Returns the bytes that a process, and what it has waited for, sent to the disk."""
    for line in Path(f"/proc/{process}/io").read_text().splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    return 0


class Peak:
    """Watches the memory of a tree until it is told to stop."""

    def __init__(self, process: int) -> None:
        self.most = 0.0
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *told: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(LOOK):
            self.most = max(self.most, pss_of(self._process))


@dataclass(frozen=True)
class Disk:
    """A disk that counts, and may be slow to flush."""

    shim: Path | None
    delay: float = 0.0

    def settings(self, folder: Path) -> dict[str, str]:
        """Returns what a command's environment needs for it."""
        if self.shim is None:
            return {}
        told = {"LD_PRELOAD": str(self.shim), "SYNCS": str(folder / "syncs")}
        return told | ({"SYNC_DELAY": str(round(self.delay * 1e6))} if self.delay else {})

    def syncs(self, folder: Path) -> int:
        """Returns how many there were."""
        path = folder / "syncs"
        return path.stat().st_size if path.exists() else 0


def shim_in(folder: Path) -> Path | None:
    """Returns the library that counts syncs, compiled; None where there is no compiler."""
    source, made = Path(__file__).with_name("shim.c"), folder / "shim.so"
    words = ["cc", "-O2", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"]
    try:
        subprocess.run(words, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return made


def cost_of(words: Sequence[str], folder: Path, settings: dict[str, str], disk: Disk, kept: Callable[[], int]) -> Cost:
    """Runs a command to its end in a folder and returns what it cost."""
    environ = {**os.environ, **settings, **disk.settings(folder)}
    before, wrote, syncs = _used(), written_by(), disk.syncs(folder)
    began = time.monotonic()
    with subprocess.Popen(
        words, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        with Peak(process.pid) as peak:
            _wait(process)
        took = time.monotonic() - began
    written = (written_by() - wrote) / 1000
    return Cost(took, _used() - before, peak.most, written, disk.syncs(folder) - syncs, kept())


def _wait(process: subprocess.Popen[bytes]) -> None:
    """Waits until it ends; whoever does not end is ended, and has kept what it has by then."""
    try:
        process.wait(OVER)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
