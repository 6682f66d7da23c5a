"""Two machines and a wire between them: this one, which keeps pages, and another that has them.

Whoever builds it is in network and mount namespaces of their own (`unshare --net --mount`); the other machine is a
process in a network namespace of its own. When the processes end, nothing is left of any of it.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.netem.naming import NET, RESOLVER
from tests.netem.wire import CALM, Wire

NEAR, FAR = "198.51.100.1", "198.51.100.2"
RESOLVING = f"nameserver {RESOLVER}\noptions timeout:2 attempts:2\n"


@dataclass(frozen=True)
class Place:
    """Both machines."""

    wire: Wire
    web: "subprocess.Popen[str]"

    def told(self, word: str) -> None:
        """Has the other machine fail like this."""
        assert self.web.stdin
        assert self.web.stdout
        self.web.stdin.write(f"{word}\n")
        self.web.stdin.flush()
        self.web.stdout.readline()

    def there(self, *words: str) -> None:
        """Runs a command on the other machine."""
        run("nsenter", "-t", str(self.web.pid), "--net", *words)

    def here(self, *words: str) -> None:
        """Runs a command on this one."""
        run(*words)

    def heal(self) -> None:
        """Has all work again."""
        self.told("calm")
        self.there("iptables", "-w", "-F")
        self.wire.behave(CALM, CALM)
        self.here("ip", "link", "set", "near", "up")
        self.there("ip", "link", "set", "far", "up")
        # What leads through a link is forgotten when it goes down.
        self.here("ip", "route", "replace", "default", "dev", "near")


@contextmanager
def place(seed: int) -> Iterator[Place]:
    """Builds both machines, for the length of a `with`."""
    words = ["unshare", "--net", sys.executable, "-m", "tests.netem.web"]
    with (
        tempfile.TemporaryDirectory() as folder,
        Wire(seed) as wire,
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as web,
    ):
        assert web.stdout
        assert web.stdin
        web.stdout.readline()
        built = Place(wire, web)
        join(built)
        resolves(Path(folder))
        try:
            yield built
        finally:
            web.stdin.close()


def join(built: Place) -> None:
    """Gives the other machine its end of the wire, and both their addresses."""
    built.here("ip", "link", "set", "far", "netns", str(built.web.pid))
    built.here("ip", "addr", "add", NEAR, "peer", FAR, "dev", "near")
    built.there("ip", "link", "set", "lo", "up")
    built.there("ip", "addr", "add", FAR, "peer", NEAR, "dev", "far")
    built.there("ip", "route", "add", "local", str(NET), "dev", "lo")
    built.here("ip", "link", "set", "lo", "up")
    built.told("begin")
    built.heal()


def resolves(folder: Path) -> None:
    """Has names asked of the other machine: a mount of this namespace only."""
    (folder / "resolv.conf").write_text(RESOLVING)
    run("mount", "--bind", str(folder / "resolv.conf"), "/etc/resolv.conf")


def run(*words: str) -> None:
    """Runs a command; raises CalledProcessError where it fails."""
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
