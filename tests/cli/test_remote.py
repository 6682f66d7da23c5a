"""A backup far away, by way of the real rclone; its remote is a folder that it knows by a name of its own."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Home
from tests.jobs.backup.homes import built, contents

RCLONE = shutil.which("rclone")
pytestmark = pytest.mark.skipif(not RCLONE, reason="rclone is not installed")


class Far:
    """A home, and a remote named `far` that takes what it is sent."""

    def __init__(self, home, folder: Path) -> None:
        self.home = home
        self.folder = folder
        self.to = "rclone:far:" + str(folder / "kept")
        self.kept = folder / "kept"
        self.scratch = folder / "own"
        self.scratch.mkdir(parents=True)
        (self.scratch / "rclone.conf").write_text("[far]\ntype = local\n")
        self.program(f'exec {RCLONE} "$@"')

    def program(self, deed: str) -> None:
        """Puts a program named rclone before the real one."""
        path = self.scratch / "rclone"
        path.write_text(f'#!/bin/sh\necho "$@" >> {self.scratch}/words\nenv >> {self.scratch}/environ\n{deed}\n')
        path.chmod(0o700)

    def atlas(self, *words, **environ):
        told = {"ATLAS_BACKUP__TO": self.to, "RCLONE_CONFIG": str(self.scratch / "rclone.conf")}
        return self.home.atlas(*words, **{**told, "PATH": f"{self.scratch}:{os.environ['PATH']}", **environ})

    def sets(self):
        return sorted((self.kept / "sets").iterdir())


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A home that was backed up; the tests have copies of it."""
    folder = tmp_path_factory.mktemp("once")
    home = Home(folder / "home")
    assert home.atlas("init").code == 0
    built(home.path)
    assert Far(home, folder / "far").atlas("backup").code == 0
    return folder


@pytest.fixture
def far(once, tmp_path):
    shutil.copytree(once / "home", tmp_path / "home")
    return Far(Home(tmp_path / "home"), tmp_path / "far")


@pytest.fixture
def kept(once, far):
    shutil.copytree(once / "far/kept", far.kept)
    return far


def test_a_set_is_as_it_would_be_on_a_disk(far, tmp_path):
    done = far.atlas("backup", "--json")
    assert (done.code, done.lines[0]["to"]) == (0, far.to)
    assert contents(far.kept, "raw") == contents(far.home.path, "raw")
    assert far.atlas("backup", "--to", str(tmp_path / "disk")).code == 0
    stored = set(contents(far.kept, "raw", "objects"))
    assert {one for one in contents(tmp_path / "disk", "raw") if one not in stored} == set()
    assert len(contents(far.kept, "objects")) == len(contents(tmp_path / "disk", "objects"))


def test_what_is_there_is_not_sent_again(kept):
    before = {one: one.stat().st_mtime_ns for one in (kept.kept / "raw").rglob("*.gz")}
    assert kept.atlas("backup").code == 0
    assert len(kept.sets()) == 2
    assert {one: one.stat().st_mtime_ns for one in (kept.kept / "raw").rglob("*.gz")} == before


def test_what_it_needed_of_this_machine_is_gone(kept):
    assert kept.atlas("verify", "--backup").code == 0
    assert kept.atlas("drill").code == 0
    assert [one.name for one in (kept.home.path / ".atlas/backup").iterdir() if one.is_dir()] == []
    assert [one.name for one in (kept.kept / ".incoming").iterdir()] == []


def test_a_home_comes_back_elsewhere(kept, tmp_path):
    done = kept.atlas("restore", "--from", kept.to, "--to", str(tmp_path / "new"), "--json")
    (told,) = done.lines
    assert (done.code, told["differing"], told["lost"], told["violations"]) == (0, [], [], [])
    assert contents(tmp_path / "new") == contents(kept.home.path)
    assert not (tmp_path / "new/.restore").exists()


def test_a_damaged_home_comes_back_in_place(kept):
    before = contents(kept.home.path)
    shutil.rmtree(kept.home.path / "raw")
    shutil.rmtree(kept.home.path / "processed/drops")
    (kept.home.path / ".atlas/catalog.db").write_bytes(b"rotten" * 9999)
    assert kept.atlas("restore").code == 0
    assert contents(kept.home.path) == before
    assert kept.home.atlas("audit", "--strict").code == 0


def test_what_has_rotted_is_brought_back(kept):
    before = contents(kept.home.path)
    first, second, *_ = sorted((kept.home.path / "raw").rglob("*.gz"))
    first.write_bytes(b"rotten")
    second.unlink()
    done = kept.atlas("verify", "--repair")
    assert (done.code, "2 brought back" in done.err) == (0, True)
    assert contents(kept.home.path) == before


