"""An answer's body on its way to disk: counted, measured against the caps, written as it comes."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from atlas.errors import unkept
from atlas.fetch.inflate import GZIP, Inflater

CHUNK = 64 * 1024
INFLATED = 4
"""How many times the cap on the wire a body may be when inflated."""
READABLE = GZIP | {"deflate"}
SAMPLE = 1 << 20
"""Bytes of the inflated beginning that are kept in memory for the judge."""


class Wire(Protocol):
    """Where a body comes from."""

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        """Returns the next bytes there are, or none at the end."""


@dataclass
class Body:
    """A body in a scratch file."""

    file: BinaryIO
    cap: int
    encoding: str = ""
    size: int = 0

    def __post_init__(self) -> None:
        self._over = False
        self._digest = hashlib.sha256()
        known = self.encoding in READABLE
        self._inflater = Inflater(self.encoding, self.cap * INFLATED, SAMPLE) if known else None
        self._beginning = bytearray()

    @property
    def digest(self) -> str:
        """The sha256:… of its bytes."""
        return f"sha256:{self._digest.hexdigest()}"

    @property
    def too_large(self) -> bool:
        """Whether it is over the cap, on the wire or inflated."""
        return self._over or (self._inflater is not None and self._inflater.too_large)

    @property
    def cut(self) -> bool:
        """Whether its compression has not come to an end."""
        return self._inflater is not None and self._inflater.cut

    @property
    def sample(self) -> bytes:
        """Its beginning, inflated where it can be."""
        inflater = self._inflater
        return bytes(self._beginning if inflater is None or inflater.lies else inflater.sample)

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it, even inflated."""
        inflater = self._inflater
        return not self.size or (inflater is not None and not inflater.lies and not inflater.size)

    def take(self, wire: Wire) -> None:
        """Reads to the end or the cap; what came before an exception is written."""
        while not self.too_large:
            piece = wire.read1(min(CHUNK, self.cap + 1 - self.size), decode_content=False)
            if not piece:
                return
            room = self.cap - self.size
            self._over = len(piece) > room
            self._write(piece[:room])

    def oddities(self) -> tuple[str, ...]:
        """Returns what is odd about it, a sentence each."""
        if self._inflater is not None and self._inflater.lies:
            return (f"It is declared as {self.encoding} and is not.",)
        if self.encoding and self._inflater is None:
            return ("It is encoded in a way Atlas did not ask for.",)
        return ()

    def _write(self, piece: bytes) -> None:
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as error:
            raise unkept(error) from error
        self._digest.update(piece)
        self.size += len(piece)
        self._beginning += piece[: SAMPLE - len(self._beginning)]
        if self._inflater is not None:
            self._inflater.feed(piece)


def encoding_of(header: str) -> str:
    """Returns the one content coding of a Content-Encoding header, "" for none."""
    codings = [one.strip().lower() for one in header.split(",")]
    return ",".join(one for one in codings if one not in {"", "identity"})
