"""The audit looks at what is there, also while it changes."""

import shutil

import pytest

from atlas.catalog import Catalog
from atlas.jobs.audit import Audit
from atlas.jobs.rebuild import rebuild
from tests.house import House


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path / "home")
    made.drop("a.url", "http://a.example/")
    made.turns(8)
    assert len(list(made.snapshots())) == 1
    for path in (made.folders.raw, *made.folders.raw.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return made


def violations(house, catalog=None):
    return list(Audit(house.folders, house.vault, catalog, strict=catalog is not None).run())


def test_a_house_in_order_has_none(house):
    assert violations(house) == []


def test_an_inbox_that_is_gone_is_one(house):
    shutil.rmtree(house.folders.inbox)
    assert violations(house) == ["not there: inbox"]


def test_a_record_of_a_snapshot_that_is_gone_is_one(house):
    catalog = Catalog(house.folders.state / "catalog.db")
    rebuild(house.folders, house.vault, catalog)
    catalog.close()
    assert violations(house, catalog) == []
    shutil.rmtree(house.folders.raw / "2026")
    shutil.rmtree(next(house.folders.drops.iterdir()))
    (told,) = violations(house, catalog)
    assert told.startswith("the catalog has a record of what is not there: 2026/")
