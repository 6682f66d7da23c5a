"""What is kept already is not fetched, wherever Atlas is cut off: pairs, and exports known in part."""

import pytest

from tests.jobs.test_pairs import SHORTCUT, house_at
from tests.jobs.test_recall import export
from tests.jobs.test_saved import put
from tests.model.test_saved import CHROME, A
from tests.stories import cuts, power

KEPT, NEW, NEWER = "https://kept.example/", "https://new.example/", "https://newer.example/"


def opened_after_a_cut(home):
    house = house_at(home)
    house.open(cut=True)
    return house


def check_served(house):
    """The page served the link beside it: nobody was asked, and nothing waits."""
    house.turns(20)
    assert house.ladder.asked == []
    assert house.files("inbox") == house.files("failed") == []


def built(home):
    house = house_at(home)
    put(house, "x.url", SHORTCUT)
    put(house, "x.html", CHROME)
    return home


def worked(home):
    opened_after_a_cut(home).turns(20)


@pytest.mark.parametrize("after", [False, True])
def test_a_pair_is_one_capture_wherever_it_is_cut(scratch, after):
    steps = cuts.count_steps(lambda: worked(built(scratch / f"{after}-counted")))
    assert steps > 10
    for number in range(1, steps + 1):
        home = built(scratch / f"{after}-{number}")
        cuts.cut_at(number, lambda home=home: worked(home), after=after)
        house = opened_after_a_cut(home)
        cuts.check(house, {A})
        check_served(house)
        cuts.check(house, {A})


def test_a_pair_outlives_the_power(scratch):
    counted = built(scratch / "counted" / "home")
    for number in range(1, power.count_steps(counted, lambda: worked(counted)) + 1):
        home = built(scratch / f"power-{number}" / "home")
        power.power_cut_at(number, home, lambda home=home: worked(home), None)
        house = opened_after_a_cut(home)
        cuts.check(house, {A})
        check_served(house)


def listed(home):
    """A home with a list of which one page was kept before, another came with it twice, and one is new."""
    house = house_at(home)
    export(house, "old.jsonl", KEPT)
    house.turns(10)
    export(house, "new.jsonl", f"{KEPT}?utm_source=x", NEW, f"{NEW}#part", NEWER)
    return home


def rebuilt(home):
    """A house after a cut, its catalog made anew from the vault."""
    house = house_at(home)
    house.index.kept += house.vault.snapshots()
    house.open(cut=True)
    return house


@pytest.mark.parametrize("after", [False, True])
def test_of_an_export_nothing_that_is_kept_is_fetched_again_wherever_it_is_cut(scratch, after):
    def deed(home):
        return lambda: rebuilt(home).turns(20)

    steps = cuts.count_steps(deed(listed(scratch / f"list-{after}-counted")))
    assert steps > 10
    for number in range(1, steps + 1):
        home = listed(scratch / f"list-{after}-{number}")
        cuts.cut_at(number, deed(home), after=after)
        house = rebuilt(home)
        captured = {one.facts.url for one in house.snapshots()}
        house.turns(20)
        assert not captured & {*house.ladder.asked}
        assert house.files("inbox") == house.files("failed") == []
        assert sorted(one.facts.url for one in house.snapshots()) == sorted([KEPT, NEW, NEWER])
