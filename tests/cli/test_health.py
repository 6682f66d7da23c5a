"""`atlas health`, as a person, a timer and Prometheus ask it."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from atlas.model.heartbeat import Beat


def checks_of(home):
    return json.loads(home.atlas("health", "--json").out)["checks"]


@pytest.fixture
def alive(home):
    """A home whose daemon has just beaten, with a backup made a moment ago."""
    now = datetime.now(UTC)
    beat = Beat(now, now - timedelta(hours=1), "1", os.getpid(), "hung", now)
    (home.path / ".atlas/heartbeat.json").write_bytes(beat.dumps())
    (home.path / ".atlas/backups").mkdir()
    (home.path / ".atlas/backups/first").write_text("")
    return home


def test_a_new_home_warns_of_what_is_not_there_yet(home):
    told = home.atlas("health")
    assert told.code == 1
    assert "no Atlas is at work" in told.out
    assert "no backup yet" in told.out
    assert "`atlas watch` starts it" in told.out


def test_a_home_in_order_passes(alive):
    told = alive.atlas("health", "--json")
    assert {name: one for name, one in checks_of(alive).items() if one["status"] != "pass"} == {}
    assert (told.code, json.loads(told.out)["status"], json.loads(told.out)["format"]) == (0, "pass", 1)


def test_a_disk_below_its_reserve_fails(alive):
    told = alive.atlas("health", ATLAS_VITALS__FREE_DISK="9999TB")
    assert told.code == 2
    assert "Free some space" in told.out


def test_a_catalog_that_is_gone_fails_and_says_what_to_do(alive):
    (alive.path / ".atlas/catalog.db").unlink()
    assert checks_of(alive)["catalog"]["status"] == "fail"
    assert "catalog anew" in checks_of(alive)["catalog"]["advice"]


def test_files_of_others_that_do_not_read_are_as_if_not_there(alive):
    for name in ("heartbeat.json", "drill.json", "vitals.json"):
        (alive.path / ".atlas" / name).write_bytes(b"\xff{")
    assert checks_of(alive)["daemon"]["status"] == "warn"


@pytest.mark.parametrize(("passed", "state"), [(True, "pass"), (False, "fail")])
def test_the_last_drill_is_told(alive, passed, state):
    drill = {"at": datetime.now(UTC).isoformat(), "ok": passed, "why": []}
    (alive.path / ".atlas/drill.json").write_text(json.dumps(drill))
    assert checks_of(alive)["drill"]["status"] == state


def test_drops_and_tries_are_counted(captured):
    checks = checks_of(captured)
    assert checks["tries of a day"]["value"].startswith("all 100 % of 1, direct 100 % of 1")
    captured.drop("b.txt", "https://b.example/\n")
    assert checks_of(captured)["inbox"]["value"] == "1 drops"


def test_metrics_are_what_prometheus_reads(captured):
    told = captured.atlas("health", "--metrics").out
    names = {one.name for one in text_string_to_metric_families(told)}
    assert {"atlas_captures", "atlas_disk_free_bytes", "atlas_queue_files", "atlas_build_info"} <= names


def test_a_canary_by_hand_goes_through_a_home_of_its_own_where_no_daemon_works(home):
    before = home.files(".")
    told = home.atlas("health", "--canary", "--json")
    (line,) = told.lines
    assert (told.code, line["whole"], line["reason"]) == (0, True, "")
    assert [one for one in home.files(".") if one not in before] in ([], [".atlas/lock"])


def test_a_canary_that_does_not_come_home_exits_with_1(home):
    told = home.atlas("health", "--canary", ATLAS_VITALS__FREE_DISK="9999TB")
    assert (told.code, told.out) == (1, "Fetching waits for the disk.\n")
