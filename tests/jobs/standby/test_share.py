"""The folder in which machines see each other."""

import pytest

from atlas.errors import Unkept
from atlas.jobs.standby.share import KEPT, Share
from atlas.model.lease import Claim, Sign
from tests.fakes import NOON


def names(folder):
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "share" / "lease"


def test_a_share_nobody_wrote_to_shows_nothing(folder):
    found = Share(folder).look()
    assert (found.claims, found.signs) == ((), {})
    assert not folder.exists()


def test_what_one_machine_writes_another_sees(folder):
    assert Share(folder).claim(Claim(1, "pi", NOON))
    Share(folder).sign(Sign("pi", "a", 1, 60.0))
    found = Share(folder).look()
    assert found.lease == Claim(1, "pi", NOON)
    assert found.signs == {"pi": Sign("pi", "a", 1, 60.0)}


def test_only_the_first_claim_of_an_epoch_counts_and_no_draft_is_left(folder):
    assert Share(folder).claim(Claim(1, "pi", NOON))
    assert not Share(folder).claim(Claim(1, "mini", NOON))
    assert Share(folder).look().lease == Claim(1, "pi", NOON)
    assert names(folder) == ["00000001.claim"]


def test_a_sign_takes_the_place_of_the_last_one(folder):
    for beat in (1, 2):
        Share(folder).sign(Sign("pi", "a", beat, 60.0))
    assert Share(folder).look().signs["pi"].beat == 2
    assert names(folder) == ["pi.sign"]


def test_second_copies_that_a_share_keeps_are_read_too(folder):
    share = Share(folder)
    share.claim(Claim(4, "pi", NOON))
    share.sign(Sign("pi", "a", 9, 60.0))
    (folder / "00000004.sync-conflict-20261124-120000-ABCDEFG.claim").write_bytes(Claim(4, "mini", NOON).dumps())
    (folder / "pi.sync-conflict-20261124-120000-ABCDEFG.sign").write_bytes(Sign("pi", "a", 3, 60.0).dumps())
    found = share.look()
    assert {one.holder for one in found.claims} == {"pi", "mini"}
    assert found.lease == Claim(4, "mini", NOON)
    assert found.signs["pi"].beat == 9


def test_what_is_torn_strange_or_no_file_does_no_harm(folder):
    share = Share(folder)
    share.claim(Claim(1, "pi", NOON))
    (folder / "00000002.claim").touch()
    (folder / "mini.sign").write_bytes(b"{")
    (folder / "notes.txt").write_text("of a person")
    (folder / "spare.sign").symlink_to("/etc/passwd")
    (folder / "00000003.claim").mkdir()
    found = share.look()
    assert found.lease == Claim(3, "")
    assert found.signs == {}


def test_old_claims_are_forgotten(folder):
    share = Share(folder)
    for epoch in range(1, KEPT + 5):
        assert share.claim(Claim(epoch, "pi", NOON))
    assert len(names(folder)) == KEPT + 1
    assert share.look().lease == Claim(KEPT + 4, "pi", NOON)


def test_a_share_that_does_not_answer_is_told(tmp_path):
    (tmp_path / "lease").write_text("no folder")
    share = Share(tmp_path / "lease")
    for deed in (share.look, lambda: share.claim(Claim(1, "pi")), lambda: share.sign(Sign("pi", "a", 1, 1.0))):
        with pytest.raises(Unkept):
            deed()
