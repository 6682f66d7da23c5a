"""What a command costs is what it cost: of itself, of all that it started, and of nobody else."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from bench.versus.measuring import Disk, Peak, cost_of, cpu_of, pss_of, shim_in, tree, written_by

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is read from /proc")
HELD = 30_000_000
WAITS = "print('held', flush=True); input()"
HOLDER = f"held = bytearray(b'x') * {HELD}; {WAITS}"
BUSY = f"import time\nwhile time.process_time() < 0.3: pass\n{WAITS}"
PARENT = "import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', sys.argv[1]]).wait()"
SYNCER = "import os; file = os.open('made', os.O_CREAT | os.O_WRONLY); os.fsync(file); os.fdatasync(file)"


@contextmanager
def running(*words):
    """A program that has said its word, until the end of the `with`."""
    with subprocess.Popen([sys.executable, "-S", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process.pid
        process.stdin.close()


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    made = shim_in(tmp_path_factory.mktemp("shim"))
    if made is None:
        pytest.skip("there is no C compiler")
    return made


def test_memory_is_that_of_all_that_was_started():
    with running("-c", PARENT, HOLDER) as parent:
        family = tree(parent)
        assert len(family) == 2
        assert pss_of(parent) > HELD / 1024**2
        assert pss_of(parent) == pytest.approx(
            sum(map(pss_of, family[1:])) + (pss_of(parent) - pss_of(family[1])), rel=0.2
        )
        assert pss_of(family[1]) > HELD / 1024**2


def test_processor_time_is_that_of_all_that_was_started():
    with running("-c", PARENT, BUSY) as parent:
        assert cpu_of(parent) >= 0.25


def test_the_most_memory_is_seen_though_it_is_given_back():
    with running("-c", HOLDER) as process, Peak(process) as peak:
        while not peak.most:
            os.sched_yield()
    assert peak.most > HELD / 1024**2


def test_of_a_process_that_is_gone_nothing_is_told():
    with running("-c", WAITS) as gone:
        pass
    assert (pss_of(gone), cpu_of(gone), tree(gone)) == (0.0, 0.0, [gone])


def test_every_sync_of_a_command_is_counted(shim, tmp_path):
    cost = cost_of([sys.executable, "-S", "-c", SYNCER], tmp_path, {}, Disk(shim), lambda: 5)
    assert (cost.syncs, cost.kept) == (2, 5)


def test_a_slow_disk_makes_each_sync_as_slow(shim, tmp_path):
    cost = cost_of([sys.executable, "-S", "-c", SYNCER], tmp_path, {}, Disk(shim, 0.1), lambda: 0)
    assert cost.seconds >= 0.2


def test_without_the_shim_nothing_is_set_and_nothing_counted(tmp_path):
    assert Disk(None).settings(tmp_path) == {}
    assert Disk(None).syncs(tmp_path) == 0


def test_a_command_is_run_in_its_folder_with_its_settings(tmp_path):
    words = [sys.executable, "-c", "import os; open('told', 'w').write(os.environ['TOLD'])"]
    cost = cost_of(words, tmp_path, {"TOLD": "so"}, Disk(None), lambda: 1)
    assert (tmp_path / "told").read_text() == "so"
    assert cost.cpu > 0


def test_what_reaches_the_disk_is_counted(tmp_path):
    before = written_by()
    with (tmp_path / "made").open("wb") as file:
        file.write(b"x" * 1_000_000)
        file.flush()
        os.fsync(file.fileno())
    assert written_by() - before in (0, *range(1_000_000, 2_000_000)), "a folder in memory reaches no disk"
