"""What a compressed body comes to, counted, its beginning alone kept: bombs, torsos and lies show here."""

import zlib
from contextlib import suppress

GZIP = frozenset({"gzip", "x-gzip"})
READABLE = GZIP | {"deflate"}
"""The content codings that are taken off."""
MEMBER = b"\x1f\x8b"
"""What each member of gzip begins with."""
BLOCK = 64 * 1024


class Inflater:
    """Inflates a body as it arrives, to count it and to keep its beginning."""

    def __init__(self, encoding: str, cap: int, sample: int = 0) -> None:
        self._cap = cap
        self._wanted = sample
        self.sample = bytearray()
        self._gzip = encoding in GZIP
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16 if self._gzip else zlib.MAX_WBITS)
        self._raw_deflate = False
        self._done = False
        self._begun = b""
        """What came while nothing came out: it may turn out to be deflate without its wrapping."""
        self.fed = False
        self.size = 0
        self.lies = False
        """The bytes are not what the header says."""
        self.damaged = False
        """They begin as the header says, and then do not go on."""

    @property
    def too_large(self) -> bool:
        """Whether more came out than the cap allows."""
        return self.size > self._cap

    @property
    def cut(self) -> bool:
        """Whether the stream has not come to its end."""
        return self.damaged or (self.fed and not self.lies and not self._stream.eof and not self._done)

    def feed(self, wire: bytes) -> None:
        """Takes the next bytes."""
        if self.lies or self.damaged or self._done:
            return
        self.fed = True
        if not self.size and len(self._begun) < BLOCK:
            self._begun += wire
        # zlib gives nothing back of a piece with damage in it: from this copy it is fed byte by byte.
        before = self._stream.copy()
        at = self.size
        try:
            self._inflate(wire)
        except zlib.error:
            self._fail(wire, before, at)

    def _inflate(self, wire: bytes) -> None:
        more = False
        while (wire or more) and not self.too_large:
            piece = self._stream.decompress(wire, BLOCK)
            more = len(piece) == BLOCK
            self.size += len(piece)
            self.sample += piece[: self._wanted - len(self.sample)]
            # At the end of a stream its unconsumed_tail is stale: to feed it again would never end.
            wire = self._next_member() if self._stream.eof else self._stream.unconsumed_tail

    def _next_member(self) -> bytes:
        """Returns what follows the end of a gzip member, with a fresh stream for it."""
        rest = self._stream.unused_data
        if not rest or rest == MEMBER[:1]:
            # What comes next is added to it.
            return b""
        if not self._gzip or not rest.startswith(MEMBER):
            self._done = True
            return b""
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return rest

    def _fail(self, wire: bytes, before: "zlib._Decompress", at: int) -> None:
        """Takes what there is before the damage, which zlib drops with the bytes around it; then judges."""
        self._stream, self.size = before, at
        del self.sample[at:]
        with suppress(zlib.error):
            for number in range(len(wire)):
                self._inflate(wire[number : number + 1])
        if self.size:
            self.damaged = True
        elif self._gzip or self._raw_deflate:
            self.lies = True
        else:
            # Some servers send deflate without its zlib wrapping, and browsers take it.
            self._raw_deflate = True
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            self.feed(self._begun)


def encoding_of(header: str) -> str:
    """Returns the one content coding of a Content-Encoding header, "" for none."""
    codings = [one.strip().lower() for one in header.split(",")]
    return ",".join(one for one in codings if one not in {"", "identity"})
