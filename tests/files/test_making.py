"""A file made for a person is there whole or not at all, and replaces nothing unasked."""

import os
import stat

import pytest

from atlas import files


class Broken(Exception):
    pass


def fill(path, data=b"new", **more):
    with files.made(path, **more) as file:
        file.write(data)


def test_a_file_has_its_name_when_it_is_whole(tmp_path):
    path = tmp_path / "x"
    with files.made(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["x"]


def test_what_is_there_is_replaced_only_when_that_is_meant(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        fill(path)
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"old", ["x"])
    fill(path, replace=True)
    assert path.read_bytes() == b"new"


def break_off(made):
    with made:
        raise Broken


def test_nothing_is_left_of_a_file_that_was_not_finished(tmp_path):
    with pytest.raises(Broken):
        break_off(files.made(tmp_path / "x"))
    assert os.listdir(tmp_path) == []


def test_a_folder_has_its_name_when_it_is_whole(tmp_path):
    with files.made_folder(tmp_path / "x") as folder:
        (folder / "one").write_bytes(b"1")
        assert not (tmp_path / "x").exists()
    assert (tmp_path / "x/one").read_bytes() == b"1"
    assert os.listdir(tmp_path) == ["x"]


def test_a_folder_that_is_not_empty_is_filled_only_when_that_is_meant(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/own").write_bytes(b"own")
    with pytest.raises(FileExistsError), files.made_folder(tmp_path / "x"):
        pass
    with files.made_folder(tmp_path / "x", replace=True) as folder:
        (folder / "one").write_bytes(b"1")
    assert sorted(os.listdir(tmp_path / "x")) == ["one", "own"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "x").mkdir()
    with files.made_folder(tmp_path / "x") as folder:
        assert folder == tmp_path / "x"


def test_a_file_stays_where_a_folder_is_wanted(tmp_path):
    (tmp_path / "x").write_bytes(b"own")
    with pytest.raises(FileExistsError), files.made_folder(tmp_path / "x", replace=True):
        pass
    assert (tmp_path / "x").read_bytes() == b"own"


def fill_in_part(folder):
    with files.made_folder(folder) as made:
        (made / "one").write_bytes(b"1")
        raise Broken


def test_nothing_is_left_of_a_folder_that_was_not_finished(tmp_path):
    with pytest.raises(Broken):
        fill_in_part(tmp_path / "x")
    assert os.listdir(tmp_path) == []
