"""Which file systems are believed to keep a whole group at once."""

from pathlib import Path

import pytest

from atlas.files import syncing
from atlas.files.mounts import NETWORK

NO_DEVICE = -1


def test_no_network_and_no_fuse_is_believed_to_sync_as_a_whole():
    assert not syncing.WHOLE & NETWORK
    assert not any(kind.startswith("fuse") for kind in syncing.WHOLE)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system here that is known to keep nothing")
def test_what_lies_on_an_unknown_file_system_is_synced_one_by_one():
    try:
        assert syncing._keeper(NO_DEVICE, Path("/proc")) is None
    finally:
        syncing._keepers.pop(NO_DEVICE, None)
