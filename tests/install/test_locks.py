"""The locks: every package with its hashes, and no host."""

import re
import tomllib
from itertools import pairwise

import pytest

from tests.install.conftest import CHECKOUT

LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def lines_of(lock: str) -> list[str]:
    return (CHECKOUT / lock).read_text("ascii").splitlines()


def pins(lock: str) -> set[tuple[str, str]]:
    return {(found[1], found[2]) for line in lines_of(lock) if (found := PIN.match(line))}


def asked_for(group: str) -> set[str]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    rows = project["project"]["dependencies"] + groups["build"] + groups[group]
    return {re.split(r"[^A-Za-z0-9-]", row)[0] for row in rows if isinstance(row, str)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str):
    assert [line for line in lines_of(lock) if not PIN.match(line) and not HASH.match(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_followed_by_a_hash(lock: str):
    assert [pin for pin, after in pairwise(lines_of(lock)) if PIN.match(pin) and not HASH.match(after)] == []


@pytest.mark.parametrize(("lock", "group"), [("requirements.lock", "build"), ("requirements-dev.lock", "dev")])
def test_everything_the_project_asks_for_is_locked(lock: str, group: str):
    assert asked_for(group) - {name for name, _ in pins(lock)} == set()


def test_development_runs_on_the_very_packages_that_people_get():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")
