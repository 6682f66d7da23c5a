"""What kind of file system a path lies on (proc(5), mountinfo)."""

import os
import re
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "webdav", "9p", "afs", "ceph", "glusterfs", "vboxsf"}
    | {"drvfs", "prl_fs", "fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.smbnetfs", "fuse.glusterfs", "fuse.s3fs"}
    | {"fuse.vmhgfs-fuse", "davfs", "virtiofs"}
)


def kind_of(path: Path, mountinfo: Path = MOUNTINFO) -> str:
    """Returns the file system's name as the kernel tells it, such as ext4; "" where it cannot be told."""
    try:
        device = path.stat().st_dev
        lines = mountinfo.read_bytes().splitlines()
    except OSError:
        return ""
    wanted = f"{os.major(device)}:{os.minor(device)}".encode()
    # The last line of a device is what was mounted on top: that is what its files are seen through.
    kinds = (_kind(line) for line in reversed(lines) if line.split(b" ")[2] == wanted)
    return next(kinds, "") or _by_place(path, lines)


def is_network(kind: str) -> bool:
    """Whether other machines may change such a file system without this kernel noticing."""
    return kind in NETWORK


def _kind(line: bytes) -> str:
    return line.partition(b" - ")[2].split(b" ")[0].decode()


def _point(line: bytes) -> bytes:
    # The kernel writes blanks, tabs, line ends and backslashes in a name as octal numbers.
    return re.sub(rb"\\([0-7]{3})", lambda one: bytes([int(one[1], 8)]), line.split(b" ")[4])


def _by_place(path: Path, lines: list[bytes]) -> str:
    # btrfs shows another device number in stat than in mountinfo: there the longest mount point above decides.
    above = {os.fsencode(one) for one in (path.resolve(), *path.resolve().parents)}
    points = {point: line for line in lines if (point := _point(line)) in above}
    return _kind(points[max(points, key=len)]) if points else ""
