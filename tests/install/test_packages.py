"""packages/: wheels for one kind of machine, and the MANIFEST that says which."""

import hashlib

import pytest

from tests.install.conftest import Machine

WHEEL = "one-1.0-py3-none-any.whl"


@pytest.fixture
def stocked(machine: Machine) -> Machine:
    assert machine.install("packages").returncode == 0
    assert "download" in machine.log
    return machine


def rewrite(machine: Machine, key: str, value: str) -> None:
    path = machine.checkout / "packages/MANIFEST"
    rows = [f"{key} {value}" if row.startswith(f"{key} ") else row for row in path.read_text().splitlines()]
    path.write_text("\n".join(rows) + "\n")


def test_the_manifest_names_interpreter_platform_lock_and_every_wheel(stocked: Machine):
    rows = (stocked.checkout / "packages/MANIFEST").read_text().splitlines()
    assert [row.split()[0] for row in rows[:3]] == ["python", "platform", "lock"]
    assert rows[3:] == [hashlib.sha256(b"wheel\n").hexdigest() + f" {WHEEL}"]


def test_filling_twice_fetches_once(stocked: Machine):
    done = stocked.install("packages")
    assert "is complete" in done.stdout
    assert stocked.log == ""


def test_offline_asks_packages_and_nothing_else(stocked: Machine):
    done = stocked.install("--offline")
    assert done.returncode == 0
    installs = [line for line in stocked.log.splitlines() if " install " in line]
    assert len(installs) == 2
    assert all("--isolated" in line and "--no-index --find-links" in line for line in installs)


def test_offline_without_packages_says_how_to_get_them(machine: Machine):
    done = machine.install("--offline")
    assert done.returncode == 1
    assert "there is no packages/MANIFEST" in done.stderr
    assert "./install.sh packages" in done.stderr


@pytest.mark.parametrize(
    ("key", "value"),
    [("python", "cpython-311 3.11.999"), ("platform", "amiga-m68k")],
)
def test_packages_for_another_machine_are_refused_by_name(stocked: Machine, key: str, value: str):
    rewrite(stocked, key, value)
    done = stocked.install("--offline")
    assert done.returncode == 1
    assert f"{key}: packages/ was filled for {value}, and this is " in done.stderr
    assert " install " not in stocked.log


def test_packages_of_another_lock_are_refused(stocked: Machine):
    with (stocked.checkout / "requirements-dev.lock").open("a") as lock:
        lock.write("# newer\n")
    assert "from another requirements-dev.lock" in stocked.install("--offline").stderr


def test_a_changed_wheel_is_refused_by_name(stocked: Machine):
    (stocked.checkout / "packages" / WHEEL).write_text("tampered")
    assert f"changed: {WHEEL}" in stocked.install("--offline").stderr


def test_a_missing_wheel_is_refused_by_name(stocked: Machine):
    (stocked.checkout / "packages" / WHEEL).unlink()
    assert f"missing: {WHEEL}" in stocked.install("--offline").stderr


def test_a_manifest_of_noise_is_refused(stocked: Machine):
    (stocked.checkout / "packages/MANIFEST").write_bytes(b"\xff\xfe\x00nonsense here\n\n")
    done = stocked.install("--offline")
    assert done.returncode == 1
    assert "does not serve this machine" in done.stderr
