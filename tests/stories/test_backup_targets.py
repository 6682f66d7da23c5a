"""A backup's disk may be full, or go away: that is told, what was there stays, the next one is whole."""

import json
import shutil
import subprocess
from contextlib import contextmanager

import pytest

from atlas.errors import AtlasError, NoRoom, Unkept
from atlas.jobs import notes
from atlas.jobs.backup.backing import Backup
from atlas.jobs.backup.checking import check
from atlas.jobs.backup.store import Store
from tests.jobs.backup.homes import GOOD, backed_up, built, keeping, opened

SMALL, LARGE = "size=220k", "size=20m"


@pytest.fixture
def house(tmp_path):
    house = built(tmp_path / "home", pages=6)
    backed_up(house, tmp_path / "disk")
    house.drop("later.url", *(f"{GOOD}later/{one}" for one in range(6)))
    house.turns(30)
    return house


class Leaving(Store):
    """A disk that is pulled out before a copy, or before what was copied is given its names."""

    def __init__(self, root, at: int, *, named: bool) -> None:
        super().__init__(root)
        self._at = at
        self._named = named
        self._drafts = 0

    def draft(self, source, through):
        self._drafts += 1
        if self._drafts == self._at and not self._named:
            self._pull()
        return super().draft(source, through)

    def keep(self, drafts):
        if self._drafts >= self._at and self._named:
            self._pull()
        super().keep(drafts)

    def commit(self, manifest):
        self._pull()
        super().commit(manifest)

    def _pull(self) -> None:
        if self.root.exists():
            self.root.rename(self.root.with_name("pulled"))


def back_up_to(house, store):
    catalog = opened(house.folders)
    backup = Backup(house.folders, catalog, store, "", house.clock.now, "here", "1", whole=True)
    try:
        return list(backup.run())
    finally:
        catalog.close()


def is_whole(store) -> bool:
    damaged: list[str] = []
    return [wrong for one in store.sets(damaged) for wrong in check(store, one)] + damaged == []


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("at", [1, 5, 999])
def test_a_disk_that_is_pulled_out_is_told_and_the_next_backup_is_whole(house, tmp_path, at, named):
    with pytest.raises(Unkept):
        back_up_to(house, Leaving(tmp_path / "disk", at, named=named))
    if (tmp_path / "disk").exists():
        shutil.rmtree(tmp_path / "disk")
    (tmp_path / "pulled").rename(tmp_path / "disk")
    store = Store(tmp_path / "disk")
    assert is_whole(store)
    assert len(store.sets()) == 1
    backed_up(house, tmp_path / "disk")
    assert is_whole(store)
    assert len(store.sets()) == 2


def test_a_disk_that_goes_away_while_it_is_read_has_nothing_damaged(house, tmp_path):
    store = Store(tmp_path / "disk")
    manifest = store.set()
    found = check(store, manifest)
    store.root.rename(tmp_path / "pulled")
    with pytest.raises(AtlasError, match="went away"):
        list(found)
    assert not (tmp_path / "disk").exists()
    assert not (tmp_path / "pulled/rotten").exists()


@contextmanager
def mounted(folder, size):
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_with_room_the_next_backup_is_whole(house, tmp_path):
    small = tmp_path / "small"
    with mounted(small, SMALL):
        kept = keeping(house.folders, house.clock, str(small))
        with pytest.raises(NoRoom):
            list(kept.back_up())
        note = notes.read(house.folders.state / "backup.json")
        assert (note["ok"], "No space left" in note["why"]) == (False, True)
        assert Store(small).sets() == []
        subprocess.run(["mount", "-o", f"remount,{LARGE}", str(small)], check=True)
        list(kept.back_up())
        assert is_whole(Store(small))
        (manifest,) = Store(small).sets()
        assert "raw" in json.loads(manifest.dumps())["counts"]
        kept.catalog.close()
