"""Writing, on disks that are fake, full, or read-only."""

import errno
from pathlib import Path

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from atlas import files
from atlas.errors import NoRoom, Unkept, unkept


def test_a_new_file_is_private_and_whole(fs: FakeFilesystem):
    fs.create_dir("/x")
    files.create(Path("/x/a"), b"hello")
    assert Path("/x/a").read_bytes() == b"hello"
    assert Path("/x/a").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_not_written(fs: FakeFilesystem):
    fs.create_file("/x/a", contents="old")
    with pytest.raises(FileExistsError):
        files.create(Path("/x/a"), b"new")
    assert Path("/x/a").read_text() == "old"


def test_a_full_disk_is_no_room_and_leaves_nothing_half_written(fs: FakeFilesystem):
    fs.create_dir("/x")
    fs.set_disk_usage(100)
    with pytest.raises(NoRoom, match="/x/a"):
        files.create(Path("/x/a"), b"x" * 1000)
    assert files.names_in(Path("/x")) == []


def test_a_full_disk_takes_nothing_from_a_log(fs: FakeFilesystem):
    fs.create_dir("/x")
    files.append(Path("/x/log"), b"1\n")
    fs.set_disk_usage(100)
    with pytest.raises(NoRoom):
        files.append(Path("/x/log"), b"x" * 1000)
    assert Path("/x/log").read_bytes().startswith(b"1\n")


def test_a_log_is_private_and_not_written_through_a_link(tmp_path: Path):
    files.append(tmp_path / "log", b"1\n")
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
    (tmp_path / "link").symlink_to("elsewhere")
    with pytest.raises(Unkept):
        files.append(tmp_path / "link", b"1\n")
    assert not (tmp_path / "elsewhere").exists()


def test_a_note_is_written_where_the_last_one_stands(tmp_path: Path):
    note = tmp_path / "note"
    files.overwrite(note, b"a long note")
    before = note.stat()
    files.overwrite(note, b"short")
    assert note.read_bytes().rstrip() == b"short"
    assert (note.stat().st_ino, note.stat().st_size) == (before.st_ino, before.st_size)
    assert before.st_mode & 0o777 == 0o600


def test_a_note_that_was_longer_leaves_nothing_of_itself(tmp_path: Path):
    note = tmp_path / "note"
    files.overwrite(note, b"x" * 3000)
    files.overwrite(note, b"short")
    assert note.read_bytes().rstrip() == b"short"


def test_a_note_is_not_written_through_a_link(tmp_path: Path):
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "note").symlink_to(tmp_path / "precious")
    with pytest.raises(Unkept):
        files.overwrite(tmp_path / "note", b"short")
    assert (tmp_path / "precious").read_text() == "mine"


def test_drafts_are_hidden_and_known_as_such(fs: FakeFilesystem):
    fs.create_dir("/x")
    path = files.draft(Path("/x"), b"1")
    assert path.name.startswith(".")
    assert files.is_draft(path.name)
    assert not files.is_draft("a.url")


def test_a_log_grows(fs: FakeFilesystem):
    fs.create_dir("/x")
    files.append(Path("/x/log"), b"1\n")
    files.append(Path("/x/log"), b"2\n")
    assert Path("/x/log").read_bytes() == b"1\n2\n"


def test_folders_are_made_private_and_those_above_are_told(fs: FakeFilesystem):
    fs.create_dir("/x")
    assert files.make_folder(Path("/x/a/b")) == [Path("/x"), Path("/x/a")]
    assert Path("/x/a/b").stat().st_mode & 0o777 == 0o700
    assert files.make_folder(Path("/x/a/b")) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_full_and_read_only_disks_are_no_room(number):
    assert isinstance(unkept(OSError(number, "no")), NoRoom)


def test_other_errors_of_the_disk_are_not(tmp_path):
    told = unkept(OSError(errno.EIO, "Input/output error", "/x"))
    assert type(told) is Unkept
    assert str(told) == "Input/output error (/x)"


def test_a_folder_that_takes_files_is_writable(tmp_path):
    files.check_writable(tmp_path)
    assert files.names_in(tmp_path) == []


def test_a_folder_that_is_not_there_is_not(tmp_path):
    with pytest.raises(Unkept):
        files.check_writable(tmp_path / "nowhere")


def test_a_sync_of_what_is_gone_is_unkept(tmp_path):
    with pytest.raises(Unkept):
        files.sync([tmp_path / "nowhere"])


def test_a_group_is_synced_whole_or_one_by_one(tmp_path):
    for name in "abcd":
        (tmp_path / name).write_bytes(b"x")
    files.sync([tmp_path / "a"], [tmp_path])
    files.sync([tmp_path / one for one in "abcd"], [tmp_path])
