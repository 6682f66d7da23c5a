"""Scanning, mounts and the lock."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from atlas import files
from atlas.errors import Busy, Unkept

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NONE = lambda name: False
MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:50 / /mnt/nas rw shared:2 - cifs //nas/share rw
31 22 0:51 / /mnt/phone rw - fuse.sshfs phone: rw
"""


def scanned(root, **more):
    return sorted(one.path for one in files.scan(root, NONE, NONE, **more))


def test_a_scan_finds_files_in_folders_too(fs: FakeFilesystem):
    for number in range(2000):
        fs.create_file(f"/in/{number % 7}/{number}")
    assert len(scanned(Path("/in"))) == 2000


def test_a_scan_follows_no_link(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    assert scanned(tmp_path / "in") == ["loop"]


def test_a_scan_leaves_out_what_is_ignored_or_known(tmp_path):
    for name in ("a", ".hidden", "known"):
        (tmp_path / name).touch()
    found = files.scan(tmp_path, lambda name: name.startswith("."), NONE, known={"known"})
    assert [one.path for one in found] == ["a"]


def test_what_is_seen_is_told_with_its_stamp_and_when_it_came_and_of_a_link_its_own(tmp_path):
    (tmp_path / "a").write_text("x")
    (tmp_path / "link").symlink_to("nowhere")
    looks = {name: (tmp_path / name).lstat() for name in ("a", "link")}
    assert {one.path: one for one in files.scan(tmp_path, NONE, NONE)} == {
        name: files.Seen(name, files.stamp_of(look), look.st_ctime_ns) for name, look in looks.items()
    }


@pytest.mark.parametrize("then", ["nothing", "a file"])
def test_a_folder_that_goes_while_it_is_looked_for_hides_no_other(tmp_path, then):
    for name in "ab":
        (tmp_path / name / "within").mkdir(parents=True)
        (tmp_path / name / "one").touch()
        (tmp_path / name / "within/two").touch()
    found = files.scan(tmp_path, NONE, NONE)
    first = next(found).path.partition("/")[0]
    files.clear(tmp_path / first / "within")
    if then == "a file":
        (tmp_path / first / "within").touch()
    other = "b" if first == "a" else "a"
    assert sorted(one.path for one in found) == [f"{other}/one", f"{other}/within/two"]


def test_a_scan_goes_sixteen_folders_deep(tmp_path):
    deep = tmp_path.joinpath(*"d" * 16)
    (deep / "d").mkdir(parents=True)
    (deep / "x").touch()
    (deep / "d/x").touch()
    assert scanned(tmp_path) == ["d/" * 16 + "x"]


def test_a_scan_leaves_out_folders_that_are_ignored_by_their_own_name(tmp_path):
    for name in ("a/x/one", "x/two", "a/three"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [one.path for one in files.scan(tmp_path, NONE, lambda name: name == "x")] == ["a/three"]


def test_a_scan_of_a_bottomless_folder_ends(tmp_path):
    deep = tmp_path.joinpath(*("d" for _ in range(40)))
    deep.mkdir(parents=True)
    (deep / "x").touch()
    assert scanned(tmp_path) == []


def test_a_scan_of_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        scanned(tmp_path / "nowhere")


def test_names_are_bytes(tmp_path):
    os.mkdir(os.fsencode(tmp_path / "in"))
    for name in (b"\xff\xfe.url", b"a\nb.url", b"\x1b[31m.url", b"x" * 255):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path / "in"), name))).touch()
    assert {os.fsencode(one) for one in scanned(tmp_path / "in")} == {
        b"\xff\xfe.url",
        b"a\nb.url",
        b"\x1b[31m.url",
        b"x" * 255,
    }


@pytest.mark.skipif(sys.platform != "linux", reason="no leases here")
def test_where_the_kernel_tells_of_writers_is_found_out_and_nothing_is_left_of_it(tmp_path):
    assert files.leases_hold(tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("asked", [files.leases_hold, files.check_writable])
def test_a_folder_that_takes_no_file_is_told(tmp_path, asked):
    (tmp_path / "file").touch()
    for folder in ("nowhere", "file"):
        with pytest.raises(Unkept):
            asked(tmp_path / folder)
    assert os.listdir(tmp_path) == ["file"]


def test_why_a_folder_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Unkept, match=rf"^File exists \({tmp_path}/file\)$"):
        files.make_folder(tmp_path / "file/folder")


class Raced(type(Path())):
    """A path where somebody else makes a folder right after one has looked."""

    def is_dir(self) -> bool:
        there = super().is_dir()
        Path(str(self)).mkdir(exist_ok=True)
        return there


def test_a_folder_that_another_makes_at_the_same_moment_is_as_good(tmp_path):
    assert files.make_folder(Raced(tmp_path / "a")) == [tmp_path]


@pytest.mark.parametrize(
    ("asked", "name"), [(files.leases_hold, ".atlas-draft-lease-"), (files.check_writable, ".atlas-draft-probe-")]
)
def test_no_folder_is_asked_through_a_link_that_lies_there(tmp_path, asked, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / f"{name}{os.getpid()}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unkept):
        asked(tmp_path / "folder")
    assert os.listdir(tmp_path) == ["folder"]


def test_the_kind_of_a_file_system_is_told_by_the_kernel(tmp_path):
    table = tmp_path / "mountinfo"
    device = tmp_path.stat().st_dev
    table.write_text(MOUNTS.replace("0:50", f"{os.major(device)}:{os.minor(device)}"))
    assert files.kind_of(tmp_path, table) == "cifs"
    assert files.is_network("cifs")
    assert not files.is_network("ext4")


def test_a_device_the_table_does_not_know_is_found_by_its_place(tmp_path):
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS)
    assert files.kind_of(tmp_path, table) == "ext4"


def test_the_second_of_two_is_told_who_holds_the_lock(tmp_path):
    first, second = files.Lock(tmp_path / "lock"), files.Lock(tmp_path / "lock")
    assert first.take() is None
    first.sign(NOW)
    with pytest.raises(Busy, match=f"process {os.getpid()}"):
        second.take()
    first.free()
    assert second.take() is None
    second.free()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere fsync(2) takes what keeps nothing")
def test_a_signature_that_the_disk_did_not_confirm_is_told():
    lock = files.Lock(Path("/dev/null"))
    lock.take()
    with pytest.raises(Unkept):
        lock.sign(NOW)
    lock.drop()


def test_a_holder_that_did_not_say_goodbye_is_told_to_the_next(tmp_path):
    first = files.Lock(tmp_path / "lock")
    first.take()
    first.sign(NOW)
    first.drop()
    cut = files.Lock(tmp_path / "lock")
    holder = cut.take()
    assert holder is not None
    assert holder.since == NOW.isoformat()
    cut.free()
