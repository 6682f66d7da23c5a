"""The other machine: a web of some hundred hosts and their resolver, which fail as they are told to.

`python -m tests.netem.web` says that it is there, listens when it reads a line, and then does what it reads, a word a
line: `calm`, a trouble of the resolver (`mute`, `failing`, `late`) or one in the middle of each page (`reset`,
`vanish`, `close`, `blink`). It changes the packet filter of its namespace, which has to be its own.
"""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from tests.netem.naming import NUMBERED, Resolver
from tests.netem.pages import answer

RESET = ("-j", "REJECT", "--reject-with", "tcp-reset")
LATER = 0.3
"""Seconds until what was sent has surely come."""
FEW = 100
DARK = 1.0
BLINKING = threading.Lock()


def filtered(*words: str) -> None:
    """Adds to what the packet filter does."""
    subprocess.run(["iptables", "-w", *words], check=True)


def reset(sock: socket.socket) -> None:
    """From now on whatever the other side sends is answered by a reset."""
    filtered("-A", "INPUT", "-p", "tcp", "--sport", _port(sock), *RESET)


def vanish(sock: socket.socket) -> None:
    """From now on nothing of the connection comes through, in either direction."""
    filtered("-A", "INPUT", "-p", "tcp", "--sport", _port(sock), "-j", "DROP")
    filtered("-A", "OUTPUT", "-p", "tcp", "--dport", _port(sock), "-j", "DROP")


def close(sock: socket.socket) -> None:
    """The connection ends as if all were said."""
    sock.shutdown(socket.SHUT_WR)


def blink(sock: socket.socket) -> None:
    """The link goes down, and comes up again."""
    del sock
    with BLINKING:
        subprocess.run(["ip", "link", "set", "far", "down"], check=True)
        time.sleep(DARK)
        subprocess.run(["ip", "link", "set", "far", "up"], check=True)


TROUBLES: dict[str, Callable[[socket.socket], None]] = {
    "reset": reset,
    "vanish": vanish,
    "close": close,
    "blink": blink,
}


class Web:
    """All hosts, at port 80."""

    def __init__(self) -> None:
        self.trouble: Callable[[socket.socket], None] | None = None
        self._listener = socket.create_server(("", 80), backlog=100)

    def serve(self) -> None:
        """Answers for good."""
        while True:
            threading.Thread(target=self._visited, args=(self._listener.accept()[0],), daemon=True).start()

    def _visited(self, sock: socket.socket) -> None:
        with sock, suppress(OSError):
            sock.settimeout(30)
            request = b""
            while b"\r\n\r\n" not in request:
                request += (piece := sock.recv(65536))
                if not piece:
                    return
            host = NUMBERED.search(request.decode("latin-1"))
            if host:
                self._say(sock, answer(int(host[1])))

    def _say(self, sock: socket.socket, told: bytes) -> None:
        if not self.trouble:
            sock.sendall(told)
            return
        half, more = len(told) // 2, len(told) // 2 + FEW
        sock.sendall(told[:half])
        time.sleep(LATER)
        self.trouble(sock)
        # A few bytes first: what the other side says to them meets the packet filter before all the rest has come.
        for part in (told[half:more], told[more:]):
            sock.sendall(part)
            time.sleep(LATER)


def _port(sock: socket.socket) -> str:
    return str(sock.getpeername()[1])


def main() -> None:
    """Serves, and does what it reads."""
    print("there", flush=True)
    sys.stdin.readline()
    resolver, web = Resolver(), Web()
    print("done", flush=True)
    for deed in (resolver.serve, web.serve):
        threading.Thread(target=deed, daemon=True).start()
    for line in sys.stdin:
        word = line.strip()
        web.trouble = TROUBLES.get(word)
        resolver.manner = word
        print("done", flush=True)


if __name__ == "__main__":
    main()
