"""The limits of a child, and how it gives way to everything else on the machine."""

import ctypes
import math
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

from atlas.jobs.reading.frames import Limits

PR_SET_PDEATHSIG = 1
OPEN_FILES = 32
FIRST_TO_GO = b"1000"
NICEST = 19

_libc = ctypes.CDLL(None, use_errno=True)


def give_way() -> None:
    """Lets everybody else have the processor first."""
    os.nice(NICEST)
    if hasattr(os, "sched_setscheduler"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def die_with(parent: int) -> None:
    """Ends this process when the thread that made it ends, where the kernel can (Linux)."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    # The parent may have ended before the kernel was asked to tell of it.
    if os.getppid() != parent:
        os._exit(1)


def apply(limits: Limits) -> None:
    """Holds this process to its limits from here on."""
    _go_first()
    seconds = max(1, math.ceil(limits.time))
    # SIGXCPU at the first, which tells why it ended; the second kills where that was caught.
    _lower(resource.RLIMIT_CPU, seconds, seconds + 1)
    _lower(resource.RLIMIT_CORE, 0, 0)
    _lower(resource.RLIMIT_FSIZE, 0, 0)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES)
    if sys.platform == "linux":
        # Not the address space: of that, allocators reserve far more than they use.
        _lower(resource.RLIMIT_DATA, _data() + limits.memory)
    else:
        _lower(resource.RLIMIT_AS, limits.memory)


def breathe() -> None:
    """Lifts the limit on memory again, for the last words of a child that ran into it."""
    if sys.platform == "linux":
        _lower(resource.RLIMIT_DATA, resource.getrlimit(resource.RLIMIT_DATA)[1])


def _lower(kind: int, soft: int, hard: int | None = None) -> None:
    most = resource.getrlimit(kind)[1]
    wanted = [
        one if most == resource.RLIM_INFINITY else min(one, most) for one in (soft, most if hard is None else hard)
    ]
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (wanted[0], wanted[1]))


def _data() -> int:
    """Returns how many bytes this process has for itself already."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def _go_first() -> None:
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_bytes(FIRST_TO_GO)
