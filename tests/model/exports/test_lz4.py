"""Firefox's backups of bookmarks are unpacked as the library of LZ4 packs them, and no damage to one raises."""

import json

import lz4.block
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.drop import Link, contents_of
from atlas.model.exports.lz4 import LENGTH, MAGIC, MOST, unpacked
from tests.model.exports import samples


def packed(data):
    return MAGIC + lz4.block.compress(data, mode="high_compression")


@given(st.lists(st.sampled_from([b"a", b"abcd" * 9, bytes(300), b"\xff\x00"]) | st.binary(max_size=40)).map(b"".join))
def test_what_was_packed_is_unpacked(data):
    assert unpacked(packed(data)) == data


@pytest.mark.parametrize("size", [0, 1, 14, 15, 16, 269, 270, 271, 70_000])
def test_lengths_of_every_kind_are_read(size):
    data = bytes(range(256)) * 3 + b"x" * size + bytes(reversed(range(200)))
    assert unpacked(packed(data)) == data


@given(st.integers(0, 400), st.binary(max_size=9))
def test_no_damage_raises_and_none_is_taken_for_whole(at, piece):
    whole = packed(json.dumps([{"url": f"https://a.example/{one}"} for one in range(40)]).encode())
    broken = whole[:at] + piece + whole[at + len(piece) :]
    assert len(unpacked(broken)) in {0, LENGTH.unpack_from(broken.ljust(12, b"\0"), len(MAGIC))[0]}


@pytest.mark.parametrize(
    "data",
    [
        MAGIC,
        MAGIC + LENGTH.pack(MOST + 1) + b"\x10a",
        MAGIC + LENGTH.pack(9) + b"\x10a\x00\x00",
        MAGIC + LENGTH.pack(9) + b"\x10a\x02\x00",
        MAGIC + LENGTH.pack(9) + b"\xf0\xff",
        MAGIC + LENGTH.pack(5) + b"\x1fa\x01\x00\xff\xff\xff",
    ],
)
def test_what_is_no_block_is_nothing(data):
    assert unpacked(data) == b""


def test_a_bomb_is_not_unpacked_beyond_what_it_says():
    assert unpacked(MAGIC + LENGTH.pack(1000) + b"\x1fa\x01\x00" + b"\xff" * 1_000_000 + b"\x00") == b""


def test_a_backup_of_firefox_gives_its_bookmarks():
    tree = {
        "guid": "root________",
        "root": "placesRoot",
        "children": [
            {
                "guid": "menu________",
                "root": "bookmarksMenuFolder",
                "title": "menu",
                "children": [{"title": "A", "uri": "https://a.example/", "dateAdded": 1601899200000000}],
            }
        ],
    }
    found = contents_of(packed(json.dumps(tree).encode()), "bookmarks-2026-11-23_1_x==.jsonlz4")
    assert (found.format, found.exported) == ("Firefox backup", True)
    assert found.links == (Link("https://a.example/", "A", found.links[0].added),)
    assert found.links[0].added.year == 2020


def test_a_damaged_backup_has_no_links_and_is_no_text():
    found = contents_of(packed(samples.CHROME.encode())[:-9], "bookmarks.jsonlz4")
    assert (found.format, found.links) == ("Firefox backup", ())
