"""Firefox's backups of bookmarks (`.jsonlz4`): a mark, a length, one block of LZ4.

The block is a row of sequences: a byte with two lengths, bytes to be taken as they are, and how far back the bytes
lie that are to be repeated (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
"""

import struct

MAGIC = b"mozLz40\0"
LENGTH = struct.Struct("<I")
MOST = 100_000_000
LEAST_MATCH = 4
LONG = 15
"""A length in half a byte that goes on in the bytes after it."""


def unpacked(data: bytes) -> bytes:
    """Returns what is in such a file, b"" where it is damaged or says that it is over 100 MB."""
    begin = len(MAGIC) + LENGTH.size
    if not data.startswith(MAGIC) or len(data) < begin:
        return b""
    (size,) = LENGTH.unpack_from(data, len(MAGIC))
    try:
        return _block(data[begin:], size) if size <= MOST else b""
    except (IndexError, ValueError):
        return b""


def _block(block: bytes, size: int) -> bytes:
    """Returns an unpacked block; raises IndexError or ValueError where it is not one of just this size."""
    made, at = bytearray(), 0
    while at < len(block):
        token = block[at]
        count, at = _length(block, at + 1, token >> 4)
        made += block[at : at + count]
        at += count
        if at >= len(block):
            break
        back = block[at] | block[at + 1] << 8
        count, at = _length(block, at + 2, token & LONG)
        _repeat(made, back, count + LEAST_MATCH, size)
    if len(made) != size:
        raise ValueError("It is cut, or longer than it says.")
    return bytes(made)


def _length(block: bytes, at: int, length: int) -> tuple[int, int]:
    """Returns a length and where it ends."""
    more = 255 if length == LONG else 0
    while more == 255:
        more, at = block[at], at + 1
        length += more
    return length, at


def _repeat(made: bytearray, back: int, count: int, size: int) -> None:
    """Adds bytes that are there already; they may run into themselves."""
    if not 0 < back <= len(made) or len(made) + count > size:
        raise ValueError("It repeats what is not there, or more than it says.")
    begin = len(made) - back
    piece = bytes(made[begin : begin + count])
    made += (piece * (count // len(piece) + 1))[:count]
