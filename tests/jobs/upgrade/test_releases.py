"""Releases side by side: taken over, built, switched between, removed."""

from pathlib import Path

import pytest

from atlas.errors import NotUpgraded
from atlas.jobs.upgrade.releases import STAMP, Releases, link_of


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """What install.sh made, and nothing else."""
    place = tmp_path / ".venv"
    (place / "bin").mkdir(parents=True)
    (place / "bin/python").write_text("old")
    (place / STAMP).write_text("runtime 00\n")
    return Releases(place)


def built(releases: Releases, name: str) -> None:
    place = releases.begin(name)
    (place / "bin").mkdir(parents=True)
    (place / "bin/python").write_text(name)
    releases.finish(name)


def at_work(releases: Releases) -> str:
    return (releases.link / "bin/python").read_text()


def test_what_install_made_becomes_a_release_and_stays_where_it_was(releases: Releases):
    releases.adopt("1.0")
    assert (releases.current, at_work(releases), releases.whole()) == ("1.0-adopted", "old", ["1.0-adopted"])


def test_taking_over_twice_is_as_once(releases: Releases):
    releases.adopt("1.0")
    releases.adopt("1.0")
    assert at_work(releases) == "old"


def test_a_cut_before_the_exchange_leaves_a_link_to_nothing_that_is_made_anew(releases: Releases):
    releases.folder.mkdir()
    (releases.folder / "1.0-adopted").symlink_to(".venv.releases/1.0-adopted")
    releases.adopt("1.0")
    assert at_work(releases) == "old"


def test_what_install_did_not_make_is_left_alone(releases: Releases):
    (releases.link / STAMP).unlink()
    with pytest.raises(NotUpgraded, match=r"not made by install\.sh"):
        releases.adopt("1.0")
    assert not releases.link.is_symlink()


def test_a_release_is_whole_when_it_says_so(releases: Releases):
    releases.adopt("1.0")
    (releases.begin("1.1-aa")).mkdir()
    assert releases.whole() == ["1.0-adopted"]
    built(releases, "1.1-aa")
    assert releases.whole() == ["1.0-adopted", "1.1-aa"]


def test_a_switch_leads_there_and_back(releases: Releases):
    releases.adopt("1.0")
    built(releases, "1.1-aa")
    releases.switch("1.1-aa")
    assert (at_work(releases), releases.current) == ("1.1-aa", "1.1-aa")
    releases.switch("1.0-adopted")
    assert at_work(releases) == "old"


def test_installing_knows_whose_environment_it_is(releases: Releases):
    releases.adopt("1.0")
    built(releases, "1.1-aa")
    assert (releases.folder / "1.1-aa" / STAMP).read_text() == f"release 1.1-aa\n{releases.link}\n"


@pytest.mark.parametrize(
    ("prefix", "link"),
    [("/opt/atlas/.venv", "/opt/atlas/.venv"), ("/opt/atlas/.venv.releases/1.0-aa", "/opt/atlas/.venv")],
)
def test_every_release_knows_the_link(prefix: str, link: str):
    assert link_of(Path(prefix)) == Path(link)


def test_too_many_go_and_what_is_at_work_or_needed_stays(releases: Releases):
    releases.adopt("1.0")
    for name in ("1.1-aa", "1.2-bb", "1.3-cc", "1.4-dd"):
        built(releases, name)
    releases.switch("1.4-dd")
    assert releases.prune(2, "1.0-adopted") == ["1.1-aa", "1.2-bb"]
    assert releases.whole() == ["1.0-adopted", "1.3-cc", "1.4-dd"]
    assert releases.prune(1, "1.0-adopted") == ["1.3-cc"]


def test_what_a_cut_left_of_a_build_goes_too(releases: Releases):
    releases.adopt("1.0")
    releases.begin("1.1-aa").mkdir()
    assert releases.prune(2, "") == ["1.1-aa"]
