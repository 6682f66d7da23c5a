import gzip
import random
import re
import zlib
from itertools import islice

import pytest

from atlas.vault import warc


def member(kind=b"metadata", block=b"{}"):
    return b"".join(warc.record((("WARC-Type", kind.decode()),), len(block), [block]))


def test_a_record_is_one_gzip_member_with_its_block_untouched():
    block = bytes(range(256))
    whole = b"".join(warc.record((("WARC-Type", "response"), ("WARC-Truncated", "")), len(block), [block]))
    gzip_member = zlib.decompressobj(31)
    assert (
        gzip_member.decompress(whole)
        == b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 256\r\n\r\n%b\r\n\r\n" % block
    )
    assert gzip_member.eof
    assert not gzip_member.unused_data


@pytest.mark.parametrize("size", [1, 511, 512, 5000, 0xFFFF, 0x10000, 3 * warc.PIECE + 7])
def test_what_was_packed_before_is_stored_as_it_is(size):
    block = random.Random(size).randbytes(size)
    parts = [block[begin : begin + warc.PIECE] for begin in range(0, size, warc.PIECE)]
    whole = b"".join(warc.record((("WARC-Type", "response"),), size, parts))
    reader = zlib.decompressobj(31)
    plain = reader.decompress(whole)
    assert reader.eof
    assert not reader.unused_data
    assert plain.endswith(b"Content-Length: %d\r\n\r\n%b\r\n\r\n" % (size, block))
    assert len(whole) < size + 200 + size // 1000


def test_a_packed_body_is_stored_even_behind_a_head_that_is_not():
    head, body = b"HTTP/1.1 200 OK\r\n" + b"X-Pad: aaaaaaaa\r\n" * 100 + b"\r\n", random.Random(1).randbytes(5000)
    whole = b"".join(warc.record((), len(head) + len(body), [head, body]))
    assert body in whole
    assert gzip.decompress(whole).endswith(head + body + b"\r\n\r\n")


def test_a_text_is_squeezed_in_whatever_letters_it_is():
    for text in (
        "Wer reitet so spät durch Nacht und Wind? ",
        "山重水复疑无路，柳暗花明又一村。",
        "Мороз и солнце; день чудесный! ",
    ):
        block = "".join(random.Random(2).choices(text, k=20_000)).encode()
        assert len(b"".join(warc.record((), len(block), [block]))) < 0.8 * len(block), text


def test_no_two_records_have_one_name():
    names = list(islice(warc.new_ids(), 50))
    assert len(set(names)) == 50
    assert all(
        re.fullmatch("<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>", one)
        for one in names
    )


def test_a_field_cannot_smuggle_in_another():
    whole = gzip.decompress(b"".join(warc.record((("WARC-Target-URI", "http://a/\r\nWARC-Type: x"),), 0, [])))
    assert b"\r\nWARC-Type" not in whole


def test_a_field_that_is_no_unicode_is_escaped():
    assert b"http://a/\\udc80" in gzip.decompress(
        b"".join(warc.record((("WARC-Target-URI", "http://a/\udc80"),), 0, []))
    )


def test_a_large_block_comes_out_in_pieces():
    parts = list(warc.record((), 0, (zlib.compress(bytes([n]) * 9) * 20_000 for n in range(9))))
    assert max(map(len, parts)) < 2 * warc.PIECE
    assert gzip.decompress(b"".join(parts)).endswith(b"\r\n\r\n")


def test_the_last_record_is_found_from_the_tail_alone():
    tail = b"the end of some other member" + member(b"response", b"x" * 100) + member(block=b'{"a": 1}')
    head, block = warc.last_record(tail, 1000)
    assert b"WARC-Type: metadata" in head
    assert block == b'{"a": 1}'


NO_LAST_RECORD = {
    "empty": b"",
    "plain": b"nothing",
    "cut": member()[:-1],
    "followed by a byte": member() + b"\0",
    "followed by a magic number": member() + warc.MAGIC,
    "no deflate": warc.MAGIC + b"\0" * 7 + b"\xff" * 20,
    "only magic numbers": warc.MAGIC * 1000,
    "gzip of something else": gzip.compress(b"no record"),
    "too large": member(block=b"x" * 2000),
}


@pytest.mark.parametrize("case", NO_LAST_RECORD)
def test_what_does_not_end_in_a_whole_record_has_none(case):
    assert warc.last_record(NO_LAST_RECORD[case], 1000) is None


def test_a_record_inside_a_stored_body_is_not_the_last_one():
    inner = member(block=b"inner")
    tail = member(b"response", inner) + member(block=b"outer")
    assert warc.last_record(tail, 1000)[1] == b"outer"


@pytest.mark.parametrize(
    ("head", "begins"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", 25),
        (b"HTTP/1.1 200 OK\r\nA: \xff\r\n\r\n", 25),
        (b"HTTP/1.1 200 OK\r\n \r\nA: b\r\n\r\n", 20),
        (b"HTTP/1.1 200 OK\n\n", 17),
        (b"HTTP/1.1 200 OK\r\nA: b", 28),
    ],
)
def test_readers_see_the_payload_after_the_first_blank_line(head, begins):
    assert warc.payload_begins_at(head) == begins


def test_a_digest_goes_over_all_parts():
    assert warc.digest_of([b"ab", b"c"]) == (
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        3,
    )
