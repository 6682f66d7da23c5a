"""The monthly drill of sealed sets: rehearsed where their identity is, told of where it is not."""

import pyrage
import pytest

from atlas.jobs.backup import sealing
from atlas.jobs.upkeep import monthly
from tests.jobs.backup.homes import built, keeping


@pytest.fixture(scope="module")
def identity():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def kept(tmp_path, identity):
    house = built(tmp_path / "home")
    made = keeping(house.folders, house.clock, str(tmp_path / "disk"), sealed_to=str(identity.to_public()))
    list(made.back_up())
    yield made
    made.catalog.close()


def written(path, identity):
    path.write_text(f"# created\n{identity}\n")
    return path


def test_with_their_identity_it_is_rehearsed(kept, identity, tmp_path):
    (said,) = monthly.drilled(kept, 10**9, written(tmp_path / "identity", identity))
    assert said.ok
    assert "was restored, opened and searched" in said.told


@pytest.mark.parametrize("there", [True, False])
def test_without_it_that_is_told_and_no_failure(kept, tmp_path, there):
    path = tmp_path / "identity"
    if there:
        written(path, pyrage.x25519.Identity.generate())
    (said,) = monthly.drilled(kept, 10**9, path)
    assert said.ok
    assert "atlas drill --identity" in said.told


@pytest.mark.parametrize("data", [b"", b"\xff", b"AGE-SECRET-KEY-1\n"])
def test_what_is_no_identity_opens_nothing(tmp_path, identity, data):
    path = tmp_path / "identity"
    path.write_bytes(data)
    assert not sealing.opens(path, str(identity.to_public()))
