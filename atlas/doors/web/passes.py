"""Leave to look at one capture, for a short while: the library gives it, and the second door asks for it.

That door knows neither keys nor cookies, for cookies do not tell ports apart: whoever has the address may look, until
it is over.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

MINUTES = 10
SECRET = 32


@dataclass(frozen=True)
class Passes:
    """Makes passes and knows its own again; those of another process it does not."""

    now: Callable[[], datetime]
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(SECRET), repr=False)

    def query(self, name: str) -> str:
        """Returns the query of an address that gives leave to look at one capture."""
        until = int(self.now().timestamp()) + MINUTES * 60
        return f"until={until}&pass={self._seal(name, str(until))}"

    def holds(self, name: str, until: str, seal: str) -> bool:
        """Whether somebody has leave, still."""
        known = hmac.compare_digest(self._seal(name, until).encode(), seal.encode(errors="replace"))
        # Only what was sealed is looked into: it is a number.
        return known and int(until) >= self.now().timestamp()

    def _seal(self, name: str, until: str) -> str:
        told = f"{name} {until}".encode(errors="replace")
        return hmac.new(self.secret, told, sha256).hexdigest()


@dataclass(frozen=True)
class Viewing:
    """The second door, as the first one knows it: where captures are looked at, and how one gets in."""

    passes: Passes
    port: int

    def place(self, host: str) -> str:
        """Returns what a page that was asked for by that name names in `frame-src`: the same name, at the second door.

        Neither this nor an address has a scheme: each is told over the one that its page came by.
        """
        return f"{name_in(host)}:{self.port}"

    def href(self, host: str, name: str) -> str:
        """Returns the address at which somebody who came by that name may look at a capture for a while."""
        return f"//{self.place(host)}/snapshots/{name}?{self.passes.query(name)}"


def name_in(host: str) -> str:
    """Returns a name without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host
