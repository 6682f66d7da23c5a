"""A backup beside a working Atlas: whatever moves while it is copied is in one place after a restore."""

from pathlib import Path

import pytest

from atlas.jobs.backup.backing import Backup
from atlas.jobs.backup.checking import check
from atlas.jobs.backup.store import Store
from atlas.model.fault import Kind
from tests.house import House, fault
from tests.jobs.backup.homes import GONE, GOOD, SLOW, built, opened, restored, violations
from tests.stories.cuts import check as check_places
from tests.stories.cuts import places_of

PAGES = 24


class BusyStore(Store):
    """A store for whose every copy something else happens first."""

    def __init__(self, root: Path, house: House, every: int) -> None:
        super().__init__(root)
        self._house = house
        self._every = every
        self._drafts = 0

    def draft(self, source, through):
        self._drafts += 1
        if self._drafts % self._every == 0:
            self._house.turns(2)
        return super().draft(source, through)


class RestlessStore(BusyStore):
    """One whose looks are never left in peace: a new drop comes each time, and others move."""

    def __init__(self, root: Path, house: House, every: int) -> None:
        super().__init__(root, house, every)
        self._looks = 0

    def has(self, stored):
        self._looks += 1
        if self._looks % self._every == 0:
            self._house.drop(f"again-{self._looks}.url", f"{GOOD}again-{self._looks}")
            self._house.turns(1)
        return super().has(stored)


@pytest.mark.parametrize("every", [5, 11])
def test_of_a_queue_that_never_stands_still_nothing_is_lost(tmp_path, every):
    house = built(tmp_path / "home")
    for number in range(PAGES):
        house.drop(f"more-{number}.url", f"{GOOD}more-{number}")
    house.drop("list.txt", f"{GOOD}list", f"{GONE}too", f"{SLOW}too")
    house.ladder.faults |= {f"{GONE}too": [fault(Kind.LEGAL)] * 9, f"{SLOW}too": [fault(Kind.OVERLOADED)] * 9}
    urls = {f"{GOOD}more-{number}" for number in range(PAGES)} | {f"{GOOD}list", f"{GONE}too", f"{SLOW}too"}
    store, catalog = RestlessStore(tmp_path / "disk", house, every), opened(house.folders)
    store.begin()
    list(Backup(house.folders, catalog, store, "", house.clock.now, "here", "1", whole=True).run())
    catalog.close()
    restored(Store(store.root), tmp_path / "new")
    new = House(tmp_path / "new", now=house.clock.now())
    captured = {one.facts.url for one in new.snapshots() if one.facts.disposition == "captured"}
    assert urls - captured - set(places_of(new.home)) == set()
    filed = [path.rpartition("/")[2] for path in new.files("processed/drops")]
    assert set(filed) & set(new.files("inbox")) == set()


@pytest.mark.parametrize("every", [1, 2, 3, 5, 8])
def test_drops_that_are_settled_meanwhile_are_in_one_place_and_whole(tmp_path, every):
    house = built(tmp_path / "home")
    for number in range(PAGES):
        house.drop(f"more-{number}.url", f"{GOOD}more-{number}")
    house.drop("list.txt", *(f"{GOOD}list-{number}" for number in range(5)), f"{GONE}too", f"{SLOW}too")
    house.ladder.faults |= {f"{GONE}too": [fault(Kind.LEGAL)] * 9, f"{SLOW}too": [fault(Kind.OVERLOADED)] * 9}
    urls = {f"{GOOD}more-{number}" for number in range(PAGES)} | {f"{GOOD}list-{number}" for number in range(5)}
    urls |= {GONE, SLOW, f"{GONE}too", f"{SLOW}too", f"{GOOD}new", *(f"{GOOD}{number}" for number in range(3))}
    waiting = len(house.files("inbox"))
    store, catalog = BusyStore(tmp_path / "disk", house, every), opened(house.folders)
    store.begin()
    list(Backup(house.folders, catalog, store, "", house.clock.now, "here", "1", whole=True).run())
    catalog.close()
    assert len(house.files("inbox")) < waiting, "something moved meanwhile"
    assert list(check(store, store.set())) == []
    told = restored(Store(store.root), tmp_path / "new")
    assert (told.lost, told.differing) == ([], [])
    assert [one for one in violations(tmp_path / "new") if "open to others" not in one] == []
    check_places(House(tmp_path / "new", now=house.clock.now()), urls)
