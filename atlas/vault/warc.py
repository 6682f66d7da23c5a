"""WARC 1.1 records as bytes (ISO 28500:2017): one gzip member each.

The blocks are written as they are given: what crossed the wire is never parsed and put
together again. Digests are sha256 in hexadecimal, as `sha256sum` prints them.
"""

import io
import os
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain, islice
from typing import BinaryIO
from uuid import UUID

from warcio.statusandheaders import StatusAndHeadersParser

# 9 costs nearly twice what 6 does and saves less than a hundredth.
LEVEL = 6
GZIP = zlib.MAX_WBITS | 16
# Of a small record the whole lies in a small window, which costs less to clear than the record to squeeze.
SMALL, SMALL_WINDOW, SMALL_MEMORY = 1 << 12, 12, 5
PIECE = 1 << 17
STORED = 0xFFFF
"""Bytes of a stored block, at most."""
TASTE, MANY = 512, 190
# Records of a usual capture: warcinfo, request, response, facts, and one redirect.
LOT = 6
MAGIC = b"\x1f\x8b\x08"
PLAIN_HEADER = MAGIC + b"\0\0\0\0\0\0\xff"
END = b"\r\n\r\n"
BREAKS = re.compile(r"[\r\n]+")

Fields = tuple[tuple[str, str], ...]


def new_ids() -> Iterator[str]:
    """Yields names for records that no other has (RFC 9562, version 4)."""
    while True:
        # The system is asked for chance once a capture, not once a record.
        chance = os.urandom(16 * LOT)
        for begin in range(0, len(chance), 16):
            yield str(StatusAndHeadersParser.make_warc_id(UUID(bytes=chance[begin : begin + 16], version=4)))


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
    # Line breaks in a value would forge fields of the record: a server chooses its own Content-Type.
    head = "\r\n".join(("WARC/1.1", *lines, f"Content-Length: {size}")) + "\r\n\r\n"
    return _member(head.encode(errors="backslashreplace"), size, block)


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
    # The three bytes come in compressed data, too: only what inflates to the very end of the file is the last member.
    while (position := tail.rfind(MAGIC, 0, position)) >= 0:
        plain = _only_member(memoryview(tail)[position:], largest)
        if plain is not None and plain.startswith(b"WARC/1."):
            head, _, block = plain.partition(END)
            return head, block.removesuffix(END)
    return None


def _member(head: bytes, size: int, block: Iterable[bytes]) -> Iterator[bytes]:
    rest = iter(block)
    if len(head) + size < SMALL:
        squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, SMALL_WINDOW | 16, SMALL_MEMORY)
        yield squeeze.compress(b"".join((head, *rest, END))) + squeeze.flush()
        return
    first = [one for one in islice(rest, 2) if one]
    pieces = chain(first, rest)
    yield from _stored(head, pieces) if any(map(_is_packed, first)) else _squeezed(head, pieces)


def _is_packed(piece: bytes) -> bool:
    """Whether it was compressed by whoever sent it, as pages and pictures are: it would get no smaller, only slower.

    Of 512 bytes that chance drew, 221 differ; of a text hardly a hundred do.
    """
    return len(piece) >= TASTE and len(set(piece[-TASTE:])) > MANY


def _squeezed(head: bytes, block: Iterable[bytes]) -> Iterator[bytes]:
    gzip = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    ready = gzip.compress(head)
    for piece in block:
        ready += gzip.compress(piece)
        if len(ready) >= PIECE:
            yield ready
            ready = b""
    yield ready + gzip.compress(END) + gzip.flush()


def _stored(head: bytes, block: Iterable[bytes]) -> Iterator[bytes]:
    """Yields a member whose head is squeezed and whose block is stored (RFC 1951, 3.2.4; RFC 1952, 2.2)."""
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -SMALL_WINDOW, SMALL_MEMORY)
    ready = [PLAIN_HEADER, squeeze.compress(head) + squeeze.flush(zlib.Z_SYNC_FLUSH)]
    check, length = zlib.crc32(head), len(head)
    for piece in block:
        check, length = zlib.crc32(piece, check), length + len(piece)
        # A stored block has a length of 16 bits and its complement; none of them is the last, that one holds the end.
        for begin in range(0, len(piece), STORED):
            part = piece[begin : begin + STORED]
            ready += [b"\0", struct.pack("<HH", len(part), len(part) ^ STORED), part]
        if length >= PIECE:
            yield b"".join(ready)
            ready = []
    check, length = zlib.crc32(END, check), length + len(END)
    last = b"\1" + struct.pack("<HH", len(END), len(END) ^ STORED) + END
    yield b"".join((*ready, last, struct.pack("<II", check, length & 0xFFFFFFFF)))


def _only_member(data: memoryview, largest: int) -> bytes | None:
    gzip = zlib.decompressobj(GZIP)
    try:
        plain = gzip.decompress(data, largest)
    except zlib.error:
        return None
    return plain if gzip.eof and not gzip.unused_data else None
