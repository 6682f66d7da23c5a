"""A process all of whose changes to files are looked at before they happen, by the system call.

The kernel hands each of them over, whoever makes it: the code under test, SQLite, a thread, a child of a child
(seccomp's user notification, Linux 5.5, see seccomp_unotify(2)). Nothing of the code under test is replaced for it.
"""

import ctypes
import errno
import fcntl
import os
import select
import signal
import socket
import struct
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

# fmt: off
NUMBERS = {
    "x86_64": (0xC000003E, 317, {
        "write": 1, "open": 2, "pwrite64": 18, "writev": 20, "sendfile": 40, "fsync": 74, "fdatasync": 75,
        "truncate": 76, "ftruncate": 77, "rename": 82, "mkdir": 83, "rmdir": 84, "link": 86, "unlink": 87,
        "symlink": 88, "openat": 257, "mkdirat": 258, "unlinkat": 263, "renameat": 264, "linkat": 265, "symlinkat": 266,
        "fallocate": 285, "pwritev": 296, "syncfs": 306, "renameat2": 316, "copy_file_range": 326,
    }),
    "aarch64": (0xC00000B7, 277, {
        "mkdirat": 34, "unlinkat": 35, "symlinkat": 36, "linkat": 37, "renameat": 38, "truncate": 45, "ftruncate": 46,
        "fallocate": 47, "openat": 56, "write": 64, "writev": 66, "pwrite64": 68, "pwritev": 70, "sendfile": 71,
        "fsync": 82, "fdatasync": 83, "syncfs": 267, "renameat2": 276, "copy_file_range": 285,
    }),
}
# fmt: on
AUDIT, SECCOMP, CALLS = NUMBERS.get(os.uname().machine, NUMBERS["x86_64"])
NAMES = {number: name for name, number in CALLS.items()}
BY_DESCRIPTOR = {"copy_file_range": 2}
"""Which argument is the descriptor that is written to, where it is not the first."""
BY_FOLDER = {"linkat": (2, 3), "symlinkat": (1, 2), "renameat": (2, 3), "renameat2": (2, 3)}
"""Which arguments are the folder and the name that is made, where they are not the first two."""
BY_PATH = {"open": 0, "truncate": 0, "rename": 1, "mkdir": 0, "rmdir": 0, "link": 1, "unlink": 0, "symlink": 1}
FLAGS = {"open": 1, "openat": 2}
MAKES = os.O_CREAT | os.O_TRUNC
HERE = -100
"""The folder that a relative name without one begins at (AT_FDCWD)."""
ALLOW, NOTIFY = 0x7FFF0000, 0x7FC00000
LISTENER, CONTINUE = 8, 1
RECEIVE, SEND = 0xC0502100, 0xC0182101
NOTICE, ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
NO_NEW_PRIVILEGES = 38
SECONDS = 600
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Call:
    """A system call that is about to change a file."""

    name: str
    path: Path
    thread: int
    descriptor: int
    """-1 where the call names a path."""
    arguments: tuple[int, ...]

    @property
    def syncs(self) -> bool:
        """Whether it makes durable what was changed before."""
        return self.name in {"fsync", "fdatasync", "syncfs"}

    def written(self) -> tuple[int, bytes]:
        """Returns where a write begins, and what it writes; nothing where it is no plain write."""
        if self.name not in {"write", "pwrite64"}:
            return 0, b""
        address, size = self.arguments[1:3]
        data = _memory(self.thread, address, size)
        return (self.arguments[3], data) if self.name == "pwrite64" else (self._place(), data)

    def _place(self) -> int:
        told = Path(f"/proc/{self.thread}/fdinfo/{self.descriptor}").read_text().split()
        if int(told[told.index("flags:") + 1], 8) & os.O_APPEND:
            return os.stat(f"/proc/{self.thread}/fd/{self.descriptor}").st_size
        return int(told[told.index("pos:") + 1])


Look = Callable[[Call], int]
"""Sees a call before it happens: 0 lets it happen, an errno has it fail with that."""


class Ended(Exception):
    """The process did not do its work to the end."""


def watched(deed: Callable[[], object], home: Path, look: Look) -> None:
    """Does a deed in a process of its own, and shows each call that changes something beneath a folder.

    Raises Ended where it does not end well.
    """
    here, there = socket.socketpair()
    with closing(here), closing(there):
        child = os.fork()
        if not child:
            _do(deed, there)
        there.close()
        _, (listener, *_), _, _ = socket.recv_fds(here, 1, 1)
    try:
        _serve(listener, home, look)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(listener)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise Ended(f"it ended with {code}")


