"""What a child may see of the disk: the archive, Python and the system's libraries, and nothing else of its owner's.

The kernel's Landlock sees to that, where it has it (Linux from 5.13 on); whatever a page makes of its reader, no key,
no letter and no other article gets into what it says.
"""

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import atlas

CREATE, ADD, RESTRICT = 444, 445, 446
PR_SET_NO_NEW_PRIVS = 38
# Only reading is handled here: writing, making and removing are the cage's affair.
READ_FILE, READ_DIR = 1 << 2, 1 << 3
BENEATH = 1
SYSTEM = ("/usr", "/lib", "/lib64", "/nix/store", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/dev")
"""Where libraries are loaded from, and what they ask for."""

_libc = ctypes.CDLL(None, use_errno=True)


def needed() -> list[Path]:
    """Returns what Python itself reads while a page is read: modules are loaded when the first page needs them."""
    own = Path(atlas.__file__).parent
    # Of a clone that is a home, too, the code alone.
    modules = (Path(one) for one in sys.path if one and Path(one) != own.parent)
    return [own, *modules, Path(sys.prefix), Path(sys.base_prefix), *map(Path, SYSTEM)]


def narrow(readable: Iterable[Path]) -> bool:
    """Takes from this process for good all but these files and folders; returns whether the kernel sees to it."""
    if sys.platform != "linux":
        return False
    handled = struct.pack("=Q", READ_FILE | READ_DIR)
    rules = _call(CREATE, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return False
    try:
        for path in dict.fromkeys(readable):
            with suppress(FileNotFoundError, PermissionError, NotADirectoryError):
                _allow(rules, path)
        zero = ctypes.c_ulong(0)
        _libc.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero)
        return _call(RESTRICT, rules, 0) == 0
    finally:
        os.close(rules)


def _allow(rules: int, path: Path) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        right = READ_FILE | READ_DIR if stat.S_ISDIR(os.fstat(place).st_mode) else READ_FILE
        _call(ADD, rules, BENEATH, struct.pack("=Qi", right, place), 0)
    finally:
        os.close(place)


def _call(number: int, *given: object) -> int:
    done: int = _libc.syscall(ctypes.c_long(number), *given)
    return done
