"""Matroska and WebM: what the head of a film tells of it."""

import struct
from collections.abc import Iterator

from atlas.extract.broken import Broken

HEAD = 4_000_000
"""Bytes within which a film tells of itself."""
SEGMENT, ABOUT, TRACKS, TRACK, PICTURE = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
SCALE, DURATION, TITLE, CODEC, WIDTH, HEIGHT = 0x2AD7B1, 0x4489, 0x7BA9, 0x86, 0xB0, 0xBA
PARENTS = frozenset((SEGMENT, ABOUT, TRACKS, TRACK, PICTURE))
USUAL_SCALE = 1_000_000
"""Nanoseconds in which a duration is counted where nothing is told."""
DEEPEST = 6
MOST = 10_000
FLOATS = {4: ">f", 8: ">d"}


def told_by(body: bytes) -> dict[int, bytes]:
    """Returns the first of each element of a film's head; raises Broken where it does not read."""
    told: dict[int, bytes] = {}
    for number, (key, content) in enumerate(_elements(body[:HEAD], 0)):
        told.setdefault(key, content)
        if number > MOST:
            break
    if SEGMENT not in told:
        raise Broken("The recording is damaged: there is no film in it.")
    return told


def seconds_in(told: dict[int, bytes]) -> float:
    """Returns how long a film lasts, 0 where it does not say."""
    written = told.get(DURATION, b"")
    form = FLOATS.get(len(written))
    scale = int.from_bytes(told.get(SCALE, b"")[:8]) or USUAL_SCALE
    return float(struct.unpack(form, written)[0]) * scale / 10**9 if form else 0.0


def text_in(told: dict[int, bytes], key: int) -> str:
    """Returns what is told under a key as text, "" where nothing is."""
    return told.get(key, b"")[:2000].decode("utf-8", "replace").rstrip("\0")


def dimensions_in(told: dict[int, bytes]) -> str:
    """Returns how large the picture is, "" where there is none."""
    width, height = (int.from_bytes(told.get(key, b"")[:4]) for key in (WIDTH, HEIGHT))
    return f"{width} × {height}" if width and height else ""


def _elements(body: bytes, depth: int) -> Iterator[tuple[int, bytes]]:
    """Yields the elements one after the other, those within another after it."""
    at = 0
    while at < len(body):
        key, at = _number(body, at, keep_mark=True)
        size, at = _number(body, at, keep_mark=False)
        if not key:
            return
        content = body[at : at + size] if size is not None else body[at:]
        yield key, content
        if key in PARENTS and depth < DEEPEST:
            yield from _elements(content, depth + 1)
        at += len(content)


def _number(body: bytes, at: int, *, keep_mark: bool) -> tuple[int | None, int]:
    """Returns a number that tells its own length, None for one without end; 0 where there is none."""
    first = body[at] if at < len(body) else 0
    length = 9 - first.bit_length()
    written = body[at : at + length]
    if not first or len(written) < length:
        return 0, len(body)
    value = int.from_bytes(written)
    if keep_mark:
        return value, at + length
    bare = value & ((1 << 7 * length) - 1)
    return (None if bare == (1 << 7 * length) - 1 else bare), at + length
