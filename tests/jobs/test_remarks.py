"""What a person writes about a capture, and where it stands."""

import stat

import pytest

from atlas.catalog import Catalog
from atlas.errors import NotFound, Unfit
from atlas.jobs.rebuild import rebuild
from atlas.jobs.remarks import LONGEST, digest_of, place_of, remark, remark_of
from tests.vault.samples import sealed

NONE = digest_of("")


@pytest.fixture
def place(house):
    (kept,) = house.vault.keep([sealed(house.vault)])
    return kept.path


def test_what_is_written_is_read_back(house, place):
    assert remark_of(house.folders, place) == ""
    assert remark(house.folders, place, "  Look at the fan.\nThen cool it.\n\n", NONE)
    assert remark_of(house.folders, place) == "Look at the fan.\nThen cool it."


def test_it_is_a_text_beside_the_article_and_nobody_elses(house, place):
    remark(house.folders, place, "Look.", NONE)
    (name,) = house.files("processed/articles")
    assert name.startswith("2026/11/20261123T125110Z-good.example-")
    assert name.endswith(".note.txt")
    path = house.folders.articles / name
    assert path.read_text() == "Look.\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_catalog_that_is_made_anew_changes_nothing_of_it(house, place):
    remark(house.folders, place, "Look.", NONE)
    catalog = Catalog(house.folders.state / "catalog.db")
    rebuild(house.folders, house.vault, catalog)
    catalog.close()
    assert remark_of(house.folders, place) == "Look."


def test_what_somebody_changed_meanwhile_stays(house, place):
    remark(house.folders, place, "Look.", NONE)
    place_of(house.folders, place).write_text("Listen.\n")
    assert not remark(house.folders, place, "Smell.", digest_of("Look."))
    assert remark_of(house.folders, place) == "Listen."
    assert remark(house.folders, place, "Smell.", digest_of("Listen."))
    assert remark_of(house.folders, place) == "Smell."


def test_nothing_to_say_removes_it(house, place):
    remark(house.folders, place, "Look.", NONE)
    assert remark(house.folders, place, " \n", digest_of("Look."))
    assert house.files("processed/articles") == []
    assert remark(house.folders, place, "", NONE)


def test_a_note_that_is_a_book_is_refused(house, place):
    with pytest.raises(Unfit):
        remark(house.folders, place, "x" * LONGEST, NONE)
    assert remark_of(house.folders, place) == ""


@pytest.mark.parametrize(
    "place", ["", "../x", "2026/11/23/x.warc.gz", "2026/11/23/../../20261123T125110Z-a-0c597243.warc.gz"]
)
def test_what_is_no_snapshot_has_no_note(house, place):
    with pytest.raises(NotFound):
        remark(house.folders, place, "Look.", NONE)
