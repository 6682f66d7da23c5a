"""Reading what a stranger left."""

import os
import socket

import pytest

from atlas import files
from atlas.errors import Unfit


def refused(tmp_path, name):
    with pytest.raises(Unfit) as told:
        files.read(tmp_path, name)
    return str(told.value)


def test_an_ordinary_file_is_read_with_its_stamp(tmp_path):
    (tmp_path / "a").write_bytes(b"hello")
    stamp, data = files.read(tmp_path, "a")
    assert data == b"hello"
    assert (stamp.size, stamp.inode) == (5, (tmp_path / "a").stat().st_ino)


def test_a_file_in_a_folder_is_read(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b/a").write_bytes(b"x")
    assert files.read(tmp_path, "b/a")[1] == b"x"


def test_a_symbolic_link_is_not_followed(tmp_path):
    (tmp_path / "a").symlink_to("/etc/passwd")
    assert "symbolic link" in refused(tmp_path, "a")


def test_nothing_behind_a_linked_folder_is_read(tmp_path):
    (tmp_path / "b").symlink_to("/etc")
    assert "symbolic link" in refused(tmp_path, "b/passwd")


def test_a_pipe_hangs_nothing(tmp_path):
    os.mkfifo(tmp_path / "a")
    assert "pipe" in refused(tmp_path, "a")


def test_a_socket_is_no_drop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("a")
        assert "socket" in refused(tmp_path, "a")


def test_a_folder_is_no_drop(tmp_path):
    (tmp_path / "a").mkdir()
    assert "folder" in refused(tmp_path, "a")


def test_a_hard_link_is_no_drop_until_its_other_name_is_gone(tmp_path):
    (tmp_path / "out").write_bytes(b"x")
    (tmp_path / "a").hardlink_to(tmp_path / "out")
    assert "hard link" in refused(tmp_path, "a")
    (tmp_path / "out").unlink()
    assert files.read(tmp_path, "a")[1] == b"x"


def test_a_sparse_monster_costs_nothing(tmp_path):
    with (tmp_path / "a").open("wb") as file:
        file.truncate(1 << 36)
    assert "larger than 50 MB" in refused(tmp_path, "a")


def test_fifty_megabytes_are_read_and_one_byte_more_is_not(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * files.LARGEST)
    assert len(files.read(tmp_path, "a")[1]) == files.LARGEST
    (tmp_path / "a").write_bytes(b"x" * (files.LARGEST + 1))
    assert "larger" in refused(tmp_path, "a")


def test_a_file_somebody_writes_is_not_read(tmp_path):
    with (tmp_path / "a").open("wb") as file:
        file.write(b"half")
        file.flush()
        with pytest.raises(BlockingIOError):
            files.read(tmp_path, "a")
    assert files.read(tmp_path, "a")[1] == b"half"


def test_a_writer_that_comes_while_a_lease_is_held_does_not_kill_atlas(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    for _ in range(50):
        files.read(tmp_path, "a")
        (tmp_path / "a").write_bytes(b"y")
    assert files.read(tmp_path, "a")[1] == b"y"


def test_a_file_that_is_gone_is_gone(tmp_path):
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path, "a")


def test_no_descriptor_is_left_open(tmp_path):
    (tmp_path / "l").symlink_to("/etc/passwd")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        refused(tmp_path, "l")
    assert len(os.listdir("/proc/self/fd")) == before
