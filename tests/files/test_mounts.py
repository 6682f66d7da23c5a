"""What kind of file system a path lies on."""

import os

import pytest

from atlas.files import is_network, kind_of

LINE = "36 35 {device} / {point} rw,noatime master:1 - {kind} /dev/root rw\n"


def told(tmp_path, *mounts):
    table = tmp_path / "mountinfo"
    table.write_text("".join(LINE.format(device=device, point=point, kind=kind) for device, point, kind in mounts))
    return table


def device(path):
    number = path.stat().st_dev
    return f"{os.major(number)}:{os.minor(number)}"


def test_of_two_mounts_of_a_device_the_last_counts(tmp_path):
    table = told(tmp_path, (device(tmp_path), "/", "ext4"), ("0:1", "/x", "proc"), (device(tmp_path), "/y", "xfs"))
    assert kind_of(tmp_path, table) == "xfs"


def test_where_the_device_is_another_the_longest_mount_above_counts(tmp_path):
    below = tmp_path / "home"
    below.mkdir()
    table = told(tmp_path, ("0:1", "/", "ext4"), ("0:2", str(tmp_path), "btrfs"), ("0:3", f"{below}x", "nfs"))
    assert kind_of(below, table) == "btrfs"
    assert kind_of(tmp_path, table) == "btrfs"


def test_a_mount_is_found_by_its_place_though_there_are_blanks_in_its_name(tmp_path):
    stick = tmp_path / "my disk"
    stick.mkdir()
    table = told(tmp_path, ("0:1", "/", "ext4"), ("0:2", str(stick).replace(" ", r"\040"), "fuse.sshfs"))
    assert kind_of(stick, table) == "fuse.sshfs"


def test_it_counts_wherever_in_the_table_it_stands(tmp_path):
    table = told(tmp_path, ("0:2", str(tmp_path), "btrfs"), ("0:1", "/", "ext4"))
    assert kind_of(tmp_path, table) == "btrfs"


def test_what_cannot_be_told_is_nothing(tmp_path):
    assert kind_of(tmp_path / "nowhere") == ""
    assert kind_of(tmp_path, tmp_path / "nowhere") == ""
    assert kind_of(tmp_path, told(tmp_path, ("0:1", "/elsewhere", "nfs"))) == ""


@pytest.mark.parametrize(("kind", "network"), [("nfs4", True), ("fuse.sshfs", True), ("ext4", False), ("", False)])
def test_other_machines_change_what_lies_on_the_network(kind, network):
    assert is_network(kind) is network
