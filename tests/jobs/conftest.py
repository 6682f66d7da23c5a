"""What the tests of jobs share."""

import pytest

from atlas.catalog import Catalog
from tests.fakes import FakeClock
from tests.house import House


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "home")


@pytest.fixture
def catalog(house):
    """The catalog of that house, with nothing in it."""
    made = Catalog(house.folders.state / "catalog.db")
    yield made
    made.close()
