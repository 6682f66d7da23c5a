"""What a child may not do, told by the kernel's own rules for filters, and tried in a process of its own."""

import errno
import os
import platform
import socket
import struct
import subprocess
import sys

import pytest

from atlas.jobs.reading import cage


def verdict(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter says of a call: a small kernel, for machines this is not."""
    index, own = cage.MACHINES[machine]
    data = struct.pack("<iIQ6Q", number, own if arch is None else arch, 0, *(*arguments, *[0] * 6)[:6])
    code = list(struct.iter_unpack("=HBBI", cage.program(index, own)))
    at = register = 0
    while True:
        instruction, yes, no, value = code[at]
        match instruction:
            case cage.LOAD:
                register, jump = struct.unpack_from("<I", data, value)[0], 0
            case cage.EQUAL:
                jump = yes if register == value else no
            case cage.AT_LEAST:
                jump = yes if register >= value else no
            case cage.ANY_BIT:
                jump = yes if register & value else no
            case cage.RETURN:
                return value
        at += 1 + jump


@pytest.mark.parametrize("machine", cage.MACHINES)
def test_what_is_refused_is_refused_on_each_machine(machine):
    index = cage.MACHINES[machine][0]
    for both in cage.REFUSED.values():
        if both[index] is not None:
            assert verdict(machine, both[index]) == cage.DENY


@pytest.mark.parametrize(("machine", "read", "mmap", "close"), [("x86_64", 0, 9, 3), ("aarch64", 63, 222, 57)])
def test_what_reading_needs_is_allowed(machine, read, mmap, close):
    assert {verdict(machine, one) for one in (read, mmap, close)} == {cage.ALLOW}


@pytest.mark.parametrize(("machine", "openat", "clone"), [("x86_64", 257, 56), ("aarch64", 56, 220)])
def test_files_open_for_reading_only_and_threads_only_are_begun(machine, openat, clone):
    assert verdict(machine, openat, 0, 0, os.O_RDONLY | os.O_CLOEXEC) == cage.ALLOW
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC):
        assert verdict(machine, openat, 0, 0, flags) == cage.DENY
    assert verdict(machine, clone, 0x3D0F00) == cage.ALLOW
    assert verdict(machine, clone, 0x1200011) == cage.DENY
    assert verdict(machine, cage.CLONE3) == cage.MISSING


@pytest.mark.parametrize(("machine", "prlimit"), [("x86_64", 302), ("aarch64", 261)])
def test_a_child_sets_its_own_limits_only(machine, prlimit):
    assert verdict(machine, prlimit, 0) == cage.ALLOW
    assert verdict(machine, prlimit, 1234) == cage.DENY


def test_calls_of_another_machine_are_refused():
    assert verdict("x86_64", 0, arch=0x40000003) == cage.DENY
    assert verdict("x86_64", cage.X32 | 1) == cage.DENY


TRIES = """
import os, socket, subprocess, sys, threading
from atlas.jobs.reading import cage
inet = socket.socket()
print("sealed", {seal})
for name, deed in {{
    "socket": socket.socket, "unix": lambda: socket.socket(socket.AF_UNIX), "pair": socket.socketpair,
    "connect": lambda: inet.connect(("127.0.0.1", 1)), "write": lambda: open({path!r}, "w"),
    "append": lambda: open({path!r}, "a"), "remove": lambda: os.remove({path!r}),
    "rename": lambda: os.rename({path!r}, {path!r} + "2"), "folder": lambda: os.mkdir({path!r} + "3"),
    "fork": os.fork, "kill": lambda: os.kill(os.getppid(), 0), "program": lambda: subprocess.run(["true"]),
    "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {{}}),
    "read": lambda: open({path!r}).read(), "list": lambda: os.listdir("/"),
}}.items():
    try:
        deed()
        print(name, "done")
    except PermissionError as error:
        print(name, error.errno)
thread = threading.Thread(target=lambda: print("thread", "done"))
thread.start()
thread.join()
"""
FREE = {"read", "list", "thread"}


def tried(tmp_path, seal: str) -> dict[str, str]:
    path = tmp_path / "kept"
    path.write_text("kept")
    code = TRIES.format(seal=seal, path=str(path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    assert path.read_text() == "kept"
    return dict(line.split() for line in done.stdout.splitlines())


def test_python_refuses_it_everywhere(tmp_path):
    told = tried(tmp_path, "sys.addaudithook(cage._refuse)")
    assert {name for name, came in told.items() if came == "done"} == FREE
    assert {came for name, came in told.items() if name not in FREE | {"sealed"}} == {str(errno.EACCES)}


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in cage.MACHINES, reason="the kernel's filter is for Linux"
)
def test_the_kernel_refuses_it_too(tmp_path):
    told = tried(tmp_path, "cage._filtered()")
    assert told["sealed"] == "True"
    assert {name for name, came in told.items() if came == "done"} == FREE
    assert {came for name, came in told.items() if name not in FREE | {"sealed"}} == {str(errno.EACCES)}


def test_this_process_is_free():
    with socket.socket() as one:
        assert one.fileno() >= 0
