"""Power lost at any step: only what was synced is left, and it is enough."""

import shutil
from pathlib import Path
from random import Random

import pytest

from atlas import files
from atlas.model.event import Captured, Died, Settled
from atlas.model.ticket import Disposition
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of
from atlas.vault import Vault
from tests.house import House
from tests.stories.cuts import check
from tests.stories.power import count_steps, power_cut_at
from tests.stories.test_cuts import GONE, GOOD, LATE, SICK, SLOW, THEN, URLS, built, reopened

AS_IT_IS = "# A line that no ticket keeps"
KEPT = "https://kept.example/"
SHELVES = ("inbox", "failed", "processed", "raw")


def work(home: Path) -> None:
    """Half an hour of it, with a note beside the home of all that was told."""
    house = reopened(home)
    with open(told_at(home), "a", buffering=1) as told:
        for _ in range(40):
            if not house.capture.flying:
                house.capture.ring()
            for event in house.capture.turn(1.0 if house.capture.flying else 0.0):
                if isinstance(event, Captured | Died):
                    print("answered", event.url, file=told)
                if isinstance(event, Captured):
                    print("captured", event.snapshot, file=told)
                if isinstance(event, Settled) and event.disposition != Disposition.DEFERRED.value:
                    print("settled", event.path, file=told)
            if not house.capture.flying:
                house.clock.sleep(1.0)


def told_at(home: Path) -> Path:
    return home.with_name(f"{home.name}-told")


def told_is_so(home: Path) -> None:
    """What was told as captured reads; what was told as settled lies there with its ticket."""
    for place in told_of(home, "captured"):
        Vault(home / "raw").verify(place.removeprefix("raw/"))
    for place in told_of(home, "settled"):
        assert (home / place).is_file(), place
        assert ticket_at(ticket_of(home / place)), place


def told_of(home: Path, word: str) -> list[str]:
    lines = told_at(home).read_text().splitlines() if told_at(home).exists() else []
    return [line.removeprefix(f"{word} ") for line in lines if line.startswith(f"{word} ")]


@pytest.fixture(scope="module")
def template(scratch) -> Path:
    built(scratch / "template").drop("kept.txt", AS_IT_IS, KEPT)
    return scratch / "template"


@pytest.fixture(scope="module")
def steps(scratch, template) -> int:
    home = shutil.copytree(template, scratch / "counted" / "home")
    return count_steps(home, lambda: work(home))


@pytest.mark.parametrize(("seed", "first", "stride"), [(None, 1, 2), (None, 2, 2), (1, 1, 3), (2, 2, 3), (3, 3, 3)])
def test_power_lost_at_any_step_loses_and_doubles_nothing(scratch, template, steps, seed, first, stride):
    assert steps > 50
    for number in range(first, steps + 1, stride):
        home = shutil.copytree(template, scratch / f"{seed}-{number}" / "home")
        power_cut_at(number, home, lambda home=home: work(home), seed and Random(seed * 1000 + number))
        told_is_so(home)
        house = reopened(home)
        if seed is None:
            assert sum(path.read_text().startswith(AS_IT_IS) for path in home.rglob("kept.txt")) == 1
        check(house, {*URLS, KEPT})
        once = [house.all_files(one) for one in SHELVES]
        house.open(cut=True)
        assert [house.all_files(one) for one in SHELVES] == once
        house.turns(30)
        check(house, {*URLS, KEPT})
        assert house.files("inbox") == []
        assert not {*told_of(home, "answered")} & {*house.ladder.asked}
        shutil.rmtree(home.parent)


def test_the_first_captures_of_a_new_home_are_as_durable(scratch):
    def fresh(home: Path) -> Path:
        house = House(home, now=THEN)
        house.drop("one.url", GOOD)
        house.drop("list.txt", f"{GOOD}2", SLOW, GONE, f"{LATE}2", folder="inbox/tag")
        return home

    template = fresh(scratch / "fresh")
    home = shutil.copytree(template, scratch / "fresh-counted")
    for number in range(1, count_steps(home, lambda: work(home)) + 1):
        cut = shutil.copytree(template, scratch / f"fresh-{number}" / "home")
        power_cut_at(number, cut, lambda cut=cut: work(cut), None)
        told_is_so(cut)
        check(reopened(cut), URLS - {LATE, SICK})
        shutil.rmtree(cut.parent)


def test_a_drop_made_again_is_there_after_the_next_power_cut(scratch):
    house = House(scratch / "lost" / "home", now=THEN)
    house.drop("kept.txt", KEPT)
    house.turns(5)
    place = "processed/drops/2099-01/kept.txt"
    (house.home / place).unlink()

    def work_again(home: Path) -> None:
        reopened(home)
        files.sync(folders=[home / "inbox"])

    counted, cut = (shutil.copytree(house.home, scratch / name / "home") for name in ("lost-counted", "lost-cut"))
    power_cut_at(count_steps(counted, lambda: work_again(counted)), cut, lambda: work_again(cut), None)
    assert (cut / place).read_text() == f"{KEPT}\n"
