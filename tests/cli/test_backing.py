"""`backup`, `verify`, `restore`, `drill`, `upkeep` as a person types them."""

import json
import os
import shutil

import pytest

from atlas.catalog import Catalog
from atlas.files import Lock


def note(home, name):
    return json.loads((home.path / ".atlas" / name).read_bytes())


@pytest.fixture
def disk(captured, tmp_path):
    """A home that was backed up."""
    captured.disk = str(tmp_path / "disk")
    assert captured.atlas("backup", "--to", captured.disk).code == 0
    return captured


def to(home):
    return {"ATLAS_BACKUP__TO": home.disk}


def test_a_backup_tells_what_is_in_it(captured, tmp_path):
    done = captured.atlas("backup", "--to", str(tmp_path / "disk"), "--json")
    (told,) = done.lines
    assert (done.code, told["ok"], told["whole"], told["counts"]["raw"]) == (0, True, True, 1)
    assert told["set"] == note(captured, "backup.json")["set"]


def test_without_a_place_it_says_that_the_archive_is_not_backed_up(captured):
    done = captured.atlas("backup")
    assert done.code == 0
    assert "The archive itself is not backed up" in done.err
    assert len(list((captured.path / ".atlas/backups/sets").iterdir())) == 1


def test_a_home_is_restored_elsewhere_and_in_order(disk, tmp_path):
    done = disk.atlas("restore", "--from", disk.disk, "--to", str(tmp_path / "new"), "--json")
    (told,) = done.lines
    assert (done.code, told["differing"], told["lost"], told["violations"]) == (0, [], [], [])
    assert told["counted"]["captured"] == 1
    new = type(disk)(tmp_path / "new")
    assert new.atlas("audit", "--strict").code == 0
    assert len(new.atlas("list", "--json").lines) == 1
    assert (tmp_path / "new/config.toml").read_bytes() == (disk.path / "config.toml").read_bytes()


def test_a_damaged_home_is_restored_in_place(disk):
    shutil.rmtree(disk.path / "raw")
    shutil.rmtree(disk.path / "processed")
    assert disk.atlas("audit", "--strict").code == 1
    assert disk.atlas("restore", **to(disk)).code == 0
    assert disk.atlas("audit", "--strict").code == 0


def test_what_differs_is_told_and_makes_it_exit_one(disk):
    (drop,) = (disk.path / "processed/drops").rglob("pi.url")
    drop.write_text("http://mine.example/\n")
    done = disk.atlas("restore", **to(disk))
    assert done.code == 1
    assert "stays as it is" in done.err
    assert drop.read_text() == "http://mine.example/\n"


def test_a_restore_beside_a_running_atlas_is_refused(disk):
    lock = Lock(disk.path / ".atlas/lock")
    lock.take()
    try:
        assert disk.atlas("restore", **to(disk)).code == os.EX_TEMPFAIL
        assert disk.atlas("backup", **to(disk)).code == 0
    finally:
        lock.free()


def test_settings_that_lead_to_folders_in_use_elsewhere_are_refused(disk, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/file").write_text("mine")
    (disk.path / "config.toml").write_text(f'[paths]\nraw = "{tmp_path / "elsewhere"}"\n')
    assert disk.atlas("backup", "--to", disk.disk).code == 0
    done = disk.atlas("restore", "--from", disk.disk, "--to", str(tmp_path / "new"))
    assert (done.code, "in use" in done.err) == (os.EX_CONFIG, True)
    assert [one.name for one in (tmp_path / "elsewhere").iterdir()] == ["file"]


def test_where_no_backup_is_none_is_restored(captured, tmp_path):
    assert captured.atlas("restore", "--from", str(tmp_path)).code == os.EX_NOINPUT
    assert captured.atlas("restore").code == os.EX_NOINPUT


def test_a_whole_archive_verifies(disk):
    done = disk.atlas("verify", "--json", **to(disk))
    assert (done.code, done.lines[0]["checked"], done.lines[0]["wrong"]) == (0, 1, [])


def test_a_rotten_snapshot_makes_it_exit_one_until_it_is_mended(disk):
    (path,) = (disk.path / "raw").rglob("*.gz")
    whole = path.read_bytes()
    path.write_bytes(b"rotten")
    assert disk.atlas("verify", **to(disk)).code == 1
    done = disk.atlas("verify", "--repair", "--rate", "20MB", **to(disk))
    assert (done.code, "1 brought back" in done.err) == (0, True)
    assert path.read_bytes() == whole
    assert disk.atlas("audit", "--strict").code == 0


@pytest.mark.parametrize("damage", ["overwritten", "gone", "emptied"])
def test_a_broken_catalog_is_found_and_made_whole(disk, damage):
    path = disk.path / ".atlas/catalog.db"
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 9] = b"\xff" * 4096 * 8
    match damage:
        case "overwritten":
            path.write_bytes(data)
        case "gone":
            path.unlink()
        case "emptied":
            path.write_bytes(b"")
    assert disk.atlas("verify", **to(disk)).code == 1
    assert disk.atlas("verify", "--repair", **to(disk)).code == 0
    assert disk.atlas("audit", "--strict").code == 0
    assert len(disk.atlas("list", "--json").lines) == 1


