"""Which file systems are believed to keep a whole group at once."""

import errno
import os
import socket
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
    with pytest.raises(OSError, match="Bad file descriptor") as told:
        syncing._sync_whole(-1)
    assert told.value.errno == errno.EBADF


@pytest.fixture
def whole(tmp_path):
    """A folder on a file system that is synced as a whole."""
    if files.kind_of(tmp_path) not in syncing.WHOLE or syncing._syncfs is None:
        pytest.skip("this file system is synced one by one")
    yield tmp_path
    if NO_DEVICE in syncing._keepers:
        os.close(syncing._keepers.pop(NO_DEVICE))


@pytest.fixture
def unopened(whole, monkeypatch):
    """Some files, and one among them that cannot be opened for being synced by itself."""
    monkeypatch.chdir(whole)
    for name in "ab":
        (whole / name).touch()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door")
    return [whole / name for name in ("door", "a", "b")]


def test_a_group_of_three_is_synced_as_a_whole_and_fewer_one_by_one(unopened):
    files.sync(unopened)
    with pytest.raises(Unkept):
        files.sync(unopened[:2])


@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="no second file system at /dev/shm")
def test_what_lies_on_two_file_systems_is_two_groups(unopened):
    there = Path("/dev/shm") / f"atlas-test-{os.getpid()}"
    there.touch()
    try:
        with pytest.raises(Unkept, match="No such device or address"):
            files.sync([unopened[0], unopened[1], there])
    finally:
        there.unlink()


def test_of_each_file_system_that_is_synced_as_a_whole_a_folder_of_its_own_is_kept(whole):
    device = whole.stat().st_dev
    if keeper := syncing._keepers.pop(device, None):
        os.close(keeper)
    for name in "abc":
        (whole / name).touch()
    files.sync(whole / name for name in "abc")
    assert os.fstat(syncing._keepers[device]).st_dev == device


def test_what_is_named_twice_is_synced_once(unopened):
    with pytest.raises(Unkept):
        files.sync([unopened[0]] * 3, [unopened[0]])


def test_a_file_system_is_known_by_a_folder_that_stays_open(whole):
    (whole / "a").touch()
    keeper = syncing._keeper(NO_DEVICE, whole / "a")
    assert os.fstat(keeper).st_ino == whole.stat().st_ino
    assert syncing._keeper(NO_DEVICE, Path("/proc")) == keeper
    assert not os.get_inheritable(keeper)


def test_a_folder_that_is_to_be_synced_is_what_its_file_system_is_known_by(whole):
    assert os.fstat(syncing._keeper(NO_DEVICE, whole)).st_ino == whole.stat().st_ino
