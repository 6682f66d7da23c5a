"""Capture while hosts rest or the network is away."""

from datetime import timedelta
from pathlib import Path

import pytest

from atlas.jobs.outage import AWAY, BACK
from atlas.model import url as urls
from atlas.model.breaker import FUSE
from atlas.model.event import Alerted, Captured, Noticed
from atlas.model.fault import Fault, Kind
from atlas.model.ticket import Disposition
from tests.house import House, fault

SICK, WELL = "https://sick.example/", "https://well.example/"
SILENT = fault(Kind.UNREACHABLE, "sick.example cannot be reached.", silent=True)
LIMIT, SHORTEST = FUSE.threshold, FUSE.cooldown


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def sicken(house: House) -> None:
    for _ in range(LIMIT):
        house.hosts.told(urls.parse(SICK), Fault(Kind.TIMEOUT, "It did not answer."))


def test_a_host_that_is_left_alone_costs_its_drops_no_attempt_and_others_no_time(house):
    sicken(house)
    house.drop("a.txt", f"{SICK}1", f"{SICK}2", WELL)
    house.turns(5)
    assert house.ladder.asked == [WELL]
    ticket = house.ticket("failed/deferred/a (2 waiting).txt")
    assert {(one.kind, one.attempts, one.tries) for one in ticket.targets} == {(Kind.RESTING, 0, ())}
    assert all(one.retry_at >= house.clock.now() for one in ticket.targets)
    assert ticket.reason.endswith("sick.example is left alone until 2026-11-23 12:15 UTC.")


def test_when_its_rest_is_over_its_drops_are_tried_again(house):
    sicken(house)
    house.drop("a.url", SICK)
    house.turns(5)
    assert house.files("failed/deferred") == ["a.url"]
    house.clock.sleep(SHORTEST.total_seconds() + 15 * 60)
    house.turns(5)
    assert (house.files("failed"), house.ladder.asked) == ([], [SICK])


def test_what_is_known_of_hosts_is_kept_when_capture_ends(house):
    sicken(house)
    list(house.capture.finish(1.0))
    assert "sick.example" in (house.home / ".atlas/hosts.json").read_text()


def test_a_gap_at_one_host_holds_up_no_other(tmp_path):
    house = House(tmp_path)
    house.hosts.told(urls.parse(SICK), fault(Kind.THROTTLED, "x", rest=timedelta(seconds=8)))
    house.drop("a.txt", SICK, WELL)
    house.turns(5)
    assert house.ladder.asked == [WELL]
    house.turns(10)
    assert house.ladder.asked == [WELL, SICK]


def away(house: House, count: int = 4) -> list[str]:
    found = [f"https://{name}.example/" for name in "abcdefgh"[:count]]
    house.ladder.faults = {url: [SILENT] for url in found}
    house.probe.route = False
    return found


def test_without_a_network_nothing_is_used_up_and_drops_stay_where_they_are(house):
    found = away(house)
    house.drop("a.txt", *found)
    told = house.turns(4)
    assert [one.what for one in told if isinstance(one, Alerted)] == [AWAY]
    assert house.files("inbox") == ["a.txt"]
    assert house.all_files("failed") == []
    asked = len(house.ladder.asked)
    house.drop("b.url", WELL)
    house.turns(20)
    assert (len(house.ladder.asked), house.files("inbox")) == (asked, ["a.txt", "b.url"])
    assert house.capture.stuck


def test_a_network_that_leads_every_name_to_itself_kills_no_drop(house):
    house.ladder.faults = {WELL: [fault(Kind.REFUSED, "well.example (192.168.1.1) is inside.", silent=True)]}
    house.probe.reached = False
    house.drop("a.url", WELL)
    house.turns(4)
    assert (house.files("inbox"), house.all_files("failed")) == (["a.url"], [])
    house.probe.reached = True
    house.turns(60)
    assert (house.files("inbox"), house.all_files("failed")) == ([], [])


def test_within_a_minute_of_its_return_the_queue_drains_in_order(house):
    found = away(house)
    house.drop("a.txt", *found)
    house.turns(4)
    house.ladder.asked.clear()
    house.probe.route = True
    house.ladder.faults = {}
    told = house.turns(60)
    assert [one.what for one in told if isinstance(one, Noticed)] == [BACK]
    assert sorted(house.ladder.asked) == found
    assert house.files("inbox") == []
    assert sum(isinstance(one, Captured) for one in told) == 4


def test_silent_hosts_on_a_network_that_is_there_are_told_as_such(house):
    found = away(house)
    house.probe.route, house.probe.reached = True, True
    house.drop("a.txt", *found)
    house.turns(5)
    ticket = house.ticket("failed/deferred/a.txt")
    assert {one.kind for one in ticket.targets} == {Kind.UNREACHABLE}
    assert {one.attempts for one in ticket.targets} == {0}


@pytest.mark.parametrize("days", [365, -365])
def test_a_clock_that_jumps_a_year_strands_no_deferral(days, house):
    house.ladder.faults = {SICK: [fault(Kind.OVERLOADED, "sick.example answered 503.")]}
    house.drop("a.url", SICK)
    house.turns(5)
    assert house.ticket("failed/deferred/a.url").disposition is Disposition.DEFERRED
    house.clock.jump(timedelta(days=days))
    house.turns(5)
    assert house.ladder.asked == [SICK, SICK]
    assert house.all_files("failed") == []
