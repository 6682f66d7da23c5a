"""A hot or starved machine slows capture down, and pauses it."""

from dataclasses import replace

from atlas.jobs.strain import LOOK
from tests.house import WELL, House

HOT = replace(WELL, temperature=85.0)
WARM = replace(WELL, temperature=76.0)


def test_a_machine_too_hot_fetches_nothing_and_goes_on_when_it_is_well_again(tmp_path):
    house = House(tmp_path)
    house.vitals = HOT
    house.drop("a.txt", "https://a.example/")
    told = house.turns()
    assert (house.ladder.asked, house.capture.stuck) == ([], True)
    assert [one.about for one in told if one.name == "alerted"] == ["strain"]
    house.vitals = WELL
    house.clock.sleep(LOOK)
    assert [one.about for one in house.turns() if one.name == "noticed"] == ["strain"]
    assert house.ladder.asked == ["https://a.example/"]


def test_a_warm_machine_fetches_one_page_at_a_time(tmp_path):
    house = House(tmp_path)
    house.vitals = WARM
    beside = []
    house.ladder.before = lambda url: beside.append(house.capture.flying)
    house.drop("a.txt", *(f"https://{name}.example/" for name in "abcde"))
    house.turns()
    assert len(house.ladder.asked) == 5
    assert max(beside) == 1
