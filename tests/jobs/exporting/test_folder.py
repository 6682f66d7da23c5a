"""Articles as a folder of Markdown: the files as they are, under names that any disk takes, and an index."""

import pytest
import yaml

from atlas.jobs.exporting import folder
from tests.jobs.exporting.samples import filed, read, row


def names(path):
    return sorted(one.name for one in path.iterdir())


def test_each_article_is_given_as_it_is_kept(tmp_path):
    home, out = tmp_path / "home", tmp_path / "out"
    one = filed(home, row(1), "What I *added*.\n", tags=["mine"])
    assert folder.write(out, "Atlas", read(home, one), replace=False) == 1
    name = one.article.rpartition("/")[2]
    assert names(out) == [name, "index.md"]
    assert (out / name).read_bytes() == (home / "processed/articles" / one.article).read_bytes()
    assert yaml.safe_load((out / name).read_text().split("---")[1])["tags"] == ["mine"]


def test_the_index_links_each_article(tmp_path):
    home, out = tmp_path / "home", tmp_path / "out"
    one = filed(home, row(1, title="A [b](c) *d*"), published="2025-05-01")
    folder.write(out, "Atlas", read(home, one), replace=False)
    assert (out / "index.md").read_text() == (
        "# Atlas\n\n- [A \\[b\\](c) \\*d\\*](2026-11-23%20Page%201%20%28a.example%29%2000000001.md)"
        " — 2025-05-01 · a.example\n"
    )


@pytest.mark.parametrize(
    ("kept", "given"),
    [
        ("2026/11/a:b?.md", "a b.md"),
        ("2026/11/INDEX.md", "INDEX~2.md"),
        ("2026/11/é\u202e.md", "é.md"),
        ("2026/11/....md", "Untitled.md"),
        (f"2026/11/{'é' * 120}.md", f"{'é' * 68}.md"),
    ],
)
def test_a_name_of_a_persons_own_is_made_safe(tmp_path, kept, given):
    home, out = tmp_path / "home", tmp_path / "out"
    folder.write(out, "x", read(home, filed(home, row(1, article=kept))), replace=False)
    assert [one for one in names(out) if one != "index.md"] == [given]


def test_two_names_that_some_disks_take_for_one_are_told_apart(tmp_path):
    home, out = tmp_path / "home", tmp_path / "out"
    rows = [filed(home, row(1, article="2026/11/a.md")), filed(home, row(2, article="2026/12/A.md"))]
    assert folder.write(out, "x", read(home, *rows), replace=False) == 2
    assert names(out) == ["A~2.md", "a.md", "index.md"]


def test_an_article_that_several_captures_share_is_given_once(tmp_path):
    home = tmp_path / "home"
    one = filed(home, row(1))
    assert len(read(home, one, row(2, article=one.article), row(3, article=""))) == 1


def test_an_article_whose_file_is_gone_is_left_out(tmp_path):
    assert read(tmp_path / "home", row(1)) == []


def test_a_folder_of_somebody_elses_is_left_alone_unless_that_is_meant(tmp_path):
    home, out = tmp_path / "home", tmp_path / "out"
    told = read(home, filed(home, row(1)))
    out.mkdir()
    (out / "own.md").write_text("own")
    with pytest.raises(FileExistsError):
        folder.write(out, "x", told, replace=False)
    assert names(out) == ["own.md"]
    folder.write(out, "x", told, replace=True)
    folder.write(out, "x", told, replace=True)
    assert len(names(out)) == 3
