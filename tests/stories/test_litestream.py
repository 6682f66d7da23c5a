"""Continuous copies of the catalog, by the real Litestream and the settings that Atlas writes for it."""

import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from atlas.jobs.rebuild import rebuild
from tests.cli.conftest import Home
from tests.jobs.backup.homes import built, opened, same

PROGRAM = shutil.which("litestream") or shutil.which("litestream", path=str(Path(sys.executable).parent))
pytestmark = pytest.mark.skipif(not PROGRAM, reason="Litestream is not installed")
PATIENCE = 30.0
COUNT = "SELECT count(*) FROM record"


@pytest.fixture
def house(tmp_path):
    return built(tmp_path / "home")


@pytest.fixture
def settings(house, tmp_path):
    """The file that Atlas writes for it."""
    done = Home(house.home).atlas("backup", "--litestream", str(tmp_path / "copy"))
    assert done.code == 0
    (tmp_path / "litestream.yml").write_text(done.out)
    return tmp_path / "litestream.yml"


@contextmanager
def replicating(settings):
    with subprocess.Popen([PROGRAM, "replicate", "-config", str(settings)], umask=0o077) as process:
        try:
            yield process
        finally:
            process.terminate()


def restored(house, settings, tmp_path):
    """The rows of the catalog as they come out of the copy, and whether it is whole."""
    out = tmp_path / "out.db"
    out.unlink(missing_ok=True)
    place = house.folders.state / "catalog.db"
    words = [PROGRAM, "restore", "-config", str(settings), "-o", str(out), str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        return 0
    with closing(sqlite3.connect(out)) as database, suppress(sqlite3.DatabaseError):
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(database.execute(COUNT).fetchone()[0])
    return 0


def comes_to(count, house, settings, tmp_path):
    until = time.monotonic() + PATIENCE
    while restored(house, settings, tmp_path) != count and time.monotonic() < until:
        time.sleep(0.2)
    return restored(house, settings, tmp_path)


def grown(house, catalog, name):
    """Captures one more page, and tells the catalog."""
    house.drop(f"{name}.url", f"https://{name}.example/")
    house.turns(12)
    known = {one.snapshot for one in catalog.records()}
    catalog.note([one for one in house.vault.snapshots() if one.path not in known], [])


def test_what_the_catalog_takes_comes_back_out_of_the_copy(house, settings, tmp_path):
    with replicating(settings), closing(opened(house.folders)) as catalog:
        for name in ("one", "two"):
            grown(house, catalog, name)
            assert comes_to(catalog.count(), house, settings, tmp_path) == catalog.count()
    assert {one.stat().st_mode & 0o077 for one in (tmp_path / "copy").rglob("*")} == {0}


def test_made_anew_beneath_it_the_copy_is_whole_once_it_is_started_anew(house, settings, tmp_path):
    with closing(opened(house.folders)) as catalog:
        with replicating(settings):
            grown(house, catalog, "one")
            assert comes_to(catalog.count(), house, settings, tmp_path) == catalog.count()
            rebuild(house.folders, house.vault, catalog, same)
            grown(house, catalog, "two")
        with replicating(settings):
            grown(house, catalog, "three")
            assert comes_to(catalog.count(), house, settings, tmp_path) == catalog.count()
