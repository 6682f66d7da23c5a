"""The guard: judges every address about to be dialled, whatever name or redirect led there.

Names are never judged, addresses are: the very one that was looked at is the one dialled,
so nothing can change between the look and the call. One bad address among those of a name
refuses them all. What a page outside leads to is outside, too: the networks of one's own that
may be captured are open to the addresses a person drops, not to what others name.
"""

import contextlib
import ipaddress
import queue
import socket
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any

from atlas.errors import BadUrl, LedInside
from atlas.fetch.addresses import METADATA, THIS_MACHINE, embedded, is_public, trouble
from atlas.fetch.deadline import Deadline

SockAddr = tuple[Any, ...]
"""(address, port) or (address, port, flow, scope), as sockets take it."""
Resolve = Callable[[str, int], list[SockAddr]]
Dialled = Callable[[SockAddr, float, Deadline], socket.socket]
Lookup = list[SockAddr] | OSError | ValueError

LOOK = 0.05
# Not Happy Eyeballs (RFC 8305): two dials at once would be two visits to the host.
PATIENCE = 2.0
"""The longest an address may keep the next ones waiting."""
TRIED = 8


def system(host: str, port: int) -> list[SockAddr]:
    """Returns the addresses the system's resolver knows for a name."""
    # As bytes: a str would go through an IDNA codec that refuses names in use.
    found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    return [one[4] for one in found]


class Guard:
    """Decides which addresses may be dialled, and dials them."""

    def __init__(
        self,
        allow: Sequence[IPv4Network | IPv6Network] = (),
        own_ports: frozenset[int] = frozenset(),
        resolve: Resolve = system,
        public: Callable[[str], bool] = is_public,
    ) -> None:
        self._allow = tuple(allow)
        self._own_ports = own_ports
        self._resolve = resolve
        self._public = public

    def sparing(self, port: int) -> "Guard":
        """Returns the same guard, which takes one more port of this machine for Atlas itself."""
        return Guard(self._allow, self._own_ports | {port}, self._resolve, self._public)

    def trail(self, outside: bool = False) -> "Guard":
        """Returns the same guard for one way through the web, which may have led outside already."""
        return _Trail(self._allow, self._own_ports, self._resolve, self._public, outside=outside)

    def refusal(self, address: str, port: int) -> str:
        """Returns why an address is not dialled, or "" where it may be."""
        # The zone of a link-local address names an interface, and says nothing of where it leads.
        read = ipaddress.ip_address(address.partition("%")[0])
        for form in embedded(read):
            reason = self._reason(form, port)
            if reason:
                return reason
        return ""

    def addresses(self, host: str, port: int, deadline: Deadline) -> list[SockAddr]:
        """Returns the addresses of a host, families in turn; raises BadUrl if any may not be dialled."""
        literal = _literal(host, port)
        found = literal or self._looked_up(host, port, deadline)
        # All of them, before any is dialled: of a name with one address inside, its owner chooses which one answers.
        for sockaddr in found:
            reason = self.refusal(sockaddr[0], sockaddr[1])
            if reason:
                name = host if host == sockaddr[0] else f"{host} ({sockaddr[0]})"
                # Of an address in numbers the person is to blame; of a name it may be the network, as that of a hotel
                # is.
                refused = BadUrl if literal else LedInside
                raise refused(f"{name} is {reason}: Atlas does not fetch from there.")
        return _in_turn(found)[:TRIED]

    def dial(self, host: str, port: int, deadline: Deadline) -> socket.socket:
        """Returns a connection to the first address that answers, watched by the deadline."""
        sock, address = _first(self.addresses(host, port, deadline), _dialled, deadline)
        self._reached(address)
        return sock

    def _reached(self, address: str) -> None:
        """Learns of an address that was dialled."""

    def _reason(self, address: IPv4Address | IPv6Address, port: int) -> str:
        # Before what is allowed: no network of one's own is meant to hand out the machine's credentials.
        if any(address in network for network in METADATA):
            return "a cloud's metadata address"
        if port in self._own_ports and any(address in network for network in THIS_MACHINE):
            return "Atlas itself"
        return "" if self._allows(address) else trouble(address)

    def _allows(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._allow)

    def _looked_up(self, host: str, port: int, deadline: Deadline) -> list[SockAddr]:
        answers: queue.SimpleQueue[Lookup] = queue.SimpleQueue()
        # A daemon thread, and no pool: a resolver that hangs must hold up neither the climb nor the exit.
        threading.Thread(target=_ask, args=(self._resolve, host, port, answers), daemon=True).start()
        while not deadline.over:
            with contextlib.suppress(queue.Empty):
                answer = answers.get(timeout=min(LOOK, deadline.left()))
                if isinstance(answer, Exception):
                    raise answer
                return answer
        raise TimeoutError("the name was not resolved in time")


class _Trail(Guard):
    """A guard that allows nothing of one's own once it has dialled an address of the public internet."""

    def __init__(self, *settings: Any, outside: bool) -> None:
        super().__init__(*settings)
        self._outside = outside

    def _reached(self, address: str) -> None:
        self._outside = self._outside or self._public(address)

    def _allows(self, address: IPv4Address | IPv6Address) -> bool:
        return not self._outside and super()._allows(address)


def _ask(resolve: Resolve, host: str, port: int, answers: "queue.SimpleQueue[Lookup]") -> None:
    try:
        answers.put(resolve(host, port))
    except (OSError, ValueError) as error:
        answers.put(error)


def _literal(host: str, port: int) -> list[SockAddr]:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return []
    return [(str(address), port) if address.version == 4 else (str(address), port, 0, 0)]


def _in_turn(found: list[SockAddr]) -> list[SockAddr]:
    """Returns them with the families taking turns, so that a broken one costs little."""
    seen: Counter[int] = Counter()
    ranked = []
    for sockaddr in found:
        ranked.append((seen[len(sockaddr)], sockaddr))
        seen[len(sockaddr)] += 1
    return [sockaddr for _, sockaddr in sorted(ranked, key=lambda one: one[0])]


def _first(addresses: list[SockAddr], dialled: Dialled, deadline: Deadline) -> tuple[socket.socket, str]:
    """Returns a connection to the first that answers, and its address; the time left is shared by those that wait."""
    failure: OSError = socket.gaierror(socket.EAI_NONAME, "no address")
    for number, sockaddr in enumerate(addresses):
        waiting = len(addresses) - number
        seconds = min(deadline.left() / waiting, PATIENCE) if waiting > 1 else deadline.left()
        try:
            return dialled(sockaddr, seconds, deadline), str(sockaddr[0])
        except OSError as error:
            failure = error
        if deadline.over:
            break
    raise failure


def _dialled(sockaddr: SockAddr, seconds: float, deadline: Deadline) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in sockaddr[0] else socket.AF_INET)
    try:
        # Before it connects: a timeout of a socket counts each call anew, the deadline cuts it whatever it does.
        deadline.watch(sock)
        sock.settimeout(seconds)
        sock.connect(sockaddr)
        # What is written goes out at once: what waits for an ACK may wait for 40 ms.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(deadline.left())
    except OSError:
        deadline.release()
        sock.close()
        raise
    return sock
