"""What a child may not do: no network, no writing, no other program, no other process.

On Linux the kernel refuses it, by a filter of system calls that nothing in the process can take off;
everywhere Python refuses it too. What is refused ends in "permission denied", as if by an owner.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
ALLOW = 0x7FFF0000
DENY = 0x00050000 | errno.EACCES
MISSING = 0x00050000 | errno.ENOSYS
ARCH_AT, NUMBER_AT, ARGUMENTS_AT = 4, 0, 16
# x86-64 has every call a second time, for programs of 32-bit pointers: unrefused, each would be a way around.
X32 = 0x40000000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
THREAD = 0x10000
OTHERS = 0xFFFFFFFF
"""Any process but this one, which is 0."""

# Numbers of system calls: x86-64, aarch64. None where a machine does not have it.
# fmt: off
REFUSED: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "fork": (57, None), "vfork": (58, None),
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117), "kill": (62, 129), "tkill": (200, 130),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "setpgid": (109, 154), "setsid": (112, 157),
    "unlink": (87, None), "unlinkat": (263, 35), "rmdir": (84, None), "rename": (82, None), "renameat": (264, 38),
    "renameat2": (316, 276), "mkdir": (83, None), "mkdirat": (258, 34), "mknod": (133, None), "mknodat": (259, 33),
    "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36), "creat": (85, None),
    "truncate": (76, 45), "ftruncate": (77, 46), "fallocate": (285, 47), "openat2": (437, 437),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utimensat": (280, 88), "utime": (132, None),
    "utimes": (235, None), "futimesat": (261, None), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "mount": (165, 40), "umount2": (166, 39), "setns": (308, 268), "unshare": (272, 97), "bpf": (321, 280),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "io_uring_setup": (425, 425),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "open_by_handle_at": (304, 265),
}
# fmt: on
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# By machine, the calls whose flags decide: its number, which argument has the flags, the flags, and whether they are
# what is refused (opening for writing, limits of another process) or what is demanded (a thread, and no new process).
# fmt: off
LOOKED_INTO = (
    ((2, 1, WRITES, True), (257, 2, WRITES, True), (56, 0, THREAD, False), (302, 0, OTHERS, True)),
    ((56, 2, WRITES, True), (220, 0, THREAD, False), (261, 0, OTHERS, True)),
)
# fmt: on
CLONE3 = 435
"""Its flags are out of sight: it is not there, and the C library takes the older call."""

FORBIDDEN = frozenset({
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.kill"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"),
})  # fmt: skip

_libc = ctypes.CDLL(None, use_errno=True)


def shut() -> bool:
    """Takes from this process for good what reading a page does not need; returns whether the kernel sees to it."""
    # The kernel's first: the hook in Python can be undone by whoever runs native code, and is for where there is no
    # filter.
    sealed = _filtered()
    sys.addaudithook(_refuse)
    return sealed


def program(machine: int, arch: int) -> bytes:
    """Returns the filter as the kernel's instructions."""
    refused = [(EQUAL, both[machine]) for both in REFUSED.values() if both[machine] is not None]
    if machine == MACHINES["x86_64"][0]:
        refused.insert(0, (AT_LEAST, X32))
    end = 3 + len(refused) + 2 + 4 * len(LOOKED_INTO[machine]) + 1
    lines = [(LOAD, 0, 0, ARCH_AT), (EQUAL, 0, end - 2, arch), (LOAD, 0, 0, NUMBER_AT)]
    for code, number in refused:
        lines.append((code, end - 1 - len(lines), 0, number or 0))
    lines += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, MISSING)]
    for number, place, flags, bad in LOOKED_INTO[machine]:
        # Flags are in the lower half of the argument; both machines are little-endian.
        lines += [(EQUAL, 0, 3, number), (LOAD, 0, 0, ARGUMENTS_AT + 8 * place)]
        there = end - 1 - len(lines)
        lines += [(ANY_BIT, there if bad else 0, 0 if bad else there, flags), (RETURN, 0, 0, ALLOW)]
    lines += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, DENY)]
    return b"".join(struct.pack("=HBBI", *one) for one in lines)


def _filtered() -> bool:
    if sys.platform != "linux" or platform.machine() not in MACHINES or sys.maxsize < 2**32:
        return False
    code = program(*MACHINES[platform.machine()])
    instructions = ctypes.create_string_buffer(code, len(code))
    told = struct.pack("@HP", len(code) // 8, ctypes.addressof(instructions))
    zero = ctypes.c_ulong(0)
    # Without it the kernel takes a filter from root alone (seccomp(2)).
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero):
        return False
    return not _libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.c_char_p(told))


def _refuse(event: str, given: tuple[object, ...]) -> None:
    if event.startswith("socket.") or event in FORBIDDEN:
        raise PermissionError(errno.EACCES, f"{event} is not for a reader")
    if event == "open" and isinstance(given[2], int) and given[2] & WRITES:
        raise PermissionError(errno.EACCES, "writing is not for a reader")