def _do(deed: Callable[[], object], there: socket.socket) -> None:
    code = 1
    try:
        signal.alarm(SECONDS)
        listener = _listener()
        socket.send_fds(there, [b"x"], [listener])
        os.close(listener)
        there.close()
        deed()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _listener() -> int:
    """Returns the descriptor on which the calls of this process, and of its children to come, are handed over."""
    lines = list(_program())
    block = b"".join(struct.pack("=HBBI", *one) for one in lines)
    kept = ctypes.create_string_buffer(block)
    program = struct.pack("@HP", len(lines), ctypes.addressof(kept))
    if LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")
    listener: int = LIBC.syscall(SECCOMP, 1, LISTENER, ctypes.create_string_buffer(program))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return listener


def _program() -> Iterator[tuple[int, int, int, int]]:
    """Yields the filter, in classic BPF: operation, jump if so, jump if not, operand."""
    yield 0x20, 0, 0, 4
    yield 0x15, 1, 0, AUDIT
    yield 0x06, 0, 0, ALLOW
    for name, number in CALLS.items():
        yield 0x20, 0, 0, 0
        if name in FLAGS:
            yield 0x15, 0, 4, number
            yield 0x20, 0, 0, 16 + 8 * FLAGS[name]
            yield 0x45, 0, 1, MAKES
            yield 0x06, 0, 0, NOTIFY
            yield 0x06, 0, 0, ALLOW
        else:
            yield 0x15, 0, 1, number
            yield 0x06, 0, 0, NOTIFY
    yield 0x06, 0, 0, ALLOW


def _serve(listener: int, home: Path, look: Look) -> None:
    poll = select.poll()
    poll.register(listener, select.POLLIN | select.POLLHUP)
    within = os.fsencode(home) + b"/"
    while True:
        ready = poll.poll(SECONDS * 1000)
        if not ready:
            raise Ended("it hangs")
        if not ready[0][1] & select.POLLIN:
            return
        notice = bytearray(NOTICE.size)
        try:
            fcntl.ioctl(listener, RECEIVE, notice)
        except FileNotFoundError:
            continue
        number, thread, _, call, _, _, *arguments = NOTICE.unpack(notice)
        seen = _seen(NAMES[call], thread, tuple(arguments), within)
        error = look(seen) if seen else 0
        answer = ANSWER.pack(number, 0, -error, 0 if error else CONTINUE)
        # Whoever asked may be gone by now.
        with suppress(FileNotFoundError):
            fcntl.ioctl(listener, SEND, bytearray(answer))


def _seen(name: str, thread: int, arguments: tuple[int, ...], within: bytes) -> Call | None:
    if name == "syncfs":
        # Which folder of it was opened says nothing: all of the file system is meant.
        return Call(name, Path(os.fsdecode(within)), thread, arguments[0], arguments)
    try:
        descriptor, path = _path(name, thread, arguments)
    except (OSError, ValueError):
        return None
    if not path.startswith(within) and path + b"/" != within:
        return None
    return Call(name, Path(os.fsdecode(path)), thread, descriptor, arguments)


def _path(name: str, thread: int, arguments: tuple[int, ...]) -> tuple[int, bytes]:
    if name in BY_PATH:
        return -1, _joined(thread, HERE, arguments[BY_PATH[name]])
    if name.endswith("at") or name == "renameat2":
        folder, text = BY_FOLDER.get(name, (0, 1))
        return -1, _joined(thread, ctypes.c_int(arguments[folder] & 0xFFFFFFFF).value, arguments[text])
    descriptor = arguments[BY_DESCRIPTOR.get(name, 0)]
    return descriptor, os.readlink(f"/proc/{thread}/fd/{descriptor}".encode())


def _joined(thread: int, folder: int, address: int) -> bytes:
    text = _memory(thread, address, 4096).partition(b"\0")[0]
    if text.startswith(b"/"):
        return text
    link = f"/proc/{thread}/cwd" if folder == HERE else f"/proc/{thread}/fd/{folder}"
    return os.path.join(os.readlink(link.encode()), text)


def _memory(thread: int, address: int, size: int) -> bytes:
    with open(f"/proc/{thread}/mem", "rb", buffering=0) as memory:
        try:
            return os.pread(memory.fileno(), size, address)
        except OSError as error:
            # The text may stand at the end of what is there: no more than a page of it is asked for then.
            if error.errno != errno.EIO:
                raise
            return os.pread(memory.fileno(), 4096 - address % 4096, address)
