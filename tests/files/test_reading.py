"""Reading what a stranger left."""

import errno
import fcntl
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from atlas import files
from atlas.errors import Unfit
from atlas.files import reading

F_GETSIG = 11
"""fcntl(2): Python has no name for it."""
LEASES = pytest.mark.skipif(sys.platform != "linux", reason="no leases here")


def refused(tmp_path, name):
    with pytest.raises(Unfit) as told:
        files.read(tmp_path, name)
    return str(told.value)


def test_an_ordinary_file_is_read_with_its_stamp(tmp_path):
    (tmp_path / "a").write_bytes(b"hello")
    stamp, data = files.read(tmp_path, "a")
    assert data == b"hello"
    look = (tmp_path / "a").stat()
    assert stamp == files.Stamp(look.st_dev, look.st_ino, 5, look.st_mtime_ns)


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
    assert refused(tmp_path, "a") == "It has a second name elsewhere (a hard link)."
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


@pytest.fixture
def stranger():
    """Somebody who is not root: root may read everything."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    yield
    os.seteuid(own)


def test_what_its_owner_does_not_let_atlas_read_is_no_drop(tmp_path, request):
    (tmp_path / "a").touch(mode=0)
    tmp_path.chmod(0o755)
    above = os.open(tmp_path, reading.FOLDER)
    request.getfixturevalue("stranger")
    with pytest.raises(Unfit, match=r"^It may not be read: its owner does not let Atlas\.$"):
        reading._open_at("a", reading.STRANGE, above)
    os.close(above)


def test_why_it_is_no_drop_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("/etc")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door")
        assert refused(tmp_path, "door") == "It is a socket or a device."
    assert refused(tmp_path, "link") == "It is a symbolic link."
    assert refused(tmp_path, "link/passwd") == "It lies behind a symbolic link."
    assert refused(Path("/dev"), "null") == "It is a device."


@LEASES
def test_a_lease_is_held_until_it_is_given_back(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    with (tmp_path / "a").open("rb") as file:
        with reading._leased(file.fileno()):
            assert fcntl.fcntl(file.fileno(), fcntl.F_GETLEASE) == fcntl.F_RDLCK
            assert fcntl.fcntl(file.fileno(), F_GETSIG) == signal.SIGURG
        assert fcntl.fcntl(file.fileno(), fcntl.F_GETLEASE) == fcntl.F_UNLCK


def test_where_leases_are_refused_the_looks_decide_alone():
    reading_end, writing_end = os.pipe()
    with os.fdopen(reading_end), os.fdopen(writing_end):
        assert reading.lease(reading_end) is False
        with reading._leased(reading_end):
            pass


@LEASES
def test_who_writes_a_file_is_told_of_as_something_that_passes(tmp_path):
    with (tmp_path / "a").open("wb"), pytest.raises(BlockingIOError, match=r"somebody is writing it$") as told:
        files.read(tmp_path, "a")
    assert (told.value.errno, told.value.strerror) == (errno.EAGAIN, "somebody is writing it")


def test_no_more_is_read_than_may_be_and_one_byte_that_tells_of_it(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 10)
    with (tmp_path / "a").open("rb") as file:
        assert reading._read_all(file.fileno(), 4) == b"x" * 5
        assert reading._read_all(file.fileno(), 4) == b"x" * 5
        assert reading._read_all(file.fileno(), 4) == b""


@pytest.mark.parametrize(("size", "read"), [(4, True), (5, False)])
def test_a_file_is_read_up_to_the_size_that_is_asked_for(tmp_path, size, read):
    (tmp_path / "a").write_bytes(b"x" * size)
    try:
        assert files.read(tmp_path, "a", 4)[1] == b"xxxx"
    except Unfit:
        assert not read
    else:
        assert read


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="no file here that is longer than it says")
def test_a_file_that_is_not_as_long_as_it_says_is_one_that_changes(tmp_path):
    with pytest.raises(BlockingIOError) as told:
        files.read(Path("/proc/self"), "status")
    assert (told.value.errno, told.value.strerror) == (errno.EAGAIN, "changes while it is read")
    assert told.value.filename == "status"


def test_a_home_may_itself_be_a_link(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/a").write_bytes(b"x")
    (tmp_path / "link").symlink_to("home")
    assert files.read(tmp_path / "link", "a")[1] == b"x"
