"""Inflating: capped, never more than asked for, the same however it is cut, and what the library itself makes of it."""

import gzip
import io
import zlib

from atlas.errors import Damaged
from atlas.jobs.reading.unpacking import CODINGS, unpacked
from atlas.model.inflate import BLOCK, READABLE, Inflater
from tests.fuzz.drawing import Draw
from tests.fuzz.target import Target

CODING = ("gzip", "deflate", "x-gzip")
OTHERS = ("br", "zstd", "gzip,br", "compress", "gzip,gzip,gzip,gzip", "gzip,deflate", "deflate,x-gzip")
CAPS = (100, 5_000, 1_000_000)
WAYS = ("as it is", "packed", "packed twice over", "bare")


def check(data: bytes) -> None:
    draw = Draw(data)
    coding, cap, way = draw.one_of(CODING), draw.one_of(CAPS), draw.one_of(WAYS)
    cuts, sample = [1 + draw.number(255) for _ in range(3)], draw.number(300)
    told, body = draw.one_of((coding, *OTHERS)), draw.rest()
    wire = _wire(body, coding, way)
    whole = Inflater(coding, cap, sample)
    whole.feed(wire)
    _is_bounded(whole, cap, sample)
    if way in {"packed", "bare"} and not (way == "bare" and coding != "deflate"):
        assert whole.size == len(body) or whole.too_large
        assert whole.sample == body[:sample]
    _is_the_same_in_pieces(whole, wire, coding, cap, sample, cuts)
    _is_the_librarys(whole, wire, coding, sample)
    _is_unpacked_or_refused(wire, told)


def _wire(body: bytes, coding: str, way: str) -> bytes:
    packed = zlib.compress(body) if coding == "deflate" else gzip.compress(body, mtime=0)
    bare = zlib.compress(body, wbits=-zlib.MAX_WBITS)
    return {"as it is": body, "packed": packed, "packed twice over": packed * 2, "bare": bare}[way]


def _is_bounded(inflater: Inflater, cap: int, sample: int) -> None:
    assert inflater.size <= cap + BLOCK, "a bomb is left off within a block of the cap"
    assert len(inflater.sample) == min(sample, inflater.size) or inflater.lies


def _is_the_same_in_pieces(whole: Inflater, wire: bytes, coding: str, cap: int, sample: int, cuts: list[int]) -> None:
    if not wire:
        return
    pieces, at = Inflater(coding, cap, sample), 0
    for number in range(len(wire)):
        if at >= len(wire):
            break
        size = cuts[number % len(cuts)]
        pieces.feed(wire[at : at + size])
        at += size
    assert (pieces.too_large, pieces.lies) == (whole.too_large, whole.lies)
    if not whole.too_large:
        assert (pieces.size, pieces.cut, pieces.sample) == (whole.size, whole.cut, whole.sample)


def _is_the_librarys(whole: Inflater, wire: bytes, coding: str, sample: int) -> None:
    """Where gzip itself, or zlib itself, takes all of it without a word, so do we."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(wire)) as file:
            out = file.read(4_000_000) if coding != "deflate" else zlib.decompress(wire)
    except (OSError, EOFError, zlib.error):
        return
    if wire:
        assert whole.too_large or whole.size == len(out)
        assert whole.too_large or whole.sample == out[:sample]


def _is_unpacked_or_refused(wire: bytes, coding: str) -> None:
    codings = coding.split(",")
    known = set(codings) <= READABLE and len(codings) <= CODINGS
    try:
        unpacked(io.BytesIO(wire), coding)
    except Damaged:
        assert not known
    else:
        assert known, "what is packed as br or zstd is refused by name"


def seeds() -> list[bytes]:
    bodies = (b"", b"words" * 40, b"\0" * 70_000, gzip.compress(b"x", mtime=0), zlib.compress(bytes(range(256)) * 4))
    heads = [
        bytes((coding, cap, way, 0, 6, 99, 0, 9, told))
        for coding in range(3)
        for cap in range(3)
        for way in range(4)
        for told in range(2)
    ]
    return [head + bodies[number % len(bodies)] for number, head in enumerate(heads)]


TARGET = Target(check, seeds, (b"\x1f\x8b\x08", b"\x78\x9c", b"\x03\x00"), 80_000)