@pytest.mark.parametrize("keep", [None, 0, 100])
def test_rows_that_went_with_the_catalogs_log_are_missed_and_made_again(disk, site, keep):
    path, log = disk.path / ".atlas/catalog.db", disk.path / ".atlas/catalog.db-wal"
    before = path.read_bytes()
    disk.drop("more.url", f"{site}/more\n")
    with Catalog(path)._reader():
        # Somebody reads, so that what is new is in the log alone when the drain is through.
        assert disk.atlas("drain").code == 0
        written = log.read_bytes()
    path.write_bytes(before)
    log.unlink(missing_ok=True)
    if keep is not None:
        log.write_bytes(written[:keep])
        log.chmod(0o600)
    done = disk.atlas("verify", **to(disk))
    assert (done.code, done.out) == (1, "the catalog lacks 1 snapshots that are there\n")
    assert disk.atlas("verify", "--repair", **to(disk)).code == 0
    assert disk.atlas("audit", "--strict").code == 0
    assert len(disk.atlas("list", "--json").lines) == 2


def test_a_set_is_verified_where_it_is_kept(disk, tmp_path):
    assert disk.atlas("verify", "--backup", **to(disk)).code == 0
    next((tmp_path / "disk/raw").rglob("*.gz")).write_bytes(b"rotten")
    done = disk.atlas("verify", "--backup", **to(disk))
    assert (done.code, done.out.startswith("damaged: raw/")) == (1, True)


def test_a_drill_passes_and_is_written_down(disk):
    done = disk.atlas("drill", "--json", **to(disk))
    assert (done.code, done.lines[0]["ok"], done.lines[0]["compared"]["snapshots"]) == (0, True, 1)
    assert note(disk, "drill.json")["ok"] is True


def test_a_drill_without_a_set_exits_one(captured, tmp_path):
    done = captured.atlas("drill", ATLAS_BACKUP__TO=str(tmp_path / "nothing"))
    assert (done.code, "There is no set" in done.out) == (1, True)


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly"])
def test_upkeep_of_each_period_is_told_and_written_down(disk, period):
    done = disk.atlas("upkeep", period, "--json", **to(disk))
    assert done.code == 0, done.out
    assert all(one["ok"] for one in done.lines)
    assert note(disk, "upkeep.json")[period]["ok"] is True


def test_upkeep_says_what_needs_a_person(disk):
    (path,) = (disk.path / "raw").rglob("*.gz")
    shutil.rmtree(disk.disk)
    path.write_bytes(b"rotten")
    done = disk.atlas("upkeep", "weekly", **to(disk))
    assert done.code == 1
    assert "FAIL  verify: " in done.out
    assert "ok    trend: " in done.out


def test_sizes_that_are_none_are_misuse(disk):
    assert disk.atlas("verify", "--rate", "fast").code == 2


def test_too_many_sets_are_removed_where_it_is_asked_for(disk):
    done = disk.atlas("backup", "--rotate", **to(disk), ATLAS_BACKUP__WEEKLY="0", ATLAS_BACKUP__MONTHLY="0")
    assert done.code == 0
    assert "Removed sets that were too many." in done.err
    assert len(os.listdir(f"{disk.disk}/sets")) == 1
