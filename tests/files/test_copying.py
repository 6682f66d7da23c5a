"""A copy has the bytes of its file, and says which."""

import errno
import os
from hashlib import sha256

import pytest

from atlas import files
from atlas.errors import Damaged, NoRoom, Unfit, Unkept


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source"
    path.write_bytes(b"page" * 1_000_000)
    os.utime(path, ns=(1, 1_600_000_000_123_456_789))
    return path


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_a_copy_is_a_private_draft_with_the_same_bytes(source, folder):
    copy = files.copy(source, folder)
    assert files.is_draft(copy.path.name)
    assert copy.mtime == 1_600_000_000_123_456_789
    assert copy.path.read_bytes() == source.read_bytes()
    assert copy.path.stat().st_mode & 0o777 == 0o600
    assert copy.read == copy.written == files.Print(4_000_000, sha256(b"page" * 1_000_000).hexdigest())


def test_a_copy_is_as_old_as_its_file_or_as_it_is_told(source, folder):
    assert files.copy(source, folder).path.stat().st_mtime_ns == source.stat().st_mtime_ns
    assert files.copy(source, folder, mtime=5_000_000_000).path.stat().st_mtime_ns == 5_000_000_000


def test_what_goes_through_something_has_two_prints(source, folder):
    def doubled(reader, written):
        while piece := reader.read():
            written.write(piece * 2)

    copy = files.copy(source, folder, doubled)
    assert (copy.read.size, copy.written.size) == (4_000_000, 8_000_000)
    assert copy.written == files.print_of(copy.path)


def test_what_fails_on_its_way_leaves_nothing(source, folder):
    def broken(reader, written):
        written.write(reader.read())
        raise Damaged("It does not open.")

    with pytest.raises(Damaged):
        files.copy(source, folder, broken)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (os.mkdir, r"^It is no ordinary file\.$"),
        (os.mkfifo, r"^It is no ordinary file\.$"),
        (lambda path: os.symlink("source", path), r"^It cannot be opened: Too many levels of symbolic links\.$"),
    ],
)
def test_what_is_no_ordinary_file_is_not_copied(tmp_path, folder, source, make, told):
    make(tmp_path / "other")
    for look in (lambda: files.copy(tmp_path / "other", folder), lambda: files.print_of(tmp_path / "other")):
        with pytest.raises(Unfit, match=told):
            look()


def test_what_is_gone_is_told_apart_from_a_folder_that_is_gone(tmp_path, folder, source):
    with pytest.raises(FileNotFoundError):
        files.copy(tmp_path / "gone", folder)
    with pytest.raises(Unkept):
        files.copy(source, tmp_path / "no-folder")


def test_every_piece_that_is_read_is_told(source):
    told: list[int] = []
    assert files.print_of(source, told.append).size == sum(told) == 4_000_000
    assert max(told) == 1 << 20, "and none is so large that many would not fit in memory"


def test_what_a_disk_does_not_give_is_damaged():
    class Broken:
        def read(self, size):
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(Damaged, match=r"^It does not read: Input/output error\.$"):
        files.Reader(Broken()).read()


@pytest.mark.parametrize("place", [None, "/elsewhere/x"])
def test_where_a_disk_is_full_is_told(source, folder, place):
    def full(reader, written):
        raise OSError(errno.ENOSPC, "No space left on device", place)

    with pytest.raises(NoRoom, match=place or rf"{folder}/\.atlas-draft-"):
        files.copy(source, folder, full)
    assert list(folder.iterdir()) == []


def test_why_a_copy_failed_is_told_though_somebody_took_it_away(source, folder):
    def robbed(reader, written):
        for one in folder.iterdir():
            one.unlink()
        raise Damaged("It does not open.")

    with pytest.raises(Damaged):
        files.copy(source, folder, robbed)


def test_a_scratch_folder_is_cleared_whether_it_is_there_or_not(folder, source):
    files.copy(source, folder)
    files.clear(folder)
    files.clear(folder)
    assert not folder.exists()
