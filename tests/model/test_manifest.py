"""A manifest reads back as it was written, or not at all."""

import json
from dataclasses import replace

import pytest

from atlas.errors import Damaged
from atlas.model.manifest import Manifest, Piece, Stored, index_of, manifest_of, pieces_of
from tests.fakes import NOON

SNAPSHOT = Piece("raw/2026/a.warc.gz", 5, 7, "ab" * 32, Stored("raw/2026/a.warc.gz", 5, "ab" * 32))
NAMELESS = Piece("inbox/caf\udce9.url", 5, 7, "cd" * 32, Stored("objects/cd/cd", 5, "cd" * 32))
PLAIN = Manifest("20261123T120000Z", NOON, NOON, "here", "1", True, {"raw": 1}, pieces=(SNAPSHOT, NAMELESS))
SEALED = replace(
    PLAIN, sealed_to="age1", pieces=(), index=Stored("objects/ee/ee", 9, "ee" * 32), objects=(SNAPSHOT.stored,)
)


@pytest.mark.parametrize("manifest", [PLAIN, SEALED])
def test_it_reads_back_as_it_was_written(manifest):
    assert manifest_of(manifest.dumps()) == manifest


def test_an_index_reads_back_as_it_was_written():
    assert pieces_of(json.loads(index_of(PLAIN.pieces))) == PLAIN.pieces


def test_it_names_all_it_needs_of_the_store():
    assert list(PLAIN.stored()) == [SNAPSHOT.stored, NAMELESS.stored]
    assert list(SEALED.stored()) == [SEALED.index, SNAPSHOT.stored]


def test_only_snapshots_are_of_the_archive():
    assert (SNAPSHOT.in_archive, NAMELESS.in_archive) == (True, False)


def test_a_byte_less_or_another_is_no_manifest():
    data = PLAIN.dumps()
    for spoilt in (data[:-3], data.replace(b'"here"', b'"hers"'), b"", b"[]", b"{}", b"\xff", b"[" * 100_000):
        with pytest.raises(Damaged):
            manifest_of(spoilt)


@pytest.mark.parametrize("place", ["/etc/passwd", "raw/../../x", ".."])
def test_a_place_that_leads_out_of_the_store_is_refused(place):
    with pytest.raises(Damaged, match="no place in a store"):
        manifest_of(replace(PLAIN, pieces=(replace(SNAPSHOT, stored=Stored(place, 5, "ab")),)).dumps())
