"""The hostile web as a whole: servers, names that mislead, and a ladder that may climb there."""

import contextlib
import errno
import ipaddress
import socket
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from atlas.clock import Clock
from atlas.fetch import Ladder, ladder
from atlas.fetch.guard import SockAddr
from tests.fakes import FreeHosts
from tests.hostile.answers import PLAIN
from tests.hostile.handshakes import CERTIFICATES, HANDSHAKES, by_name
from tests.hostile.server import Hostile
from tests.hostile.troubles import TROUBLES

HERE = (ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("::1/128"))
NOBODY = "http://127.0.0.1:1"
"""An archive that is not there."""
ARGUED = {
    "/status": ("/status/401", "/status/403", "/status/404", "/status/410", "/status/418", "/status/429")
    + ("/status/451", "/status/503", "/status/503?Retry-After:%2060", "/status/511", "/status/999"),
    "/to": ("/to/page",),
    "/slow-hop": ("/slow-hop/1",),
}
"""Paths that want more said."""
FAILING = {
    "nxdomain.example": socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
    "servfail.example": socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
    "broken-resolver.example": socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure in name resolution"),
    "unroutable.example": OSError(errno.ENETUNREACH, "Network is unreachable"),
    "unspeakable.example": UnicodeError("label too long"),
}
LEADING = {
    "no-address.example": [[]],
    "inside.example": [["10.0.0.1"]],
    "half-inside.example": [["127.0.0.1", "10.0.0.1"]],
    "cloud.example": [["169.254.169.254"]],
    "disguised.example": [["::ffff:10.0.0.1"]],
    "rebinding.example": [["127.0.0.1"], ["10.0.0.1"]],
}
HANGING = "hanging.example"
NAMES = (*FAILING, *LEADING, HANGING)


@dataclass
class Names:
    """A resolver that knows every name on 127.0.0.1, but for those that mislead."""

    town: "Town"
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> list[SockAddr]:
        self.asked.append(host)
        if host in FAILING:
            raise FAILING[host]
        if host == HANGING:
            self.town.plain.stopped.wait(10)
        turns = LEADING.get(host, [["127.0.0.1"]])
        turn = turns[min(self.asked.count(host), len(turns)) - 1]
        return [(one, port, 0, 0) if ":" in one else (one, port) for one in turn]


@dataclass
class Town:
    """All that answers, and all that must hear nothing."""

    plain: Hostile
    secure: Hostile
    inside: Hostile
    """On an address that is not opted in to."""
    own: Hostile
    """On a port that is Atlas's own."""
    closed: int
    mute: int
    authority: str

    def places(self) -> dict[str, str]:
        """Returns the address of every trouble, by path or by name."""
        paths = [path for path in (*PLAIN, *TROUBLES) if path not in ARGUED]
        paths += [path for more in ARGUED.values() for path in more]
        return {
            **{path: self.plain.url(path) for path in paths},
            **{f"https://{name}": self.secure.url("/page", name) for name in CERTIFICATES},
            **{f"https://{name}": f"https://{name}:{self.plain.port}/" for name in HANDSHAKES},
            **{f"http://{name}": self.plain.url("/hop/1", name) for name in NAMES},
            "a port that is closed": f"http://127.0.0.1:{self.closed}/",
            "a port that is mute": f"http://127.0.0.1:{self.mute}/",
            "an address inside": self.inside.url("/page"),
            "a redirect inside": self.plain.url(f"/to/{self.inside.url('/page')}"),
            "a port of Atlas's own": self.own.url("/page"),
            "a redirect to Atlas's own": self.plain.url(f"/to/{self.own.url('/page')}"),
        }

    def ladder(self, seconds: float, cap: int, layers: Sequence[str] = ("direct",)) -> Ladder:
        """Returns a ladder that may climb to 127.0.0.1 and ::1."""
        own, hosts, names = frozenset({self.own.port}), FreeHosts(), Names(self)
        return ladder(layers, HERE, own, seconds, cap, "", False, (), NOBODY, hosts, Clock(), names, self.authority)


@contextlib.contextmanager
def town(port: int = 0) -> Iterator[Town]:
    """Opens it; a port that is given is that of the plain server, the one after it speaks TLS."""
    authority = trustme.CA()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        authority.cert_pem.write_to_path(str(folder / "authority.pem"))
        yield Town(
            stack.enter_context(Hostile(port=port)),
            stack.enter_context(Hostile(port=port + bool(port), tls=by_name(authority))),
            stack.enter_context(Hostile("127.0.0.2")),
            stack.enter_context(Hostile()),
            stack.enter_context(closed_port()),
            stack.enter_context(mute_port()),
            str(folder / "authority.pem"),
        )


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """Gives a port that refuses: it is bound, and nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@contextlib.contextmanager
def mute_port() -> Iterator[int]:
    """Gives a port whose queue is full: connecting to it neither succeeds nor fails."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
