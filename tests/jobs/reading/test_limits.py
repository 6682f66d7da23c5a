"""The limits of a child, each run into by a process of its own."""

import os
import signal
import subprocess
import sys

import pytest

from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.telling import out_of_memory

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the limit holds on Linux only")
BEGIN = """
import os, resource, sys
from atlas.jobs.reading import limits
from atlas.jobs.reading.frames import Limits
limits.apply(Limits(time=1, memory=64_000_000))
"""


def run(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, check=False, timeout=60)


def test_a_process_that_computes_without_end_is_ended():
    assert run("while True: pass").returncode in (-signal.SIGXCPU, -signal.SIGKILL)


@LINUX
def test_memory_over_the_limit_is_not_given_and_what_is_there_already_does_not_count():
    assert "MemoryError" in run("bytearray(70_000_000)").stderr
    assert run("bytearray(50_000_000)").returncode == 0
    first = "held = bytearray(300_000_000)\nlimits.apply(Limits(time=1, memory=64_000_000))\n"
    done = subprocess.run(
        [sys.executable, "-c", BEGIN.partition("limits.apply")[0] + first + "bytearray(50_000_000)"],
        check=False,
        timeout=60,
    )
    assert done.returncode == 0


@LINUX
def test_for_its_last_words_a_child_has_memory_again():
    words = out_of_memory(Limits(1, 64_000_000))
    assert b"64 MB of memory" in words
    assert run("limits.breathe()\nbytearray(70_000_000)").returncode == 0


def test_nothing_is_written_and_few_files_are_opened(tmp_path):
    assert "File too large" in run(f"open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'x')").stderr
    assert "Too many open files" in run("held = [os.open('/', os.O_RDONLY) for _ in range(99)]").stderr
    assert run("os.abort()").returncode == -signal.SIGABRT


def test_who_outlives_its_parent_is_ended():
    code = "limits.die_with(os.getppid() + 1)\nprint('lives')"
    done = run(code)
    assert (done.returncode, done.stdout) == (1, "")


@LINUX
def test_when_memory_is_short_children_go_first():
    done = run("print(open('/proc/self/oom_score_adj').read().strip())")
    assert done.stdout.strip() == "1000"


def test_it_gives_way():
    assert run("limits.give_way()\nprint(os.nice(0))").stdout.strip() == "19"
    assert os.nice(0) < 19
