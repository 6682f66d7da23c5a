"""The resolver of the trouble: it knows where each host is, and may be slow to say so, or silent."""

import re
import socket
import struct
import threading
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network

NET = IPv4Network("203.0.113.0/24")
"""Of documentation (RFC 5737): nobody is there, should anything ever leave the namespace."""
RESOLVER = str(NET[253])
NUMBERED = re.compile(r"h(\d+)\.example")
ADDRESS = 1
LATE = 3.0
"""Seconds."""
RESPONSE, FAILED = 0x8180, 0x8182


def address_of(number: int) -> IPv4Address:
    """Returns where a host is."""
    return NET[1 + number % 250]


def reply(question: bytes, *, fails: bool = False) -> bytes:
    """Returns what a resolver answers to a question: an address, that there is none of the kind, or SERVFAIL."""
    labels, at = [], 12
    while size := question[at]:
        labels.append(question[at + 1 : at + 1 + size].decode())
        at += 1 + size
    asked, kind = question[12 : at + 5], struct.unpack("!H", question[at + 1 : at + 3])[0]
    host = NUMBERED.fullmatch(".".join(labels))
    found = b""
    if host and kind == ADDRESS and not fails:
        found = struct.pack("!HHHIH", 0xC00C, ADDRESS, 1, 0, 4) + address_of(int(host[1])).packed
    flags = FAILED if fails else RESPONSE
    return question[:2] + struct.pack("!HHHHH", flags, 1, bool(found), 0, 0) + asked + found


class Resolver:
    """It answers at port 53, as it is told to."""

    def __init__(self) -> None:
        self.manner = ""
        """`mute`, `failing`, or `late`."""
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sock.bind((RESOLVER, 53))

    def serve(self) -> None:
        """Answers for good."""
        while True:
            question, asker = self._sock.recvfrom(4096)
            if self.manner == "mute":
                continue
            late = LATE if self.manner == "late" else 0.0
            threading.Timer(late, self._send, (reply(question, fails=self.manner == "failing"), asker)).start()

    def _send(self, told: bytes, asker: tuple[str, int]) -> None:
        # The link is down: nobody hears it.
        with suppress(OSError):
            self._sock.sendto(told, asker)
