"""A damaged catalog, as a person meets it: the next start mends it and says so."""

import pytest


@pytest.mark.parametrize("verb", ["drain", "rebuild"])
def test_the_next_start_mends_a_damaged_catalog(captured, verb):
    path = captured.path / ".atlas/catalog.db"
    path.write_bytes(b"junk" * 5000)
    assert captured.atlas("list").code == 69
    captured.atlas(verb)
    assert len(captured.atlas("list", "--json").lines) == 1
    assert captured.atlas("audit", "--strict").code == 0


def test_what_was_damaged_is_told_and_kept_aside(captured):
    (captured.path / ".atlas/catalog.db").write_bytes(b"junk" * 5000)
    told = captured.atlas("drain")
    assert told.code == 0
    assert "moved aside" in told.err
    assert [one for one in captured.files(".atlas") if "catalog.db.broken-" in one]
