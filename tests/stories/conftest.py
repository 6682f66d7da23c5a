"""What the stories share."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Iterator[Path]:
    """A folder in memory where there is one: what a disk keeps is played here, and a real one only slow."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path_factory.mktemp("power")
    with tempfile.TemporaryDirectory(prefix="atlas-test-", dir=memory) as folder:
        yield Path(folder)
