"""The daemon as health sees it, and as a person hears of it."""

import json
import signal

import pytest

from tests.alerts.sinks import Web, serving
from tests.cli.test_verbs import until, watching


@pytest.fixture
def web():
    with serving(Web()) as server:
        yield server


def test_a_daemon_beats_tells_of_a_full_disk_and_says_when_it_stops(home, web):
    beat = home.path / ".atlas/heartbeat.json"
    urls = json.dumps([f"{web.address}/topic"])
    with watching(home.path, ATLAS_VITALS__FREE_DISK="9999TB", ATLAS_ALERTS__URLS=urls) as daemon:
        until(beat.exists)
        until(lambda: web.taken)
        assert home.atlas("health", "--json").out.count('"alive, 0 in flight, 0 left') == 1
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0
    assert [title.rpartition(": ")[2] for _, _, title, _ in web.taken] == ["The disk is nearly full."]
    assert json.loads(beat.read_text())["stopped"]
    assert "stopped" in home.atlas("health").out