def test_a_drill_restores_from_it(kept):
    done = kept.atlas("drill", "--json")
    (told,) = done.lines
    assert (done.code, told["why"], told["compared"]["archive"]) == (0, [], True)


def test_what_has_rotted_there_is_found_and_sent_again(kept):
    damaged = min((kept.kept / "raw").rglob("*.gz"))
    whole = damaged.read_bytes()
    damaged.write_bytes(b"x" * len(whole))
    assert f"damaged: {damaged.relative_to(kept.kept)}" in kept.atlas("verify", "--backup").out
    assert (kept.kept / "rotten" / damaged.name).exists()
    assert kept.atlas("backup").code == 0
    assert damaged.read_bytes() == whole


def test_sets_that_are_too_many_go_with_what_only_they_named(kept):
    with closing(sqlite3.connect(kept.home.path / ".atlas/catalog.db")) as database:
        database.execute("PRAGMA user_version")
    (kept.home.path / "config.toml").write_text('[retry]\nlull = "11m"\n')
    few = {"ATLAS_BACKUP__DAILY": "1", "ATLAS_BACKUP__WEEKLY": "0", "ATLAS_BACKUP__MONTHLY": "0"}
    before = contents(kept.kept, "objects")
    assert kept.atlas("backup", "--rotate", **few).code == 0
    assert len(kept.sets()) == 1
    assert b'[retry]\nlull = "10m"\n' in before.values()
    assert b'[retry]\nlull = "10m"\n' not in contents(kept.kept, "objects").values()
    assert kept.atlas("verify", "--backup").code == 0


def test_without_the_program_it_is_told_how_to_get_it(kept, tmp_path):
    (tmp_path / "empty").mkdir()
    done = kept.atlas("backup", PATH=str(tmp_path / "empty"))
    assert (done.code, "apt install rclone" in done.err) == (os.EX_CONFIG, True)
    note = json.loads((kept.home.path / ".atlas/backup.json").read_bytes())
    assert note["ok"] is False


# At each deed of its own the program is cut: before it did it, half done, or after.
CUTS = {
    "before": "kill -9 $$",
    "half": f"""[ "$7" = copy ] && find "${{10}}" -type f -exec truncate -s -3 {{}} +; {RCLONE} "$@"; kill -9 $$""",
    "after": f'{RCLONE} "$@"; kill -9 $$',
}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("number", [2, 4])
def test_cut_at_any_deed_the_next_one_is_whole_and_those_before_stay(kept, cut, number):
    (first,) = kept.sets()
    before = first.read_bytes()
    kept.home.drop("later.url", "https://later.example/")
    count = f'n=$(wc -l < {kept.scratch}/words); [ "$n" -eq {number} ] && {{ {CUTS[cut]}; }}'
    (kept.scratch / "words").unlink(missing_ok=True)
    kept.program(f'{count}\nexec {RCLONE} "$@"')
    done = kept.atlas("backup")
    assert first.read_bytes() == before
    kept.program(f'exec {RCLONE} "$@"')
    assert kept.atlas("verify", "--backup").code == 0
    if done.code == 0:
        return
    assert "rclone" in done.err
    assert kept.atlas("backup").code == 0
    assert kept.atlas("verify", "--backup").code == 0
    told = json.loads(kept.sets()[-1].read_bytes())
    assert "inbox/later.url" in [one["path"] for one in told["files"]]


def test_a_remote_that_is_not_known_is_told(far):
    done = far.atlas("backup", ATLAS_BACKUP__TO="rclone:nowhere:kept")
    assert (done.code, "nowhere" in done.err) == (os.EX_IOERR, True)


@pytest.mark.parametrize("to", ["rclone:", "rclone:far", "rclone::sftp,host=a,pass=b:kept", "rclone:far,pass=b:kept"])
def test_a_connection_is_not_written_out_where_everybody_sees_it(far, to):
    assert far.atlas("backup", ATLAS_BACKUP__TO=to).code == os.EX_CONFIG


def test_what_goes_there_is_for_its_owner_alone_and_no_secret_is_in_the_list_of_processes(far, tmp_path):
    own = {"XDG_CONFIG_HOME": str(tmp_path / "secrets")}
    assert far.atlas("secret", "set", "ntfy", piped=b"hunter2", **own).code == 0
    assert far.atlas("backup", **own).code == 0
    modes = {one.stat().st_mode & 0o777 for one in far.kept.rglob("*")}
    assert modes == {0o700, 0o600}
    told = (far.scratch / "words").read_text() + (far.scratch / "environ").read_text()
    assert "hunter2" not in told
    assert "AGE-SECRET-KEY" not in told
