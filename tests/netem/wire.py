"""A wire: what is sent at one end comes out at the other, late, twice, spoilt, or not at all.

It does what `tc netem` does, which not every kernel has: two TUN devices, and a thread that carries packets from one to
the other. All chance comes from a seed.
"""

import fcntl
import heapq
import os
import select
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from random import Random

TUNSETIFF = 0x400454CA
WITHOUT_HEADER = 0x1001
"""IFF_TUN | IFF_NO_PI: packets as they are."""
LARGEST = 65536
FULL = 1000
"""Bytes from which on a packet is one of many: what it holds is the middle of a page."""
HEADERS = 60
"""Words at its beginning that are not the page's."""
LOOK = 0.02
QUEUE = 4.0
"""Seconds that a packet waits for a slow wire at most; one that would wait longer is lost, as routers do it."""


@dataclass(frozen=True)
class Manner:
    """How a wire treats what is sent: seconds, bytes, and shares of the packets."""

    delay: float = 0.0
    jitter: float = 0.0
    """So much less or more of the delay, each packet for itself: they overtake each other."""
    loss: float = 0.0
    doubled: float = 0.0
    spoilt: float = 0.0
    """One bit is another."""
    swapped: float = 0.0
    """Two words have changed places, in full packets only: the checksum of TCP does not show it."""
    ahead: float = 0.0
    """Sent on at once, before those that are delayed."""
    rate: float = 0.0
    """Bytes a second; 0: as many as there are."""
    widest: int = LARGEST
    """What is larger is lost, and nobody is told: a black hole for its size."""


CALM = Manner()
CUT = Manner(loss=1.0)


@dataclass
class Way:
    """One direction of a wire."""

    chance: Random
    manner: Manner = CALM
    free_at: float = 0.0
    """When a slow wire has sent on all that it took."""

    def comes(self, packet: bytes, now: float) -> list[tuple[float, bytes]]:
        """Returns when a packet comes out, and as what."""
        manner, chance = self.manner, self.chance
        if len(packet) > manner.widest or chance.random() < manner.loss:
            return []
        sent_on = self._sent_on(len(packet), now)
        if sent_on - now > QUEUE:
            return []
        self.free_at = sent_on
        came = []
        for _ in range(1 + (chance.random() < manner.doubled)):
            late = 0.0 if chance.random() < manner.ahead else manner.delay + chance.uniform(-1, 1) * manner.jitter
            body = spoilt(packet, chance) if chance.random() < manner.spoilt else packet
            body = swapped(body) if len(body) > FULL and chance.random() < manner.swapped else body
            came.append((sent_on + max(0.0, late), body))
        return came

    def _sent_on(self, size: int, now: float) -> float:
        rate = self.manner.rate
        return max(self.free_at, now) + size / rate if rate else now


def spoilt(packet: bytes, chance: Random) -> bytes:
    """Returns a packet with one bit turned."""
    place = chance.randrange(len(packet))
    return packet[:place] + bytes([packet[place] ^ 1 << chance.randrange(8)]) + packet[place + 1 :]


def swapped(packet: bytes) -> bytes:
    """Returns a packet whose last two different words of 16 bits have changed places."""
    words = [packet[at : at + 2] for at in range(0, len(packet) - 1, 2)]
    one = len(words) - 1
    other = next((place for place in range(one - 1, HEADERS, -1) if words[place] != words[one]), one)
    words[one], words[other] = words[other], words[one]
    return b"".join(words) + packet[2 * len(words) :]


@dataclass
class Wire:
    """Two devices of this machine, `near` and `far`, joined for as long as it is entered."""

    seed: int
    _ways: dict[int, Way] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Wire":
        self._near, self._far = tun("near"), tun("far")
        self._ways = {self._near: Way(Random(self.seed)), self._far: Way(Random(self.seed + 1))}
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *ending: object) -> None:
        self._over.set()
        self._thread.join()
        os.close(self._near)
        os.close(self._far)

    def behave(self, there: Manner, back: Manner) -> None:
        """Treats what is sent from near to far, and what comes back, like this from now on."""
        self._ways[self._near].manner, self._ways[self._far].manner = there, back

    def _carry(self) -> None:
        waiting: list[tuple[float, int, int, bytes]] = []
        number = count()
        while not self._over.is_set():
            wait = min(LOOK, max(0.0, waiting[0][0] - time.monotonic())) if waiting else LOOK
            for end in select.select([*self._ways], [], [], wait)[0]:
                for packet in read(end):
                    for at, body in self._ways[end].comes(packet, time.monotonic()):
                        heapq.heappush(waiting, (at, next(number), self._other(end), body))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, end, body = heapq.heappop(waiting)
                # Its link is down, or the packet is so spoilt that the kernel knows none like it.
                with suppress(OSError):
                    os.write(end, body)

    def _other(self, end: int) -> int:
        return self._far if end == self._near else self._near


def tun(name: str) -> int:
    """Makes a device, and returns what its packets are read from and written to."""
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", name.encode(), WITHOUT_HEADER))
    return end


def read(end: int) -> list[bytes]:
    """Returns a packet, where there is one."""
    try:
        return [os.read(end, LARGEST)]
    except OSError:
        return []
