"""What dials, loaded when it is first needed."""

import subprocess
import sys
from pathlib import Path

from atlas.clock import Clock
from atlas.jobs.late import LateLadder
from tests.fakes import FreeHosts, ask

STOP = """
import sys
from atlas.jobs.late import LateLadder
LateLadder().interrupt()
print("requests" in sys.modules)
"""


def late(tmp_path: Path) -> LateLadder:
    return LateLadder(
        layers=("direct",),
        allow_networks=(),
        own_ports=frozenset(),
        deadline_seconds=5.0,
        max_bytes=1000,
        contact="",
        robots=False,
        timegates=(),
        wayback="http://127.0.0.1:1",
        hosts=FreeHosts(),
        clock=Clock(),
        homes=tmp_path,
    )


def test_stopping_loads_nothing_that_was_not_needed():
    told = subprocess.run([sys.executable, "-c", STOP], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_a_climb_that_begins_after_stopping_is_cut(tmp_path):
    ladder = late(tmp_path)
    ladder.interrupt()
    attempt = ladder.climb(ask("http://127.0.0.1:1/"), None)
    assert (attempt.interrupted, attempt.page) == (True, None)


def test_a_climb_before_it_is_not(tmp_path):
    assert not late(tmp_path).climb(ask("http://127.0.0.1:1/"), None).interrupted
