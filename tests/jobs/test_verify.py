"""The archive is read to its end, and brought back where it has rotted."""

import shutil

import pytest

from atlas.jobs import notes
from atlas.jobs.verify import Verify, catalog_wrongs
from atlas.model.event import Warned
from tests.jobs.backup.homes import backed_up, built, contents, keeping, opened, violations


@pytest.fixture
def house(tmp_path):
    return built(tmp_path / "home", pages=12)


@pytest.fixture
def store(house, tmp_path):
    return backed_up(house, tmp_path / "disk")


def snapshots(house):
    return sorted(house.folders.raw.rglob("*.gz"))


def verify(house, store=None, rate=0, repair=True):
    return keeping(house.folders, house.clock, str(store.root) if store else "").verify(rate, None, repair=repair)


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def test_a_whole_archive_has_nothing_wrong(house, store):
    look = verify(house, store)
    assert list(look.run()) == []
    assert (look.checked, look.through) == (len(snapshots(house)), True)


def test_ten_rotten_snapshots_are_found_and_brought_back_and_kept_aside(house, store):
    before = contents(house.home)
    for one in snapshots(house)[:10]:
        flip(one)
    look = verify(house, store)
    list(look.run())
    assert [one.mended for one in look.wrong] == [True] * 10
    assert contents(house.home) == before
    assert len(list((house.folders.state / "rotten").iterdir())) == 10
    assert violations(house.home) == []


def test_a_day_that_is_gone_is_found_and_brought_back(house, store):
    before = contents(house.home)
    shutil.rmtree(house.folders.raw / "2026/11/23")
    look = verify(house, store)
    list(look.run())
    assert {one.told for one in look.wrong} == {"It is not there."}
    assert all(one.mended for one in look.wrong)
    assert contents(house.home) == before


def test_without_a_repair_it_is_only_told(house, store):
    flip(snapshots(house)[0])
    before = contents(house.home)
    look = verify(house, store, repair=False)
    told = list(look.run())
    assert [type(one) for one in told] == [Warned]
    assert contents(house.home) == before
    assert notes.read(house.folders.state / "verify.json")["wrong"] == [look.wrong[0].path]


def test_what_no_backup_has_stays_where_it_is_and_is_told(house):
    flip(snapshots(house)[0])
    look = verify(house)
    list(look.run())
    assert [(one.mended, one.why) for one in look.wrong] == [(False, "No set has it.")]
    assert snapshots(house)[0].exists()


def test_a_backup_that_has_rotted_too_mends_nothing(house, store):
    rotten = snapshots(house)[0]
    flip(rotten)
    flip(store.root / "raw" / rotten.relative_to(house.folders.raw))
    look = verify(house, store)
    list(look.run())
    assert [one.mended for one in look.wrong] == [False]
    assert rotten.exists()


def test_other_bytes_of_the_same_eight_digits_are_found_by_the_manifest(house):
    path = f"raw/{snapshots(house)[0].relative_to(house.folders.raw).as_posix()}"
    look = Verify(house.folders, {path: "0" * 64}, None, house.clock, 0)
    list(look.run())
    assert [(one.path, one.told) for one in look.wrong] == [(path, "It has other bytes than when it was backed up.")]


def test_it_goes_on_where_it_was_cut_off(house, store):
    first = verify(house, store)
    list(first.run(most=1))
    assert (first.checked, first.through) == (1, False)
    second = verify(house, store)
    list(second.run())
    assert (second.checked, second.through) == (len(snapshots(house)) - 1, True)
    third = verify(house, store)
    list(third.run())
    assert third.checked == len(snapshots(house))


def test_it_reads_no_faster_than_it_is_told(house, store):
    begun = house.clock.monotonic()
    look = verify(house, store, rate=1000)
    list(look.run())
    assert house.clock.monotonic() - begun == pytest.approx(look.read / 1000, rel=0.01)


def test_a_catalog_without_its_last_rows_is_told(house):
    catalog = opened(house.folders)
    assert catalog_wrongs(house.folders, catalog) == []
    before = len(snapshots(house))
    house.turns(20)
    lacking = len(snapshots(house)) - before
    assert lacking > 0
    assert catalog_wrongs(house.folders, catalog) == [f"the catalog lacks {lacking} snapshots that are there"]
    catalog.close()


def test_a_catalog_with_overwritten_pages_is_told(house):
    path = house.folders.state / "catalog.db"
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 9] = b"\xff" * 4096 * 8
    path.write_bytes(data)
    (told, *_) = catalog_wrongs(house.folders, opened(house.folders))
    assert told.startswith("the catalog: ")


def test_what_an_earlier_part_found_is_not_forgotten_by_the_next(house):
    first, *_, last = snapshots(house)
    flip(first)
    list(verify(house, repair=False).run(1))
    again = verify(house, repair=False)
    list(again.run(1))
    assert [one.path for one in again.wrong] == [f"raw/{first.relative_to(house.folders.raw).as_posix()}"]
    assert notes.read(house.folders.state / "verify.json")["wrong"] == [again.wrong[0].path]
    flip(first)
    flip(last)
    mended = verify(house, repair=False)
    list(mended.run())
    assert [one.path for one in mended.wrong] == [f"raw/{last.relative_to(house.folders.raw).as_posix()}"]


def test_what_is_gone_is_found_though_no_backup_knows_it(house):
    gone = snapshots(house)[0]
    gone.unlink()
    catalog = opened(house.folders)
    (told,) = catalog_wrongs(house.folders, catalog)
    catalog.close()
    assert told.startswith(
        f"the archive lacks 1 snapshots that the catalog knows: {gone.relative_to(house.folders.raw)}"
    )


def test_a_store_that_went_away_is_remembered(house, store):
    gone = snapshots(house)[0]
    gone.unlink()
    store.root.rename(store.root.with_name("unplugged"))
    away = verify(house, store)
    told = list(away.run())
    assert [(one.told, one.mended) for one in away.wrong] == [("It is not there.", False)]
    assert [type(one) for one in told] == [Warned]
