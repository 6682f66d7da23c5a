"""Moves that never overwrite."""

import errno
import os
from pathlib import Path

import pytest

from atlas import files
from atlas.files import moving


def test_a_move_carries_the_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    files.move(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"x"
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("there", ["file", "folder", "dangling link", "hard link"])
def test_nothing_is_ever_overwritten(tmp_path, there):
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"new")
    match there:
        case "file":
            target.write_bytes(b"old")
        case "folder":
            target.mkdir()
        case "dangling link":
            target.symlink_to("nowhere")
        case _:
            target.hardlink_to(source)
    with pytest.raises(FileExistsError):
        files.move(source, target)
    assert source.read_bytes() == b"new"


def test_without_an_exclusive_rename_the_name_is_reserved_first(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    moving._rename_onto_reserved(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"x"
    (tmp_path / "c").write_bytes(b"y")
    with pytest.raises(FileExistsError):
        moving._rename_onto_reserved(tmp_path / "c", tmp_path / "b")
    assert (tmp_path / "c").exists()


def test_a_reserved_name_is_given_back_when_the_source_is_gone(tmp_path):
    with pytest.raises(FileNotFoundError):
        moving._rename_onto_reserved(tmp_path / "a", tmp_path / "b")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="no second file system at /dev/shm")
def test_between_two_file_systems_the_copy_is_whole_before_the_source_goes(tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"x" * 100_000)
    os.utime(source, ns=(1, 1))
    target = Path("/dev/shm") / f"atlas-test-{os.getpid()}"
    try:
        files.move(source, target)
        assert target.read_bytes() == b"x" * 100_000
        assert target.stat().st_mtime_ns == 1
        assert not source.exists()
        source.write_bytes(b"other")
        with pytest.raises(FileExistsError):
            files.move(source, target)
        assert source.read_bytes() == b"other"
    finally:
        target.unlink(missing_ok=True)


def test_between_two_file_systems_the_copy_is_durable_before_the_source_goes(tmp_path):
    source, target = tmp_path / "a", tmp_path / "there" / "b"
    source.write_bytes(b"x")
    source.chmod(0o600)
    target.parent.mkdir()
    synced = []

    def sync(path: Path) -> None:
        assert source.exists()
        assert path.is_dir() or path.stat().st_mode & 0o777 == 0o600
        synced.append((path.is_dir(), target.exists()))

    moving._move_across(source, target, sync)
    assert synced == [(False, False), (True, True)]
    assert (target.read_bytes(), source.exists()) == (b"x", False)


def test_an_unused_name_is_the_name_itself_or_numbered(tmp_path):
    wanted = tmp_path / "x.txt"
    assert files.unused(wanted) == wanted
    wanted.touch()
    assert files.unused(wanted).name == "x~2.txt"
    (tmp_path / "x~2.txt.note").touch()
    assert files.unused(wanted, beside=".note").name == "x~3.txt"


def test_a_dangling_link_is_a_name_taken(tmp_path):
    (tmp_path / "x").symlink_to("nowhere")
    assert files.unused(tmp_path / "x").name == "x~2"


def test_a_copy_whose_folder_is_not_synced_goes_again_and_the_source_stays(tmp_path):
    source, target = tmp_path / "a", tmp_path / "there" / "a"
    target.parent.mkdir()
    source.write_bytes(b"words")

    def sync(path: Path) -> None:
        if path == target.parent:
            raise OSError(errno.EDQUOT, "Disk quota exceeded")

    with pytest.raises(OSError, match="quota"):
        moving._move_across(source, target, sync)
    assert source.read_bytes() == b"words"
    assert list(target.parent.iterdir()) == []


def test_two_things_change_places_whatever_they_are(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    files.swap(tmp_path / "folder", tmp_path / "link")
    assert (tmp_path / "link").is_dir()
    assert os.readlink(tmp_path / "folder") == "folder"
    files.swap(tmp_path / "link", tmp_path / "folder")
    assert os.readlink(tmp_path / "link") == "folder"


def test_what_cannot_change_places_is_told_by_both_names(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(FileNotFoundError, match="No such file") as told:
        files.swap(tmp_path / "a", tmp_path / "b")
    assert (told.value.filename, told.value.filename2) == (str(tmp_path / "a"), str(tmp_path / "b"))
    assert os.listdir(tmp_path) == ["a"]


def test_what_is_in_the_way_of_a_move_is_told_by_both_names(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text(name)
    with pytest.raises(FileExistsError, match="File exists") as told:
        files.move(tmp_path / "a", tmp_path / "b")
    assert (told.value.filename, told.value.filename2) == (str(tmp_path / "a"), str(tmp_path / "b"))


def test_names_that_are_no_text_are_moved_and_change_places_too(tmp_path):
    one, other = (Path(os.fsdecode(os.fsencode(tmp_path) + name)) for name in (b"/\xff", b"/\xfe"))
    one.write_text("one")
    files.move(one, other)
    one.write_text("other")
    files.swap(one, other)
    assert (one.read_text(), other.read_text()) == ("one", "other")


def test_a_link_leads_elsewhere_in_one_step(tmp_path):
    link = tmp_path / "link"
    link.symlink_to("old")
    files.lead(link, "new/place")
    assert os.readlink(link) == "new/place"
    assert os.listdir(tmp_path) == ["link"]


def test_what_is_to_be_gone_may_be_gone_already(tmp_path):
    (tmp_path / "a").touch()
    files.remove(tmp_path / "a")
    files.remove(tmp_path / "a")
    assert os.listdir(tmp_path) == []


def test_a_draft_gets_its_name_only_where_nothing_lies_unless_that_is_meant(tmp_path):
    drafted, path = files.draft(tmp_path, b"new"), tmp_path / "x"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        files.publish(drafted, path)
    assert path.read_bytes() == b"old"
    files.publish(drafted, path, replace=True)
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"new", ["x"])


def test_a_name_that_is_reserved_is_private(tmp_path):
    class Watched(type(tmp_path)):
        def rename(self, target):
            assert target.stat().st_mode & 0o777 == 0o600
            return super().rename(target)

    (tmp_path / "a").write_bytes(b"x")
    moving._rename_onto_reserved(Watched(tmp_path / "a"), tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"x"


def test_a_path_may_be_told_from_where_one_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a").write_text("a")
    files.move(Path("a"), Path("b"))
    Path("c").touch()
    files.swap(Path("b"), Path("c"))
    assert Path("c").read_text() == "a"


def test_what_lies_behind_a_link_is_not_copied_to_another_file_system(tmp_path):
    (tmp_path / "own").write_text("mine")
    (tmp_path / "link").symlink_to("own")
    (tmp_path / "there").mkdir()
    with pytest.raises(FileExistsError):
        moving._move_across(tmp_path / "link", tmp_path / "there" / "link")
    assert (os.readlink(tmp_path / "link"), os.listdir(tmp_path / "there")) == ("own", [])


@pytest.mark.parametrize("at", ["the copy", "its folder"])
def test_why_a_move_failed_is_told_though_somebody_took_the_copy_away(tmp_path, at):
    (tmp_path / "a").write_bytes(b"words")
    (tmp_path / "there").mkdir()

    def sync(path: Path) -> None:
        if path.is_dir() == (at == "its folder"):
            for one in (tmp_path / "there").iterdir():
                one.unlink()
            raise OSError(errno.EDQUOT, "Disk quota exceeded")

    with pytest.raises(OSError, match="quota"):
        moving._move_across(tmp_path / "a", tmp_path / "there" / "a", sync)
    assert (tmp_path / "a").read_bytes() == b"words"


@pytest.mark.parametrize("number", sorted(moving.NOT_HERE))
def test_a_file_system_that_knows_no_exclusive_rename_overwrites_nothing_either(tmp_path, number):
    for name in "ab":
        (tmp_path / name).write_text(name)
    with pytest.raises(FileExistsError):
        moving._rename(tmp_path / "a", tmp_path / "b", lambda *_: number)
    moving._rename(tmp_path / "a", tmp_path / "c", lambda *_: number)
    assert ((tmp_path / "b").read_text(), (tmp_path / "c").read_text()) == ("b", "a")
    assert not (tmp_path / "a").exists()


def test_another_error_of_a_rename_is_told_and_nothing_else_is_tried(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(OSError, match="Input/output error") as told:
        moving._rename(tmp_path / "a", tmp_path / "b", lambda *_: errno.EIO)
    assert told.value.errno == errno.EIO
    assert os.listdir(tmp_path) == ["a"]
