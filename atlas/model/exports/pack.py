"""An export in a zip file: its tables, JSON and bookmarks. Nothing is unpacked to the disk, and nothing without end."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from atlas.errors import Unfit

MAGIC = b"PK\x03\x04"
END = struct.Struct("<4s4H2LH")
END_MAGIC = b"PK\x05\x06"
TAIL = 1 << 16
LARGEST_INDEX = 1 << 22
"""Bytes of its index: an export may hold tens of thousands of pages beside the list of them."""
MOST_INFLATED = 100_000_000
HEAD = 8192
MEMBER = re.compile(r".*\.(?:csv|json|jsonl|html?)", re.IGNORECASE | re.DOTALL)
PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What Python's reader lets through from files that were made to hurt.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)

Part = tuple[str, bytes]


def is_pack(data: bytes) -> bool:
    """Whether it is a zip file with parts that may be an export."""
    if not data.startswith(MAGIC):
        return False
    with _opened(data) as file:
        return file is not None and any(map(_is_part, file.infolist()))


def parts(data: bytes, wanted: Callable[[bytes, str], bool], room: int = MOST_INFLATED) -> Iterator[Part]:
    """Yields name and bytes of the parts wanted by their beginning; raises Unfit where they inflate too far."""
    left = room
    with _opened(data) as file:
        for member in filter(_is_part, file.infolist() if file else ()):
            if file is None or not wanted(_inflated(file, member, HEAD), member.filename):
                continue
            whole = _inflated(file, member, left + 1)
            left -= len(whole)
            if left < 0:
                raise Unfit(f"It inflates to more than {room // 1_000_000} MB.")
            yield member.filename, whole


@contextmanager
def _opened(data: bytes) -> Iterator[zipfile.ZipFile | None]:
    """Opens a zip file once for all its parts: each opening reads the whole index."""
    file = _read(data) if _is_bounded(data) else None
    try:
        yield file
    finally:
        if file:
            file.close()


def _read(data: bytes) -> zipfile.ZipFile | None:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BROKEN:
        return None


def _is_part(one: zipfile.ZipInfo) -> bool:
    plain = not one.flag_bits & 1 and one.compress_type in PACKED
    return plain and MEMBER.fullmatch(one.filename) is not None and not one.filename.startswith("__MACOSX/")


def _is_bounded(data: bytes) -> bool:
    """Whether its index is small: Python's reader makes all of it before it is asked anything."""
    tail = data[-TAIL - END.size :]
    at = tail.rfind(END_MAGIC)
    if at < 0 or len(tail) - at < END.size or b"PK\x06\x07" in tail:
        return False
    return int(END.unpack_from(tail, at)[5]) <= LARGEST_INDEX


def _inflated(file: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    try:
        with file.open(member) as part:
            return part.read(most)
    except BROKEN:
        return b""
