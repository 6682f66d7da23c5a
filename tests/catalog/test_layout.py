"""The database's layout."""

import sqlite3
import subprocess
import sys

import pytest

from atlas.catalog import Catalog
from atlas.catalog.layout import LAYOUT
from atlas.errors import CatalogBroken
from tests.catalog.test_catalog import snapshot

NOTE = """
import sys
from pathlib import Path
from atlas.catalog import Catalog
catalog = Catalog(Path(sys.argv[1]))
catalog.note([], [])
catalog.close()
print("playhouse.migrations" in sys.modules)
"""


def layout_of(path):
    with sqlite3.connect(path) as database:
        found = database.execute("PRAGMA user_version").fetchone()[0]
    database.close()
    return found


def test_a_new_database_has_the_layout_of_all_migrations(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.note([], [])
    catalog.close()
    assert layout_of(tmp_path / "catalog.db") == LAYOUT


def test_a_newer_layout_is_left_alone(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.note([snapshot(1)], [])
    catalog.close()
    with sqlite3.connect(tmp_path / "catalog.db") as database:
        database.execute(f"PRAGMA user_version = {LAYOUT + 1}")
    database.close()
    with pytest.raises(CatalogBroken, match="newer Atlas"):
        catalog.note([snapshot(2)], [])
    assert layout_of(tmp_path / "catalog.db") == LAYOUT + 1


def test_a_cut_after_the_migrations_is_made_good(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.note([snapshot(1)], [])
    catalog.close()
    with sqlite3.connect(tmp_path / "catalog.db") as database:
        database.execute("PRAGMA user_version = 0")
    database.close()
    catalog.note([snapshot(2)], [])
    assert catalog.count() == 2
    catalog.close()
    assert layout_of(tmp_path / "catalog.db") == LAYOUT


def test_the_runner_is_loaded_only_to_migrate(tmp_path):
    command = [sys.executable, "-c", NOTE, tmp_path / "catalog.db"]
    loaded = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() for _ in range(2)]
    assert loaded == ["True", "False"]
