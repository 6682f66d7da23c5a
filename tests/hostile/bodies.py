"""What the hostile server sends as bodies: an honest page, and bombs in every coding."""

import gzip
import zlib

PAGE = b"<!doctype html><title>A page</title><p>It is here.</p>\n" * 20
ZEROS = b"\0" * 1_000_000


def bomb(wbits: int, megabytes: int = 8) -> bytes:
    """Returns so many megabytes of nothing, packed by zlib."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(ZEROS) for _ in range(megabytes)) + packer.flush()


def zstd_bomb(megabytes: int = 8) -> bytes:
    """Returns a Zstandard frame (RFC 8878) of blocks that repeat one byte: four bytes become 128 KiB."""
    block, last = (128 << 10 << 3 | 0b010).to_bytes(3, "little"), (128 << 10 << 3 | 0b011).to_bytes(3, "little")
    return b"\x28\xb5\x2f\xfd\x00\x58" + (block + b"\0") * (megabytes * 8 - 1) + last + b"\0"


BOMB_BYTES = bomb(31)
DEFLATE_BOMB = bomb(15)
RAW_DEFLATE_BOMB = bomb(-15)
MEMBERS_BOMB = gzip.compress(ZEROS) * 9
NESTED_BOMB = gzip.compress(gzip.compress(bomb(31, 64), 9), 9)
ZSTD_BOMB = zstd_bomb()
# Sixteen million zeros, as the reference encoder packs them.
BROTLI_BOMB = bytes.fromhex("cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefddf")
