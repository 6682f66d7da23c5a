"""A vault with pages in it, and children to read them."""

from collections.abc import Iterator

import pytest

from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.nursery import Nursery
from atlas.vault import Vault
from tests.jobs.reading.pages import Pages

LIMITS = Limits(time=20, memory=512_000_000)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    root = tmp_path_factory.mktemp("raw")
    return Pages(Vault(root), root)


@pytest.fixture(scope="module")
def nursery(pages: Pages) -> Iterator[Nursery]:
    """One mother for all tests of a module: she takes a second to come."""
    made = Nursery(pages.root, LIMITS)
    yield made
    made.rest()
