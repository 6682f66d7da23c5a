"""Sealed sets open for their identity, and tell nothing else to anybody."""

import pytest

from atlas.errors import Damaged, Misconfigured
from atlas.jobs.backup import sealing
from atlas.jobs.backup.checking import check
from tests.jobs.backup.homes import backed_up, built, contents, keeping, restored, violations

pyrage = pytest.importorskip("pyrage")


@pytest.fixture
def identity(tmp_path):
    made = pyrage.x25519.Identity.generate()
    path = tmp_path / "identity.txt"
    path.write_text(f"# created: today\n# public key: {made.to_public()}\n{made}\n")
    return path


@pytest.fixture
def recipient(identity):
    return identity.read_text().splitlines()[1].rpartition(" ")[2]


@pytest.fixture
def house(tmp_path):
    return built(tmp_path / "home")


def test_a_sealed_set_comes_back_whole(house, tmp_path, identity, recipient):
    store = backed_up(house, tmp_path / "disk", sealed_to=recipient)
    restored(store, tmp_path / "new", sealing.opener(identity))
    assert contents(tmp_path / "new") == contents(house.home)
    assert violations(tmp_path / "new") == []


def test_a_sealed_store_tells_no_name_and_no_address(house, tmp_path, recipient):
    store = backed_up(house, tmp_path / "disk", sealed_to=recipient)
    everything = b"".join(contents(store.root, "sets", "raw", "objects").values())
    names = " ".join(one.name for one in store.root.rglob("*"))
    for told in ("good.example", "slow.url", "Cooling"):
        assert told not in names
        assert told.encode() not in everything


def test_a_sealed_set_is_checked_without_its_identity(house, tmp_path, recipient):
    store = backed_up(house, tmp_path / "disk", sealed_to=recipient)
    assert list(check(store, store.set())) == []
    damaged = next((store.root / "raw").rglob("*.age"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert list(check(store, store.set())) == [f"damaged: {damaged.relative_to(store.root).as_posix()}"]


def test_what_is_sealed_already_is_not_sealed_again(house, tmp_path, recipient):
    store = backed_up(house, tmp_path / "disk", sealed_to=recipient)
    before = set(contents(store.root, "raw"))
    kept = keeping(house.folders, house.clock, str(store.root), sealed_to=recipient)
    assert list(kept.back_up())[-1].copied == 1
    assert set(contents(store.root, "raw")) == before


def test_another_identity_opens_nothing(house, tmp_path, recipient):
    store = backed_up(house, tmp_path / "disk", sealed_to=recipient)
    stranger = tmp_path / "stranger.txt"
    stranger.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    with pytest.raises(Damaged, match="does not open"):
        store.pieces(store.set(), sealing.opener(stranger))
    with pytest.raises(Damaged, match="--identity"):
        store.pieces(store.set())


def test_a_recipient_with_a_slip_in_it_is_told(house, tmp_path, recipient):
    with pytest.raises(Misconfigured, match="no age recipient"):
        backed_up(house, tmp_path / "disk", sealed_to=recipient[:-1] + ("q" if recipient[-1] != "q" else "p"))


def test_a_file_without_an_identity_is_told(tmp_path):
    with pytest.raises(Misconfigured, match="has no age identity"):
        sealing.opener(tmp_path / "nothing")


def test_the_archive_is_mended_from_a_sealed_set_with_its_identity(house, tmp_path, identity, recipient):
    store, before = backed_up(house, tmp_path / "disk", sealed_to=recipient), contents(house.home, "raw")
    gone = next(house.folders.raw.rglob("*.gz"))
    gone.unlink()
    kept = keeping(house.folders, house.clock, str(store.root), sealed_to=recipient)
    without = kept.verify(0, None, repair=True)
    list(without.run())
    assert [one.mended for one in without.wrong] == [False]
    list(kept.verify(0, identity, repair=True).run())
    assert contents(house.home, "raw") == before
