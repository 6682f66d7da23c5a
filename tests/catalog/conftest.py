"""What the tests of the catalog share."""

import pytest

from atlas.catalog import Catalog


@pytest.fixture
def catalog(tmp_path):
    """One with nothing in it, in a folder that it makes for itself."""
    made = Catalog(tmp_path / "state/catalog.db")
    yield made
    made.close()
