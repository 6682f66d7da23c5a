"""The articles' folder: nothing of a person's is touched, nothing is there twice, and twice changes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from atlas.errors import Unkept
from atlas.jobs.reading.shelf import Shelf
from atlas.model.article import Article, Metadata
from atlas.model.article_file import Origin, fields_in

ORIGIN = Origin(
    id="0c597243",
    snapshot="raw/2026/11/23/20261123T125110Z-good.example-0c597243.warc.gz",
    url="https://good.example/pi",
    final_url="https://good.example/pi",
    captured_at="2026-11-23T12:51:10.250Z",
    layer="direct",
    verdict="page",
)
OTHER = replace(ORIGIN, id="12345678", snapshot="raw/2026/11/23/20261123T125111Z-good.example-12345678.warc.gz")
ARTICLE = Article("A fan is loud.", Metadata(title="How to cool a Pi"))
NEWER = replace(ARTICLE, text="A fan is loud; a block is not.")
RENAMED = replace(NEWER, metadata=Metadata(title="Cooling a Pi"))
NAME = "2026/11/2026-11-23 How to cool a Pi (good.example) 0c597243.md"
BESIDE = NAME.replace(".md", "~2.md")


@pytest.fixture
def root(tmp_path):
    return tmp_path / "articles"


def put(root: Path, article: Article = ARTICLE, origin: Origin = ORIGIN, known: str = "") -> str:
    """Puts it there as a process does that has just begun."""
    shelf = Shelf(root)
    (placed,) = shelf.put([(origin, article, known)])
    shelf.tidy([placed])
    return placed.path


def lying(root: Path) -> list[str]:
    return sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file())


def text(root: Path, place: str) -> str:
    return fields_in((root / place).read_bytes())[1]


def edit(root: Path, place: str, old: str = "A fan", new: str = "My fan") -> bytes:
    path = root / place
    path.write_text(path.read_text().replace(old, new))
    return path.read_bytes()


def test_an_article_lies_in_its_month_for_its_owner_alone(root):
    assert put(root) == NAME
    assert lying(root) == [NAME]
    assert (root / NAME).stat().st_mode & 0o777 == 0o600
    assert {one.stat().st_mode & 0o777 for one in root.rglob("*") if one.is_dir()} == {0o700}


def test_the_same_again_does_not_even_touch_the_file(root):
    put(root)
    before = (root / NAME).stat()
    assert put(root) == NAME
    after = (root / NAME).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_newer_reading_takes_the_place_of_an_untouched_file(root):
    put(root)
    assert put(root, NEWER) == NAME
    assert lying(root) == [NAME]
    assert text(root, NAME) == NEWER.text


def test_a_file_that_a_person_named_keeps_its_name(root):
    put(root)
    (root / NAME).rename(root / "fans.md")
    assert put(root, RENAMED, known="fans.md") == "fans.md"
    assert (lying(root), text(root, "fans.md")) == (["fans.md"], RENAMED.text)


def test_a_new_title_moves_the_file(root):
    put(root)
    moved = put(root, RENAMED)
    assert lying(root) == [moved]
    assert "Cooling a Pi" in moved


@pytest.mark.parametrize(("old", "new"), [("A fan", "My fan"), ("tags: []", 'tags: ["mine"]')])
def test_what_a_person_changed_stays_and_the_newer_one_is_put_beside_it(root, old, new):
    put(root)
    mine = edit(root, NAME, old, new)
    for _ in range(2):
        assert put(root, NEWER) == BESIDE
        assert lying(root) == sorted([NAME, BESIDE])
        assert (root / NAME).read_bytes() == mine
        assert text(root, BESIDE) == NEWER.text


def test_the_one_beside_it_is_atlas_own_and_is_replaced(root):
    put(root)
    edit(root, NAME)
    put(root, NEWER)
    put(root, replace(NEWER, text="Newer still."))
    assert lying(root) == sorted([NAME, BESIDE])
    assert text(root, BESIDE) == "Newer still."


def test_what_a_person_made_of_this_very_text_is_enough(root):
    put(root)
    edit(root, NAME)
    assert put(root) == NAME
    assert lying(root) == [NAME]


def test_what_a_person_renamed_in_the_month_is_found_by_its_id(root):
    put(root)
    (root / NAME).rename(root / "2026/11/Fans 0c597243.md")
    put(root, NEWER)
    assert lying(root) == [NAME]


def test_what_a_person_filed_elsewhere_is_found_by_its_row_and_stays_there(root):
    put(root)
    (root / "Best").mkdir()
    (root / NAME).rename(root / "Best/mine.md")
    moved = put(root, NEWER, known="Best/mine.md")
    assert lying(root) == [moved]
    assert moved.startswith("Best/")
    assert text(root, moved) == NEWER.text


def test_a_row_that_tells_of_a_file_that_is_gone_does_no_harm(root):
    assert put(root, known="2026/11/gone.md") == NAME


def test_an_empty_file_of_that_name_is_what_a_cut_left(root):
    put(root)
    (root / NAME).write_bytes(b"")
    assert put(root) == NAME
    assert text(root, NAME) == ARTICLE.text


def test_a_file_of_another_make_is_left_alone(root):
    (root / NAME).parent.mkdir(parents=True)
    (root / NAME).write_text("# My notes")
    assert put(root) == BESIDE
    assert (root / NAME).read_text() == "# My notes"


def test_a_link_a_pipe_and_a_folder_of_that_name_are_left_alone(root, tmp_path):
    (root / NAME).parent.mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (root / NAME).symlink_to(tmp_path / "secret")
    (root / BESIDE).mkdir()
    assert put(root) == NAME.replace(".md", "~3.md")
    assert (tmp_path / "secret").read_text() == "secret"


def test_two_snapshots_with_one_id_are_two_articles(root):
    twin = replace(ORIGIN, snapshot="raw/2026/11/23/20261123T125119Z-good.example-0c597243.warc.gz")
    assert [put(root), put(root, origin=twin)] == [NAME, BESIDE]
    assert [put(root, NEWER), put(root, origin=twin)] == [NAME, BESIDE]


def test_a_group_is_put_there_together(root):
    placed = Shelf(root).put([(ORIGIN, ARTICLE, ""), (OTHER, ARTICLE, "")])
    assert sorted(one.path for one in placed) == lying(root)


def test_drafts_that_a_cut_left_are_swept(root):
    put(root)
    (root / "2026/11/.atlas-draft-0123").write_bytes(b"half")
    put(root, origin=OTHER)
    assert not [one for one in lying(root) if "draft" in one]


def test_a_folder_taken_away_meanwhile_is_made_again(root, tmp_path):
    shelf = Shelf(root)
    shelf.put([(ORIGIN, ARTICLE, "")])
    root.rename(tmp_path / "elsewhere")
    assert [one.path for one in shelf.put([(ORIGIN, ARTICLE, "")])] == [NAME]


def test_where_the_disk_does_not_take_it_nothing_is_left(root, tmp_path):
    root.parent.mkdir(exist_ok=True)
    root.write_text("a file where the folder should be")
    with pytest.raises(Unkept):
        put(root)


@pytest.mark.parametrize("named", [NAME, "2026/11/2026-11-23 Cooling a Pi (good.example) 0c597243.md"])
def test_of_two_files_that_a_cut_left_the_one_stays_that_the_row_names(root, named):
    put(root)
    Shelf(root).put([(ORIGIN, RENAMED, "")])
    assert Shelf(root).mend(lambda snapshot: named if snapshot == ORIGIN.snapshot else "") == 1
    assert lying(root) == [named]
    assert Shelf(root).mend(lambda snapshot: named) == 0


def test_of_two_files_that_no_row_names_one_stays(root):
    put(root)
    Shelf(root).put([(ORIGIN, RENAMED, "")])
    Shelf(root).mend(lambda snapshot: "")
    assert lying(root) == [NAME]


def test_what_a_person_changed_is_no_twin(root):
    put(root)
    edit(root, NAME)
    put(root, NEWER)
    assert Shelf(root).mend(lambda snapshot: "") == 0
    assert lying(root) == sorted([NAME, BESIDE])


def test_where_there_is_no_folder_there_is_nothing_to_mend(root):
    assert Shelf(root).mend(lambda snapshot: "") == 0
