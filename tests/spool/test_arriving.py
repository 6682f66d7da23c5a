"""A drop that a door writes: it is there whole, or not at all, and whoever asked is told which."""

import pytest

from atlas import files
from atlas.errors import Unkept
from atlas.spool.arriving import TIMES, dropped

LINK = b"https://a.example/\n"


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


def test_a_drop_lies_in_its_folder_under_its_name(inbox):
    path = dropped(inbox / "tag", "a.txt", LINK)
    assert path == inbox / "tag/a.txt"
    assert path.read_bytes() == LINK


def test_a_name_that_is_taken_gets_a_number(inbox):
    first = dropped(inbox, "a.txt", LINK)
    assert dropped(inbox, "a.txt", b"https://b.example/\n") == inbox / "a~2.txt"
    assert first.read_bytes() == LINK


def test_a_draft_that_a_starting_atlas_sweeps_away_is_written_anew(inbox):
    path = dropped(inbox, "a.txt", LINK, sweeping(TIMES - 1))
    assert path.read_bytes() == LINK
    assert list(inbox.iterdir()) == [path]


def test_where_drafts_vanish_for_ever_it_is_told_that_nothing_was_dropped(inbox):
    with pytest.raises(Unkept):
        dropped(inbox, "a.txt", LINK, sweeping(TIMES))
    assert list(inbox.iterdir()) == []


def test_what_the_disk_does_not_take_leaves_nothing(inbox):
    def refuse(drafts):
        raise Unkept("The disk is full.")

    with pytest.raises(Unkept, match="full"):
        dropped(inbox, "a.txt", LINK, refuse)
    assert list(inbox.iterdir()) == []


def test_an_interruption_leaves_nothing(inbox):
    def interrupt(drafts):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dropped(inbox, "a.txt", LINK, interrupt)
    assert list(inbox.iterdir()) == []
