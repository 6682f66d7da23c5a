"""Counting what a compressed body comes to."""

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.fetch.body import Body
from atlas.model.inflate import BLOCK, Inflater, encoding_of
from tests.hostile import BOMB_BYTES

CAP = 1_000_000


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@settings(deadline=None)
@given(st.binary(max_size=3000), st.sampled_from(["gzip", "x-gzip", "deflate"]), st.integers(1, 200))
def test_a_whole_stream_is_counted_however_it_is_cut(data, encoding, size):
    wire = zlib.compress(data) if encoding == "deflate" else gzip.compress(data)
    inflater = Inflater(encoding, CAP)
    for piece in pieces(wire, size):
        inflater.feed(piece)
    assert (inflater.size, inflater.cut, inflater.lies, inflater.damaged) == (len(data), False, False, False)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=3000), st.data())
def test_a_stream_without_its_end_is_cut(data, draw):
    wire = gzip.compress(data)
    inflater = Inflater("gzip", CAP)
    inflater.feed(wire[: draw.draw(st.integers(1, len(wire) - 1))])
    assert inflater.cut


@settings(deadline=None)
@given(st.binary(max_size=500), st.sampled_from(["gzip", "deflate"]))
def test_no_bytes_do_harm(data, encoding):
    inflater = Inflater(encoding, CAP)
    for piece in pieces(data, 7):
        inflater.feed(piece)
    assert inflater.size <= CAP * 2


def test_a_bomb_is_left_off_soon_after_the_cap():
    inflater = Inflater("gzip", CAP)
    inflater.feed(BOMB_BYTES)
    assert inflater.too_large
    assert inflater.size < CAP + 100_000


def test_what_breaks_after_a_good_start_is_damaged_and_no_lie():
    wire = bytearray(gzip.compress(bytes(range(256)) * 2000, 0))
    wire[-6] ^= 0xFF
    inflater = Inflater("gzip", CAP)
    inflater.feed(bytes(wire))
    assert (inflater.damaged, inflater.cut, inflater.lies) == (True, True, False)


def test_deflate_without_its_wrapping_is_taken():
    inflater = Inflater("deflate", CAP)
    inflater.feed(zlib.compress(b"words" * 100)[2:-4])
    assert (inflater.size, inflater.cut, inflater.lies) == (500, False, False)


@pytest.mark.parametrize("size", [7, 1000, 100_000])
@pytest.mark.parametrize("rest", [b"", b"\0\0\0", gzip.compress(b"x" * 200_000) * 3])
def test_behind_a_member_larger_than_a_block_the_next_is_read_once(rest, size):
    inflater = Inflater("gzip", CAP)
    for piece in pieces(gzip.compress(b"x" * 200_000) + rest, size):
        inflater.feed(piece)
    assert (inflater.size, inflater.cut, inflater.lies) == (800_000 if len(rest) > 3 else 200_000, False, False)


@settings(deadline=None)
@given(st.integers(1, 400_000), st.integers(-3, 3), st.booleans())
def test_what_waits_within_the_stream_is_counted_too(size, beside, wrapped):
    data = b"x" * (size // BLOCK * BLOCK + beside if size > BLOCK else size)
    inflater = Inflater("deflate", CAP)
    inflater.feed(zlib.compress(data) if wrapped else zlib.compress(data, wbits=-15))
    assert (inflater.size, inflater.cut) == (len(data), False)


def test_nothing_at_all_is_not_cut():
    assert not Inflater("gzip", CAP).cut


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        (" GZIP ", "gzip"),
        ("identity", ""),
        ("gzip, gzip", "gzip,gzip"),
        ("identity, br", "br"),
    ],
)
def test_the_coding_is_read_from_its_header(header, encoding):
    assert encoding_of(header) == encoding


def test_only_one_coding_is_looked_into(tmp_path):
    with (tmp_path / "body").open("xb", buffering=0) as file:
        body = Body(file, CAP, "gzip,gzip")
        assert body.oddities() == ("It is encoded in a way Atlas did not ask for.",)
        assert not body.cut


@settings(deadline=None)
@given(st.binary(max_size=3000), st.integers(0, 3000))
def test_its_beginning_is_at_hand_for_the_judge(data, wanted):
    inflater = Inflater("gzip", CAP, wanted)
    inflater.feed(gzip.compress(data))
    assert inflater.sample == data[:wanted]


@pytest.mark.parametrize("size", [1, 2, 7])
@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("gzip", gzip.compress(b"words") * 2),
        ("deflate", zlib.compress(b"words" * 2, wbits=-zlib.MAX_WBITS)),
        ("gzip", gzip.compress(b"words" * 2) + b"\x1f"),
    ],
    ids=["members", "bare", "behind"],
)
def test_in_how_many_pieces_it_comes_makes_no_difference(coding, wire, size):
    inflater = Inflater(coding, CAP, 100)
    for piece in pieces(wire, size):
        inflater.feed(piece)
    assert (inflater.size, inflater.lies, inflater.cut, inflater.sample) == (10, False, False, b"words" * 2)


@pytest.mark.parametrize("size", [1, 1000])
def test_what_came_before_the_damage_is_at_hand_however_small_it_is(size):
    wire = bytearray(gzip.compress(b"words"))
    wire[-6] ^= 0xFF
    inflater = Inflater("gzip", CAP, 100)
    for piece in pieces(bytes(wire), size):
        inflater.feed(piece)
    assert (inflater.damaged, inflater.lies, inflater.sample) == (True, False, b"words")
