"""Which file systems are believed to keep a whole group at once."""

import sys
from pathlib import Path

import pytest

from atlas import files
from atlas.errors import Unkept
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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere fsync(2) takes what keeps nothing")
def test_a_sync_that_the_disk_refuses_is_told():
    with pytest.raises(Unkept, match="/dev/null"):
        files.sync([Path("/dev/null")])
    with pytest.raises(Unkept):
        files.sync(folders=[Path("/proc/self")])


@pytest.mark.skipif(syncing._syncfs is None, reason="no syncfs(2) here")
def test_a_sync_of_a_whole_file_system_that_is_refused_is_told():
    with pytest.raises(OSError, match="Bad file descriptor"):
        syncing._sync_whole(-1)
