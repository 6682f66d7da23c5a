"""What the first process of a container does."""

import signal
import subprocess
import sys

import pytest

FIRST = "from atlas.cli.first import attend; attend(); import os, signal, sys, time; "
REAPER = "import ctypes; ctypes.CDLL(None).prctl(36, 1, 0, 0, 0); "
"""Makes a process the heir of its children's orphans, as the first one is of all."""


def first(script, before=""):
    return subprocess.Popen([sys.executable, "-c", before + FIRST + script], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(("script", "code"), [("sys.exit(75)", 75), ("os.kill(os.getpid(), signal.SIGKILL)", 137)])
def test_it_ends_as_its_child_does(script, code):
    with first(script) as process:
        assert process.wait(20) == code


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGPWR"])
def test_it_passes_signals_on_and_waits_for_what_comes_of_them(name):
    if not hasattr(signal, name):
        pytest.skip(f"this system has no {name}")
    number = getattr(signal, name).value
    script = f"signal.signal({number}, lambda *_: sys.exit(3)); print('up', flush=True); time.sleep(20)"
    with first(script) as process:
        assert process.stdout.readline() == "up\n"
        process.send_signal(number)
        assert process.wait(20) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process can be made the heir of orphans")
def test_it_buries_orphans_and_leaves_its_child_its_own_children():
    script = (
        "orphan = int(os.popen('sleep 0 & echo $!').read()); "
        "own = os.posix_spawn(sys.executable, [sys.executable, '-c', 'raise SystemExit(5)'], os.environ); "
        "assert os.waitstatus_to_exitcode(os.waitpid(own, 0)[1]) == 5; "
        "end = time.monotonic() + 10\n"
        "while os.path.exists(f'/proc/{orphan}'):\n"
        "    assert time.monotonic() < end\n"
        "    time.sleep(0.01)\n"
    )
    with first(script, REAPER) as process:
        assert process.wait(20) == 0
