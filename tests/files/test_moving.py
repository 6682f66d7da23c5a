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
