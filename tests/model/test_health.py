"""What health says of facts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from atlas.model.canary import Canary
from atlas.model.check import State, worst
from atlas.model.facts import Drill, Facts, Oldest, Rate, Tally
from atlas.model.health import checks
from atlas.model.heartbeat import Beat
from atlas.model.vitals import Limits, Vitals, Wear
from tests.fakes import NOON

PASS, WARN, FAIL = State.PASS, State.WARN, State.FAIL
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VITALS = Vitals(10**10, 10**6, 10**9, 0.1, 50.0, 0)
BEAT = Beat(NOON, NOON - DAY, "1", 7, "hung", NOON)
WELL = Facts(
    now=NOON,
    version="1",
    vitals=VITALS,
    limits=Limits(10**9, 75.0, 10**8),
    at_work=True,
    beat=BEAT,
    files={"inbox": 0, "deferred": 2, "dead": 0},
    tally=Tally(captured=5, day=(Rate("direct", 30, 29),), week=(Rate("direct", 90, 80),)),
    wear=Wear(NOON.date(), 0, 5_000_000),
    backup_at=NOON - HOUR,
    drill=Drill(NOON - DAY, passed=True),
    certificates=NOON - DAY,
)


def found(facts, name):
    return next(one for one in checks(facts) if one.name == name)


def test_a_home_in_order_passes_in_everything():
    assert {one.state for one in checks(WELL)} == {PASS}
    assert worst(checks(WELL)) is PASS


def worn(endurance, total, days=10):
    since = NOON.date() - timedelta(days=days)
    return replace(
        WELL, limits=replace(WELL.limits, endurance=endurance), wear=Wear(NOON.date(), 0, 0, 0, since, total)
    )


def test_a_disk_that_lasts_for_long_is_told_of_with_its_pace():
    check = found(worn(10**13, 10**9), "wear")
    assert (check.state, check.value) == (PASS, "1.0 GB since 2026-11-13: at that pace 36500 days are left of 10 TB")


def test_a_disk_that_is_soon_worn_out_is_warned_of():
    check = found(worn(10**12, 5 * 10**11), "wear")
    assert check.state is WARN
    assert "10 days are left" in check.value


@pytest.mark.parametrize("facts", [worn(None, 10**9), worn(0, 10**9), worn(10**12, 10**9, days=0)])
def test_nothing_is_said_of_wear_where_the_endurance_or_the_pace_is_not_known(facts):
    assert "wear" not in [one.name for one in checks(facts)]


def beaten(**more):
    return replace(WELL, beat=replace(BEAT, **more))


def with_vitals(**more):
    return replace(WELL, vitals=replace(VITALS, **more))


@pytest.mark.parametrize(
    ("facts", "name", "state"),
    [
        (replace(WELL, beat=None, at_work=False), "daemon", WARN),
        (replace(WELL, beat=None), "daemon", WARN),
        (beaten(stopped=True), "daemon", WARN),
        (beaten(at=NOON - timedelta(minutes=4)), "daemon", FAIL),
        (beaten(paused=("disk",)), "daemon", WARN),
        (beaten(bell="broken"), "watcher", FAIL),
        (beaten(bell="off"), "watcher", PASS),
        (replace(WELL, oldest=Oldest("a.txt", NOON - HOUR)), "inbox", WARN),
        (replace(WELL, oldest=Oldest("a.txt", NOON - HOUR / 2)), "inbox", PASS),
        (replace(WELL, files={"dead": 1}), "failed", WARN),
        (replace(WELL, tally=Tally(day=(Rate("direct", 20, 3),))), "tries of a day", WARN),
        (replace(WELL, tally=Tally(day=(Rate("direct", 19, 0),))), "tries of a day", PASS),
        (replace(WELL, catalog="It is malformed."), "catalog", FAIL),
        (with_vitals(free_bytes=10**9 - 1), "disk", FAIL),
        (with_vitals(free_bytes=2 * 10**9 - 1), "disk", WARN),
        (with_vitals(free_inodes=9), "inodes", FAIL),
        (with_vitals(memory=10**8 - 1), "memory", FAIL),
        (with_vitals(temperature=75.0), "temperature", WARN),
        (with_vitals(temperature=82.0), "temperature", FAIL),
        (with_vitals(throttled=1), "power", FAIL),
        (replace(WELL, clock_doubtful=True), "clock", WARN),
        (replace(WELL, backup_at=None), "backup", WARN),
        (replace(WELL, backup_at=NOON - 3 * DAY), "backup", WARN),
        (replace(WELL, backup_at=NOON - 9 * DAY), "backup", FAIL),
        (replace(WELL, backup_whole=False), "backup", FAIL),
        (replace(WELL, drill=Drill(NOON, passed=False)), "drill", FAIL),
        (replace(WELL, drill=Drill(NOON - 41 * DAY, passed=True)), "drill", WARN),
        (replace(WELL, missing_layers={"browser": "There is no Chromium."}), "layers", WARN),
        (replace(WELL, missing_readers={"PDF": "It takes pypdfium2."}), "readers", WARN),
        (replace(WELL, certificates=NOON - 541 * DAY), "certificates", WARN),
    ],
)
def test_what_is_out_of_order_is_told_under_its_own_name_and_nothing_else_is(facts, name, state):
    assert found(facts, name).state is state
    assert all(one.state is PASS for one in checks(facts) if one.name != name)


def test_the_worst_of_all_checks_is_the_exit_code():
    both = replace(with_vitals(free_bytes=0), backup_at=None)
    assert int(worst(checks(both))) == 2
    assert int(worst(checks(replace(WELL, backup_at=None)))) == 1


def test_whatever_is_not_in_order_says_what_to_do():
    bad = replace(with_vitals(free_bytes=0, memory=0, temperature=90.0, throttled=5), backup_at=None, catalog="gone")
    assert all(one.advice for one in checks(bad) if one.state is not PASS)


def test_the_oldest_drop_is_told_with_what_it_waits_for():
    waits = replace(beaten(paused=("network",)), oldest=Oldest("a.txt", NOON - 5 * HOUR))
    assert "a.txt has lain there for 5 hours: fetching waits for network" in found(waits, "inbox").value
    unfit = replace(WELL, oldest=Oldest("b.txt", NOON - 5 * HOUR, "It is a symbolic link."))
    assert found(unfit, "inbox").value.endswith("It is a symbolic link.")


def test_success_is_told_by_layer_and_the_worst_hosts_by_name():
    tally = Tally(day=(Rate("direct", 8, 6), Rate("wayback", 2, 0)), hosts=(Rate("sick.example", 2, 0),))
    told = found(replace(WELL, tally=tally), "tries of a day").value
    assert told == "all 60 % of 10, direct 75 % of 8, wayback 0 % of 2; worst: sick.example 0 % of 2"


@pytest.mark.parametrize(
    ("more", "state", "told"),
    [
        ({"role": "active", "holder": "pi"}, PASS, "this machine works, epoch 3, last seen to live 12 seconds before"),
        ({"role": "standing by", "holder": "pi"}, PASS, "standing by: pi works, epoch 3, last seen to live 12"),
        ({"role": "standing by"}, WARN, "standing by: no machine has the lease"),
    ],
)
def test_of_several_machines_each_tells_its_part(more, state, told):
    check = found(beaten(epoch=3, lease_age=12.0, **more), "standby")
    assert check.state is state
    assert check.value.startswith(told)


def test_a_machine_alone_or_stopped_tells_of_no_lease():
    for facts in (WELL, beaten(role="active", stopped=True), replace(WELL, beat=None)):
        assert not any(one.name == "standby" for one in checks(facts))


def test_a_machine_that_stands_by_watches_no_inbox():
    assert not any(one.name == "watcher" for one in checks(beaten(role="standing by", bell="off")))


@pytest.mark.parametrize(("behind", "state"), [(4, PASS), (6, WARN)])
def test_a_sweep_that_is_long_ago_is_told(behind, state):
    facts = beaten(swept_at=NOON - timedelta(minutes=behind))
    assert (found(facts, "sweep").state, found(facts, "sweep").value) == (state, f"the last {behind} minutes ago")


HOME = Canary(3600.0, NOON - HOUR / 2, NOON - HOUR / 2, 2.1)


@pytest.mark.parametrize(
    ("canary", "state", "value"),
    [
        (HOME, PASS, "came home 30 minutes ago, after 2.1 seconds"),
        (replace(HOME, at=NOON - 4 * HOUR), WARN, "came home 4 hours ago, after 2.1 seconds"),
        (replace(HOME, every=0.0, at=NOON - 40 * HOUR), PASS, "came home 40 hours ago, after 2.1 seconds"),
        (HOME.lost(NOON, "It fell."), WARN, "It fell (1 in a row); the last came home 30 minutes ago"),
        (HOME.lost(NOON, "A").lost(NOON, "It fell."), FAIL, "It fell (2 in a row); the last came home 30 minutes ago"),
        (Canary(60.0).lost(NOON, "It fell."), WARN, "It fell (1 in a row)"),
    ],
)
def test_how_long_ago_a_canary_came_home_is_told(canary, state, value):
    one = found(replace(WELL, canary=canary), "canary")
    assert (one.state, one.value) == (state, value)


def test_where_no_canary_is_wanted_nothing_is_told_of_it():
    assert [one for one in checks(replace(WELL, canary=Canary())) if one.name == "canary"] == []


def test_the_worst_hosts_of_a_week_are_told_as_those_of_a_day_are():
    tally = replace(WELL.tally, week_hosts=(Rate("sick.example", 10, 1), Rate("good.example", 10, 10)))
    assert found(replace(WELL, tally=tally), "tries of a week").value.endswith("worst: sick.example 10 % of 10")


def test_that_no_restore_was_ever_rehearsed_is_told():
    assert found(replace(WELL, drill=None), "drill").value == "no restore was rehearsed yet"
