"""The daemon as health sees it, and as a person hears of it."""

import json
import signal

import pytest

from tests.alerts.sinks import Web
from tests.answering import answering
from tests.cli.test_verbs import until, watching


@pytest.fixture
def web():
    with answering(Web()) as server:
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


def test_under_the_daemon_a_canary_comes_home_and_a_catalog_that_is_deleted_is_made_anew(captured):
    home, state = captured, captured.path / ".atlas"
    with watching(home.path) as daemon:
        until(lambda: "watches" in daemon.stderr.readline())
        told = home.atlas("health", "--canary", "--json")
        assert (told.code, told.lines[0]["whole"]) == (0, True)
        assert [one for one in home.files(".") if "atlas-canary" in one] == []
        assert len(home.atlas("list", "--json").lines) == 1
        (state / "catalog.db").unlink()
        until(lambda: home.atlas("list", "--json").out.count('"url"') == 1)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0
    assert home.atlas("audit", "--strict").code == 0


def test_a_daemon_whose_archive_is_taken_away_goes_on_and_makes_it_again(home, site):
    with watching(home.path) as daemon:
        until(lambda: "watches" in daemon.stderr.readline())
        (home.path / "raw").rmdir()
        home.drop("pi.url", f"{site}/pi\n")
        until(lambda: home.files("processed/drops"))
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0
    assert [one for one in home.files("raw") if one.endswith(".warc.gz")]
    assert "broke" not in (home.path / ".atlas/log/atlas.log").read_text()
