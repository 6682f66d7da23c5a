"""Who is at the other end of a connection within this machine, as the kernel has it."""

import os
import socket
import struct
from pathlib import Path

CONNECTIONS = Path("/proc/net/tcp")
NEAR, FAR, OWNER = 1, 2, 7


def is_ours(sock: socket.socket, connections: Path = CONNECTIONS) -> bool:
    """Whether the program that came to 127.0.0.1 runs as we do; yes, where the kernel does not tell."""
    near, far = _hexed(sock.getpeername()), _hexed(sock.getsockname())
    try:
        rows = connections.read_bytes().splitlines()[1:]
    except FileNotFoundError:
        return True
    fields = (row.split() for row in rows)
    return any((one[NEAR], one[FAR], int(one[OWNER])) == (near, far, os.getuid()) for one in fields)


def _hexed(address: tuple[str, int]) -> bytes:
    number = struct.unpack("=I", socket.inet_aton(address[0]))[0]
    return b"%08X:%04X" % (number, address[1])
