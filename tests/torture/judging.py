"""What must hold of a home after the machine died, whatever was going on: the oracle."""

import traceback
from collections.abc import Iterator
from pathlib import Path

from atlas.jobs.articles import readings_in
from atlas.jobs.audit import Audit
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of
from atlas.vault import Vault
from tests.stories.cuts import check
from tests.torture.scenarios import Scenario, Shelved
from tests.torture.states import State, Way, told_at

SHELVES = ("inbox", "failed", "processed", "raw")
TURNS = 10
"""Seconds in which nothing happens any more: several looks at the inbox."""
ENOUGH = 300
"""Times that it is given so many turns: a thousand drops take some."""
LONGEST = 300


def violations(state: State, scenario: Scenario) -> list[str]:
    """Returns what is wrong with what a cut left, and with what comes of it, a sentence each."""
    try:
        return [f"{state.told}: {one}"[:LONGEST] for one in _violations(state, scenario)]
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = str(error).replace(f"{state.home}/", "").splitlines()
        return [f"{state.told}: {type(error).__name__} at {place.name}:{place.lineno}: {said[0] if said else ''}"]


def _violations(state: State, scenario: Scenario) -> Iterator[str]:
    home, urls = state.home, set(scenario.urls)
    told = told_at(home).read_text().splitlines() if told_at(home).exists() else []
    # Before anything is begun: a recovery would mend what was told too early.
    yield from _told(home, told)
    house = scenario.begun_again(home)
    if scenario.deed and scenario.goes_on:
        list(scenario.deed(house))
    check(house, urls)
    yield from (f"a scratch is left: {one}" for one in house.all_files("raw/.incoming"))
    once = [house.all_files(one) for one in SHELVES]
    house.open(cut=True)
    if [house.all_files(one) for one in SHELVES] != once:
        yield "a second recovery changes something"
    for _ in range(ENOUGH):
        if house.turns(TURNS) == [] and house.files("inbox") == []:
            break
    check(house, urls)
    if left := house.files("inbox"):
        yield f"left in the inbox: {left}"
    answered = {line.removeprefix("answered ") for line in told if line.startswith("answered ")}
    withdrawn = state.way is Way.DARK and any(line.startswith("withdrawn ") for line in told)
    if not withdrawn and (again := answered & {*house.ladder.asked}):
        yield f"asked again though it was told: {sorted(again)}"
    yield from audited(house)
    house.catalog.close()


def _told(home: Path, told: list[str]) -> Iterator[str]:
    """What was told as captured reads; what was told as settled lies there with its ticket."""
    for line in told:
        word, _, place = line.partition(" ")
        if word == "captured":
            Vault(home / "raw").verify(place.removeprefix("raw/"))
        if word == "settled" and not ((home / place).is_file() and ticket_at(ticket_of(home / place))):
            yield f"told as settled, and not there: {place}"


def audited(house: Shelved) -> Iterator[str]:
    """Yields what `atlas audit --strict` finds."""
    audit = Audit(house.folders, house.vault, house.catalog, lambda: readings_in(house.folders), strict=True)
    yield from audit.run()
