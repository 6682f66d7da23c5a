"""Messages between the daemon, the mother and her children: lengths and bytes, nothing that could run."""

import json
import struct
from dataclasses import asdict, dataclass

LARGEST = 16 << 20
"""Bytes of a message at most."""
SHORTEST = 30.0
"""Seconds that even a busy machine has for one page."""
LENGTH = struct.Struct("!I")
HEAD = struct.Struct("!Iid??")


@dataclass(frozen=True)
class Limits:
    """What the reading of one page may cost."""

    time: float
    """Seconds of a processor."""
    memory: int
    """Bytes, on top of what the extractors need themselves."""

    @property
    def patience(self) -> float:
        """Seconds after which it is ended, however little of the processor it got."""
        return max(SHORTEST, 3 * self.time)


@dataclass(frozen=True)
class Ask:
    """One page to be read."""

    number: int
    root: str
    """The vault's folder."""
    place: str
    """The snapshot in it."""
    limits: Limits

    def dumps(self) -> bytes:
        """Returns it as a message."""
        return framed(json.dumps(asdict(self)).encode())


@dataclass(frozen=True)
class Answer:
    """How a child ended, and what it said."""

    number: int
    ended: int
    """Its exit code, or the negative number of the signal."""
    seconds: float
    """What it took of the processor."""
    late: bool
    """Whether it was ended because it took too long."""
    long: bool
    """Whether it was ended because it said too much."""
    said: bytes
    """Nothing, where it did not come to its last word."""

    def dumps(self) -> bytes:
        """Returns it as a message."""
        return framed(HEAD.pack(self.number, self.ended, self.seconds, self.late, self.long) + self.said)


def ask_of(message: bytes) -> Ask:
    """Returns the page a message asks for."""
    fields = json.loads(message)
    return Ask(**{**fields, "limits": Limits(**fields["limits"])})


def answer_of(message: bytes) -> Answer:
    """Returns what a message tells; raises ValueError where it is none."""
    try:
        number, ended, seconds, late, long = HEAD.unpack_from(message)
    except struct.error as error:
        raise ValueError("no answer") from error
    return Answer(number, ended, seconds, late, long, message[HEAD.size :])


def framed(message: bytes) -> bytes:
    """Returns a message with its length before it."""
    return LENGTH.pack(len(message)) + message


def whole(data: bytes) -> bytes:
    """Returns the one message in these bytes, or nothing where it is not there to its end."""
    if len(data) < LENGTH.size or LENGTH.unpack_from(data)[0] != len(data) - LENGTH.size:
        return b""
    return data[LENGTH.size :]


class Frames:
    """Messages out of bytes as they come."""

    def __init__(self, largest: int = LARGEST + HEAD.size) -> None:
        self._largest = largest
        self._data = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Returns the messages that are whole by now; raises ValueError over one that is too long."""
        self._data += data
        found = []
        while len(self._data) >= LENGTH.size:
            length = LENGTH.unpack_from(self._data)[0]
            # A length is four bytes of a stranger's: nothing is laid by for it before it is known to be small.
            if length > self._largest:
                raise ValueError(f"a message of {length} bytes")
            if len(self._data) < LENGTH.size + length:
                break
            found.append(bytes(self._data[LENGTH.size : LENGTH.size + length]))
            del self._data[: LENGTH.size + length]
        return found
