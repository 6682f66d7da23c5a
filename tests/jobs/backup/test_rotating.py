"""Sets that are too many go; what others need stays."""

from datetime import UTC, datetime, timedelta

import pytest

from atlas.jobs.backup.checking import check
from atlas.jobs.backup.rotating import rotate
from atlas.model.rotation import Rotation
from tests.jobs.backup.homes import backed_up, built, contents

NEWEST = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def test_of_a_year_of_days_a_week_a_month_and_a_year_stay():
    days = [NEWEST - timedelta(days=number) for number in range(400)]
    stay = sorted(Rotation(7, 4, 12).stay(days), reverse=True)
    assert stay[:7] == days[:7]
    assert len(stay) <= 7 + 4 + 12
    assert {f"{one:%Y-%m}" for one in stay} == {f"{NEWEST.year - (m > 10)}-{(10 - m) % 12 + 1:02}" for m in range(12)}


def test_of_a_day_the_latest_stays():
    hours = [NEWEST + timedelta(hours=number) for number in range(5)]
    assert Rotation(7, 0, 0).stay(hours) == {hours[-1]}


def test_the_newest_stays_whatever_the_rotation():
    assert Rotation(0, 0, 0).stay([NEWEST, NEWEST - timedelta(days=9)]) == {NEWEST}


def test_of_nothing_nothing_stays():
    assert Rotation(7, 4, 12).stay([]) == set()


@pytest.fixture
def house(tmp_path):
    return built(tmp_path / "home")


@pytest.fixture
def store(house, tmp_path):
    """Three sets, a day apart; a capture's ticket and a snapshot are only in the first."""
    made = backed_up(house, tmp_path / "disk")
    (house.home / "failed/dead/gone.url").unlink()
    max(house.folders.raw.rglob("*.gz")).unlink()
    backed_up(house, tmp_path / "disk")
    backed_up(house, tmp_path / "disk")
    return made


def test_the_sets_that_stay_are_whole(store):
    list(rotate(store, Rotation(2, 0, 0)))
    assert len(store.sets()) == 2
    assert [wrong for one in store.sets() for wrong in check(store, one)] == []


def test_what_only_a_removed_set_needed_goes(store):
    before = contents(store.root, "objects")
    list(rotate(store, Rotation(2, 0, 0)))
    after = contents(store.root, "objects")
    assert set(after) < set(before)
    named = {one.place for manifest in store.sets() for one in manifest.stored()}
    assert set(after) <= named


def test_a_snapshot_that_no_set_names_stays_until_it_is_asked_for(store):
    before = contents(store.root, "raw")
    list(rotate(store, Rotation(2, 0, 0)))
    assert contents(store.root, "raw") == before
    list(rotate(store, Rotation(2, 0, 0), archive=True))
    assert len(contents(store.root, "raw")) == len(before) - 1


def test_while_a_manifest_does_not_read_no_file_goes(store):
    before = contents(store.root, "objects", "raw")
    first = min((store.root / "sets").iterdir())
    first.write_bytes(first.read_bytes()[:-9])
    told = [one.what for one in rotate(store, Rotation(1, 0, 0), archive=True)]
    assert any("does not read" in one for one in told)
    assert contents(store.root, "objects", "raw") == before


def test_a_damaged_file_of_a_set_is_put_aside_and_copied_anew(house, store):
    damaged = min((store.root / "raw").rglob("*.gz"))
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1] + b"?")
    assert list(check(store, store.set())) == [f"damaged: {damaged.relative_to(store.root).as_posix()}"]
    assert not damaged.exists()
    backed_up(house, store.root)
    assert damaged.read_bytes() == whole
    assert list(check(store, store.set())) == []


def test_a_sixteenth_is_read_and_all_is_looked_for(store):
    damaged = min((store.root / "raw").rglob("*.gz"))
    (stored,) = [one for one in store.set().stored() if one.place == damaged.relative_to(store.root).as_posix()]
    damaged.write_bytes(b"?" * stored.size)
    mine = int(stored.sha256[0], 16)
    assert list(check(store, store.set(), mine + 1)) == []
    assert list(check(store, store.set(), mine + 16)) == [f"damaged: {stored.place}"]
    assert list(check(store, store.set(), mine + 1)) == [f"not there, or of another size: {stored.place}"]


def test_what_lies_there_as_a_link_is_told_and_does_not_end_the_look(store):
    damaged = min((store.root / "raw").rglob("*.gz"))
    damaged.rename(damaged.with_suffix(".elsewhere"))
    damaged.symlink_to(damaged.with_suffix(".elsewhere"))
    (told,) = check(store, store.set())
    assert told.startswith(f"does not read: {damaged.relative_to(store.root).as_posix()}: It cannot be opened")
