"""What dials, loaded when it is first needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from atlas.clock import Clock
from atlas.errors import CatalogBroken, CatalogDamaged
from atlas.jobs.late import LateCatalog, LateLadder
from tests.catalog.test_catalog import snapshot
from tests.fakes import FreeHosts, ask

STOP = """
import sys
from atlas.jobs.late import LateLadder
LateLadder().interrupt()
print("requests" in sys.modules)
"""


def late(tmp_path: Path) -> LateLadder:
    return LateLadder(
        layers=("direct",),
        allow_networks=(),
        own_ports=frozenset(),
        deadline_seconds=5.0,
        max_bytes=1000,
        contact="",
        robots=False,
        timegates=(),
        wayback="http://127.0.0.1:1",
        hosts=FreeHosts(),
        clock=Clock(),
        homes=tmp_path,
    )


def test_stopping_loads_nothing_that_was_not_needed():
    told = subprocess.run([sys.executable, "-c", STOP], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_a_climb_that_begins_after_stopping_is_cut(tmp_path):
    ladder = late(tmp_path)
    ladder.interrupt()
    attempt = ladder.climb(ask("http://127.0.0.1:1/"), None)
    assert (attempt.interrupted, attempt.page) == (True, None)


def test_a_climb_before_it_is_not(tmp_path):
    assert not late(tmp_path).climb(ask("http://127.0.0.1:1/"), None).interrupted


def test_a_catalog_is_made_by_its_first_update_and_is_empty_and_whole_then(tmp_path):
    catalog = LateCatalog(tmp_path / "catalog.db")
    with pytest.raises(CatalogBroken):
        catalog.quick_check(1.0)
    catalog.bring_up_to_date()
    assert (catalog.quick_check(1.0), catalog.unread(1, 9), catalog.tend(), catalog.count()) == ([], [], 0, 0)
    catalog.close()


def test_a_catalog_that_is_up_to_date_is_not_opened_to_find_that_out(tmp_path):
    made = LateCatalog(tmp_path / "catalog.db")
    made.bring_up_to_date()
    made.close()
    again = LateCatalog(tmp_path / "catalog.db")
    again.bring_up_to_date()
    assert (again.unread(1, 9), again.tend(), again.losses, vars(again)["_catalog"]) == ([], 0, 0, None)


def test_a_glance_tells_of_damage_as_the_catalog_does(tmp_path):
    (tmp_path / "catalog.db").write_bytes(b"no database, though as long as the head of one is" * 100)
    with pytest.raises(CatalogDamaged):
        LateCatalog(tmp_path / "catalog.db").quick_check(1.0)


def test_what_was_kept_is_found_unread_by_a_glance(tmp_path):
    catalog = LateCatalog(tmp_path / "catalog.db")
    catalog.bring_up_to_date()
    catalog.note([snapshot()], [])
    assert [one.snapshot for one in catalog.unread(1, 9)] == [snapshot().path]
    catalog.close()
    assert [one.snapshot for one in LateCatalog(tmp_path / "catalog.db").unread(1, 9)] == [snapshot().path]
