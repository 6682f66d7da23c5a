"""install.sh: sets up, runs, tests and removes, and never harms what it did not make."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.install.conftest import CHECKOUT, Machine, ran

SHELLS = [("dash",), ("bash", "--posix"), ("sh",)]
FOLDERS = ("inbox", "raw", "processed", "failed", ".atlas")


@pytest.fixture(params=SHELLS, ids=" ".join)
def any_shell(request: pytest.FixtureRequest, machine: Machine) -> Machine:
    program, *options = request.param
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not on this machine")
    return replace(machine, shell=(path, *options))


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_every_shell_sets_up_and_removes(any_shell: Machine):
    done = any_shell.install()
    assert (done.returncode, done.stderr) == (0, "")
    assert "the link went in, the page came out" in done.stdout
    assert any_shell.link.readlink() == any_shell.venv / "bin/atlas"
    done = any_shell.install("--uninstall")
    assert (done.returncode, done.stderr) == (0, "")
    assert not any_shell.venv.exists()
    assert not any_shell.link.is_symlink()


def test_every_package_is_checked_against_its_hash_and_built_from_nothing(machine: Machine):
    machine.install()
    locked, own = [line for line in machine.log.splitlines() if " install " in line]
    assert "--require-hashes --no-deps --only-binary :all: -r" in locked
    assert locked.endswith("/requirements.lock")
    assert "--no-deps --no-build-isolation -e" in own


def test_the_folders_are_private_whatever_the_umask(machine: Machine, umask: None):
    (machine.checkout / "inbox").mkdir(mode=0o755)
    machine.install()
    assert {name: mode(machine.checkout / name) for name in FOLDERS} == dict.fromkeys(FOLDERS, 0o700)


def test_a_mode_that_a_person_chose_later_stays(machine: Machine):
    machine.install()
    (machine.checkout / "inbox").chmod(0o770)
    machine.install()
    assert mode(machine.checkout / "inbox") == 0o770


def test_a_configuration_is_never_touched_and_decides_where_folders_are(machine: Machine):
    config = machine.checkout / "config.toml"
    config.write_text('[paths]\ninbox = "/share/inbox"\n')
    done = machine.install("run", INBOX="/share/inbox")
    assert "Drop links into /share/inbox" in done.stdout
    assert config.read_text() == '[paths]\ninbox = "/share/inbox"\n'
    assert not (machine.checkout / "inbox").exists()


def test_a_folder_that_is_a_link_keeps_the_mode_of_its_place(machine: Machine):
    share = machine.root / "share"
    share.mkdir(mode=0o775)
    share.chmod(0o775)
    (machine.checkout / "raw").symlink_to(share)
    machine.install()
    assert mode(share) == 0o775


def test_a_mistake_in_the_settings_stops_the_set_up_and_is_told(machine: Machine):
    (machine.checkout / "config.toml").write_text("[paths]\ninbix = 1\n")
    machine.breaks("mistake")
    done = machine.install("run")
    assert done.returncode == 1
    assert "inbix is not a setting" in done.stderr
    assert "not in order" in done.stderr


def test_the_second_time_installs_nothing(machine: Machine):
    machine.install()
    assert "-m pip" in machine.log
    done = machine.install()
    assert done.returncode == 0
    assert "-m pip" not in machine.log
    assert "the environment is complete" in done.stdout


def test_a_changed_lock_is_installed_at_the_next_call(machine: Machine):
    machine.install()
    with (machine.checkout / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert machine.log
    machine.install()
    assert "--require-hashes" in machine.log


def test_the_development_tools_are_added_and_serve_everyday_use_too(machine: Machine):
    machine.install()
    assert "requirements-dev.lock" not in machine.log
    machine.install("test")
    assert "requirements-dev.lock" in machine.log
    machine.install()
    assert "-m pip" not in machine.log


def test_a_set_up_cut_short_is_finished_at_the_next_call(machine: Machine):
    machine.breaks("refusal")
    done = machine.install()
    assert done.returncode == 1
    assert "./install.sh packages" in done.stderr
    (machine.root / "log.refusal").unlink()
    assert machine.install().returncode == 0


def test_an_environment_that_was_moved_is_made_anew(machine: Machine):
    machine.install()
    moved = machine.root / "moved"
    machine.venv.rename(moved)
    done = machine.install("--prefix", str(moved))
    assert f"Making the environment {moved}" in done.stdout


def test_an_environment_somebody_else_made_is_left_alone(machine: Machine):
    machine.venv.mkdir()
    precious = machine.venv / "pyvenv.cfg"
    precious.write_text("mine")
    done = machine.install()
    assert (done.returncode, precious.read_text()) == (1, "mine")
    assert "did not make it" in done.stderr
    assert "stays" in machine.install("--uninstall").stdout
    assert precious.exists()


@pytest.mark.parametrize("home", ["place", "place/home"])
def test_no_folder_of_a_person_may_lie_in_the_environment(machine: Machine, home: str):
    done = machine.install("--prefix", "place", "--home", home)
    assert done.returncode == 2
    assert not (machine.root / "place").exists()


def test_what_is_kept_outlives_the_removal(machine: Machine):
    machine.install()
    page = machine.checkout / "raw/page.warc.gz"
    page.write_text("kept")
    machine.install("--uninstall")
    assert page.read_text() == "kept"
    assert (machine.checkout / "config.toml").exists()


def test_another_command_called_atlas_is_not_replaced(machine: Machine):
    machine.link.parent.mkdir(parents=True)
    machine.link.write_text("a sculptor's tool")
    done = machine.install()
    assert done.returncode == 0
    assert "leads elsewhere" in done.stdout
    machine.install("--uninstall")
    assert machine.link.read_text() == "a sculptor's tool"


def test_run_ends_in_the_daemon_on_the_chosen_home_and_says_where_to_drop(machine: Machine):
    home = machine.root / "a home"
    done = machine.install("run", "--home", str(home))
    assert done.returncode == 0
    assert f"Drop links into {home}/inbox" in done.stdout
    assert machine.log.splitlines()[-1] == f"atlas watch in {home}"


def test_the_home_of_the_surroundings_is_the_home(machine: Machine):
    home = machine.root / "elsewhere"
    machine.install(ATLAS_HOME=str(home))
    assert (home / "inbox").is_dir()
    assert not (machine.checkout / "inbox").exists()


def test_a_machine_that_cannot_capture_is_told_so(machine: Machine):
    machine.breaks("deaf")
    done = machine.install()
    assert done.returncode == 1
    assert "The page was not captured." in done.stderr
    assert "self-test failed" in done.stderr


def test_run_starts_even_so(machine: Machine):
    machine.breaks("deaf")
    done = machine.install("run")
    assert "self-test failed" in done.stdout
    assert machine.log.splitlines()[-1].startswith("atlas watch")


def test_test_ends_with_the_closing_line_of_pytest_and_its_exit_code(machine: Machine):
    done = machine.install("test", "--", "-k", "one thing")
    assert done.stdout.splitlines()[-1] == "= closing line of -m pytest -k one thing ="
    assert done.returncode == 7
    assert machine.log.splitlines()[-4:] == ["ruff check .", "ruff format --check .", "mypy ", "lint-imports "]


def test_a_check_that_finds_something_does_not_keep_the_tests_from_running(machine: Machine):
    machine.breaks("disorder")
    done = machine.install("test")
    assert "this run counts as failed" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("= closing line")
    assert done.returncode == 7


def test_a_dry_run_changes_nothing(machine: Machine):
    before = sorted(machine.root.rglob("*"))
    for words in (["run"], ["test"], ["packages"], [], ["--uninstall"], ["--offline"]):
        assert machine.install("--dry-run", *words).returncode == 0
    assert sorted(machine.root.rglob("*")) == before


@pytest.mark.parametrize("words", [["--no-such"], ["run", "test"], ["--prefix"], ["--home", ""], ["walk"]])
def test_misuse_is_told_with_code_2(machine: Machine, words: list[str]):
    done = machine.install(*words)
    assert done.returncode == 2
    assert "--help" in done.stderr or "needs a folder" in done.stderr


def test_the_script_names_all_its_verbs(machine: Machine):
    done = machine.install("--help")
    assert done.returncode == 0
    assert all(verb in done.stdout for verb in ("run", "test", "packages", "--offline", "--uninstall", "--dry-run"))


@pytest.mark.parametrize(
    "path",
    [
        "install.sh",
        ".ci/run",
        "deploy/lock.sh",
        "deploy/check-debian.sh",
        "deploy/check-systemd.sh",
        "deploy/check-docker.sh",
    ],
)
def test_shellcheck_finds_nothing(path: str):
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not on this machine")
    done = ran(program, CHECKOUT / path)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_an_upgrade_put_in_place_stays_and_is_removed_with_its_releases(machine: Machine):
    machine.install()
    releases = machine.venv.with_name(f"{machine.venv.name}.releases")
    releases.mkdir()
    machine.venv.rename(releases / "1.1-aa")
    machine.venv.symlink_to(releases / "1.1-aa")
    assert machine.log
    with (machine.checkout / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    done = machine.install()
    assert (done.returncode, "belongs to `atlas upgrade`" in done.stdout) == (0, True)
    assert "-m pip" not in machine.log
    assert "--prefix" in machine.install("test").stderr
    assert machine.install("--uninstall").returncode == 0
    assert not releases.exists()
    assert not machine.venv.is_symlink()
