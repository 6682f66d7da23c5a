"""What a release is, where it lies, and how it is built."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from atlas.errors import NotUpgraded
from atlas.jobs.upgrade.building import build, source_at
from atlas.jobs.upgrade.releases import Releases
from atlas.jobs.upgrade.running import Ran


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "atlas").mkdir(parents=True)
    (folder / "atlas/__init__.py").write_text('"""Atlas."""\n\n__version__ = "1.1"\n')
    (folder / "requirements.lock").write_text("one==1 --hash=sha256:00\n")
    return folder


def commands(source: Path, tmp_path: Path) -> list[str]:
    ran: list[str] = []

    def run(words: Sequence[str], environ: Mapping[str, str]) -> Ran:
        ran.append(" ".join(words))
        if "venv" in words:
            Path(words[-1]).mkdir(parents=True)
        return Ran(0)

    build(source_at(source), Releases(tmp_path / ".venv"), run, {})
    return ran


def test_a_checkout_and_a_wheel_are_releases(checkout: Path):
    assert source_at(checkout).release.version == "1.1"
    (checkout / "atlas/__init__.py").unlink()
    wheel = checkout / "atlas_keeper-1.2-py3-none-any.whl"
    wheel.write_bytes(b"PK")
    assert source_at(checkout).release == source_at(wheel).release
    assert source_at(wheel).release.version == "1.2"


def test_other_files_are_another_release(checkout: Path):
    before = source_at(checkout).release
    assert source_at(checkout).release == before
    (checkout / "atlas/more.py").write_text("more\n")
    assert source_at(checkout).release != before


def test_what_python_keeps_beside_is_no_part_of_it(checkout: Path):
    before = source_at(checkout).release
    (checkout / "atlas/__pycache__").mkdir()
    (checkout / "atlas/__pycache__/more.pyc").touch()
    assert source_at(checkout).release == before


def test_a_folder_without_a_lock_or_a_release_is_none(checkout: Path):
    (checkout / "atlas/__init__.py").unlink()
    with pytest.raises(NotUpgraded, match="no release"):
        source_at(checkout)
    (checkout / "requirements.lock").unlink()
    with pytest.raises(NotUpgraded, match=r"no requirements\.lock"):
        source_at(checkout)


def test_every_hash_is_checked_and_nothing_is_built_but_the_release(checkout: Path, tmp_path: Path):
    made, locked, own = commands(checkout, tmp_path)
    assert "-m venv" in made
    assert "--require-hashes --only-binary :all: -r" in locked
    assert "--no-index" not in locked
    assert own.endswith(f"--no-deps --no-index --no-build-isolation {checkout}")


def test_packages_that_came_along_are_all_that_is_asked(checkout: Path, tmp_path: Path):
    (checkout / "packages").mkdir()
    (checkout / "packages/MANIFEST").touch()
    locked = commands(checkout, tmp_path)[1]
    assert "--isolated" in locked
    assert f"--no-index --find-links {checkout}/packages" in locked


def test_what_is_whole_is_not_built_again(checkout: Path, tmp_path: Path):
    assert len(commands(checkout, tmp_path)) == 3
    assert commands(checkout, tmp_path) == []


def test_the_changelog_comes_along_where_there_is_one(checkout: Path):
    assert source_at(checkout).changes == ""
    (checkout / "CHANGELOG.md").write_text("## [1.1]\n")
    assert source_at(checkout).changes == "## [1.1]\n"
