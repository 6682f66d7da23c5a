"""A drop that Atlas itself writes into the inbox."""

from pathlib import Path

import pytest

from atlas import files
from atlas.errors import Unkept
from atlas.files import draft
from atlas.spool.arriving import TIMES, _published, dropped
from tests.spool.samples import names, put

DATA = b"https://a.example/\n"


def test_a_drop_has_its_name_when_it_is_whole_and_its_folder_is_made(tmp_path):
    path = dropped(tmp_path / "inbox/tag", "a.url", DATA)
    assert path == tmp_path / "inbox/tag/a.url"
    assert path.read_bytes() == DATA
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(path.parent) == ["a.url"]


@pytest.mark.parametrize("taken", ["a.url", "a.url.atlas.json"])
def test_a_name_that_is_taken_or_whose_tickets_name_is_goes_with_a_number(tmp_path, taken):
    put(tmp_path / taken, "a person's own")
    assert dropped(tmp_path, "a.url", DATA) == tmp_path / "a~2.url"
    assert (tmp_path / taken).read_text() == "a person's own"
    assert (tmp_path / "a~2.url").read_bytes() == DATA


class Raced(type(Path())):
    """A path that somebody else takes between the look and the deed."""

    asked = 0

    def __fspath__(self) -> str:
        Raced.asked += 1
        if Raced.asked == 2:
            Path(str(self)).write_text("faster")
        return str(self)


def test_who_is_a_moment_later_takes_the_next_name(tmp_path):
    Raced.asked = 0
    path = _published(draft(tmp_path, DATA), Raced(tmp_path / "a.url"))
    assert path.name == "a~2.url"
    assert [(tmp_path / name).read_bytes() for name in names(tmp_path)] == [b"faster", DATA]


def test_a_name_the_disk_does_not_take_leaves_nothing(tmp_path):
    with pytest.raises(Unkept, match="File name too long"):
        dropped(tmp_path, f"{'x' * 300}.url", DATA)
    assert names(tmp_path) == []


def sweeping(times):
    """Syncs as ever, but that an Atlas which has just started sweeps the drafts away so many times before."""
    left = [times]

    def sync(drafts):
        if left[0]:
            left[0] -= 1
            for one in drafts:
                one.unlink()
        files.sync(drafts)

    return sync


def test_a_draft_that_a_starting_atlas_sweeps_away_is_written_anew(tmp_path):
    assert dropped(tmp_path, "a.url", DATA, sweeping(TIMES - 1)).read_bytes() == DATA
    assert names(tmp_path) == ["a.url"]


def test_where_drafts_vanish_for_ever_it_is_told_that_nothing_was_dropped(tmp_path):
    with pytest.raises(Unkept):
        dropped(tmp_path, "a.url", DATA, sweeping(TIMES))
    assert names(tmp_path) == []


@pytest.mark.parametrize("error", [Unkept("The disk is full."), KeyboardInterrupt()])
def test_what_is_refused_or_interrupted_leaves_nothing(tmp_path, error):
    def refuse(drafts):
        raise error

    with pytest.raises(type(error)):
        dropped(tmp_path, "a.url", DATA, refuse)
    assert names(tmp_path) == []
