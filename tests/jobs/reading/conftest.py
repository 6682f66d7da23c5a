"""A vault with pages in it, and children to read them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.nursery import Nursery
from atlas.vault import Vault
from tests.jobs.reading.pages import Pages

LIMITS = Limits(time=20, memory=512_000_000)
TIGHT = Limits(time=1, memory=128_000_000)


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(Vault(tmp_path / "raw"), tmp_path / "raw")


@pytest.fixture
def nursery(pages: Pages) -> Iterator[Nursery]:
    made = Nursery(pages.root, LIMITS)
    yield made
    made.end()
    made.rest()


@pytest.fixture
def tight(pages: Pages) -> Iterator[Nursery]:
    made = Nursery(pages.root, TIGHT)
    yield made
    made.end()
    made.rest()
