"""WARC 1.1 records as bytes (ISO 28500:2017): one gzip member each.

The blocks are written as they are given: what crossed the wire is never parsed and put
together again. Digests are sha256 in hexadecimal, as `sha256sum` prints them.
"""

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeadersParser

# 9 costs nearly twice what 6 does and saves less than a hundredth.
LEVEL = 6
GZIP = zlib.MAX_WBITS | 16
PIECE = 1 << 17
MAGIC = b"\x1f\x8b\x08"
END = b"\r\n\r\n"
BREAKS = re.compile(r"[\r\n]+")

Fields = tuple[tuple[str, str], ...]


def new_id() -> str:
    """Returns a name for a record that no other has."""
    return str(StatusAndHeadersParser.make_warc_id())


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Yields a file's bytes from its start, a piece at a time."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def digest_of(parts: Iterable[bytes]) -> tuple[str, int]:
    """Returns the digest of all parts together, and their length."""
    digest, size = sha256(), 0
    for part in parts:
        digest.update(part)
        size += len(part)
    return f"sha256:{digest.hexdigest()}", size


def record(fields: Fields, size: int, block: Iterable[bytes]) -> Iterator[bytes]:
    """Yields a record as one gzip member; fields without a value are left out."""
    lines = [f"{name}: {BREAKS.sub(' ', value)}" for name, value in fields if value]
    head = "\r\n".join(("WARC/1.1", *lines, f"Content-Length: {size}")) + "\r\n\r\n"
    return _squeezed(head.encode(errors="backslashreplace"), block)


def payload_begins_at(head: bytes) -> int:
    """Returns where readers of WARC see the payload begin in a block with this HTTP head.

    It is the head's length, except for heads that lie: without an end, or with a line of blanks among them.
    """
    stream = io.BytesIO(head + b"payload")
    StatusAndHeadersParser([], verify=False).parse(stream)
    return stream.tell()


def last_record(tail: bytes, largest: int) -> tuple[bytes, bytes] | None:
    """Returns the header and the block of the record that ends these bytes, or None where none does."""
    position = len(tail)
    while (position := tail.rfind(MAGIC, 0, position)) >= 0:
        plain = _only_member(memoryview(tail)[position:], largest)
        if plain is not None and plain.startswith(b"WARC/1."):
            head, _, block = plain.partition(END)
            return head, block.removesuffix(END)
    return None


def _squeezed(head: bytes, block: Iterable[bytes]) -> Iterator[bytes]:
    gzip = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    ready = gzip.compress(head)
    for piece in block:
        ready += gzip.compress(piece)
        if len(ready) >= PIECE:
            yield ready
            ready = b""
    yield ready + gzip.compress(END) + gzip.flush()


def _only_member(data: memoryview, largest: int) -> bytes | None:
    gzip = zlib.decompressobj(GZIP)
    try:
        plain = gzip.decompress(data, largest)
    except zlib.error:
        return None
    return plain if gzip.eof and not gzip.unused_data else None
