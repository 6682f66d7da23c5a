"""A drop that Atlas itself writes into the inbox."""

from pathlib import Path

import pytest

from atlas.errors import Unkept
from atlas.files import draft
from atlas.spool.arriving import _published, dropped
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
