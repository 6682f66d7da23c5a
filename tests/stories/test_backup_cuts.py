"""A backup, a restore or a repair that is cut at any step harms no set and no home, and the next one goes on."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from atlas.jobs.backup.checking import check
from atlas.jobs.backup.rotating import rotate
from atlas.jobs.backup.store import Store
from atlas.model.rotation import Rotation
from tests.fakes import NOON, FakeClock
from tests.jobs.backup.homes import GOOD, backed_up, built, contents, folders_of, keeping, restored, violations
from tests.stories.cuts import count_steps, cut_at

LATER = NOON + timedelta(days=2)


@pytest.fixture(scope="module")
def home(scratch) -> Path:
    """A home with one set behind it, and more in it than is in the set."""
    house = built(scratch / "home")
    backed_up(house, scratch / "home/disk")
    house.drop("later.url", f"{GOOD}later")
    house.turns(12)
    return house.home


def copied(home: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(home, to)
    return to


def back_up(home: Path, now=LATER) -> None:
    kept = keeping(folders_of(home), FakeClock(now), "disk")
    list(kept.back_up())
    kept.catalog.close()


def wrongs(store: Store) -> list[str]:
    damaged: list[str] = []
    return [wrong for one in store.sets(damaged) for wrong in check(store, one)] + damaged


@pytest.mark.parametrize("after", [False, True])
def test_a_backup_cut_at_any_step_leaves_whole_sets_and_is_gone_on_with(scratch, home, after):
    steps = count_steps(lambda: back_up(copied(home, scratch / "counted")))
    assert steps > 20
    for number in range(1, steps + 1):
        cut = copied(home, scratch / "cut")
        cut_at(number, lambda cut=cut: back_up(cut), after=after)
        store = Store(cut / "disk")
        assert wrongs(store) == []
        assert len(store.sets()) in (1, 2)
        back_up(cut, LATER + timedelta(hours=1))
        assert wrongs(store) == []
        assert {one.path for one in store.set().pieces} >= set(contents(cut))
        assert list((store.root / ".incoming").iterdir()) == []


def test_a_rotation_cut_at_any_step_leaves_whole_sets(scratch, home):
    twice = copied(home, scratch / "twice")
    back_up(twice)

    def rotated(at: Path) -> None:
        list(rotate(Store(at / "disk"), Rotation(1, 0, 0), archive=True))

    steps = count_steps(lambda: rotated(copied(twice, scratch / "counted")))
    for number in range(1, steps + 1):
        cut = copied(twice, scratch / "cut")
        cut_at(number, lambda cut=cut: rotated(cut), after=True)
        assert wrongs(Store(cut / "disk")) == []
        rotated(cut)
        assert len(Store(cut / "disk").sets()) == 1


def test_a_restore_cut_at_any_step_is_gone_on_with(scratch, home):
    store = Store(home / "disk")
    steps = count_steps(lambda: restored(store, scratch / "counted-new"))
    whole = contents(scratch / "counted-new")
    for number in range(1, steps + 1, 3):
        new = scratch / "new"
        shutil.rmtree(new, ignore_errors=True)
        cut_at(number, lambda new=new: restored(store, new), after=True)
        told = restored(store, new)
        assert (told.differing, told.lost) == ([], [])
        assert contents(new) == whole
        assert violations(new) == []


def test_a_repair_cut_at_any_step_loses_nothing(scratch, home):
    rotten = min((home / "raw").rglob("*.gz")).relative_to(home)

    def mended(at: Path) -> None:
        list(keeping(folders_of(at), FakeClock(LATER), "disk").verify(0, None, repair=True).run())

    def spoilt(to: Path) -> Path:
        copied(home, to)
        (to / rotten).write_bytes(b"rotten")
        return to

    steps = count_steps(lambda: mended(spoilt(scratch / "counted")))
    for number in range(1, steps + 1):
        cut = spoilt(scratch / "cut")
        cut_at(number, lambda cut=cut: mended(cut), after=True)
        mended(cut)
        assert (cut / rotten).read_bytes() == (home / rotten).read_bytes()
        kept = [one for one in (cut / ".atlas/rotten").iterdir() if one.read_bytes() == b"rotten"]
        assert len(kept) == 1
