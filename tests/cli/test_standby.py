"""Several machines on one archive, as a person sees them."""

import pytest

from tests.cli.conftest import Home

NODES = '["pi", "mini"]'


@pytest.fixture
def shared(tmp_path):
    """Two homes on one share, and the settings they have in common."""
    share = tmp_path / "share"
    paths = {f"ATLAS_PATHS__{one.upper()}": str(share / one) for one in ("inbox", "raw", "processed", "failed")}
    homes = {}
    for name in ("pi", "mini"):
        homes[name] = Home(tmp_path / name)
        homes[name].path.mkdir()
        homes[name].settings = {**paths, "ATLAS_STANDBY__NODES": NODES, "ATLAS_STANDBY__NAME": name}
        assert homes[name].atlas("init", **homes[name].settings).code == 0
    return lambda name, *words, **more: homes[name].atlas(*words, **{**homes[name].settings, **more})


def test_where_one_machine_is_alone_there_is_nothing_to_stand_by_for(home):
    for words in (("standby",), ("standby", "status"), ("standby", "yield")):
        told = home.atlas(*words)
        assert told.code == 78
        assert "[standby] nodes" in told.err


def test_a_machine_the_others_do_not_know_is_told_how_to_say_who_it_is(shared):
    told = shared("pi", "standby", "status", ATLAS_STANDBY__NAME="stranger")
    assert told.code == 78
    assert "ATLAS_STANDBY__NAME" in told.err


def test_machines_that_share_a_home_need_a_state_of_their_own(home):
    told = home.atlas("drain", ATLAS_STANDBY__NODES='["pi"]', ATLAS_STANDBY__NAME="pi")
    assert told.code == 78
    assert "each needs its own" in told.err


def test_one_file_in_a_shared_home_serves_all_machines(home, tmp_path):
    (home.path / "config.toml").write_text(f'[paths]\nstate = "{tmp_path}/own"\n[standby]\nnodes = ["pi", "mini"]\n')
    assert home.atlas("drain", ATLAS_STANDBY__NAME="pi").code == 0
    own = f"{tmp_path}/other"
    assert home.atlas("drain", ATLAS_STANDBY__NAME="mini", ATLAS_PATHS__STATE=own).code == 0
    status = home.atlas("standby", "status", "--json", ATLAS_STANDBY__NAME="pi").lines[0]
    assert (status["holder"], status["epoch"], status["let_go"]) == ("mini", 2, True)


def test_the_state_of_each_machine_is_shown(shared):
    assert "was never seen" in shared("pi", "standby", "status").out
    assert shared("pi", "drain").code == 0
    told = shared("mini", "standby", "status")
    assert told.out.splitlines() == ["pi: stands by", "mini (this machine): was never seen"]
    assert "epoch 1, since" in told.err


def test_only_who_has_the_lease_can_give_it_away(shared):
    assert shared("mini", "standby", "yield").code == 66
    assert shared("pi", "drain").code == 0
    assert shared("pi", "standby", "yield").code == 0


def test_a_catalog_is_made_anew_without_the_lease(shared, site):
    assert shared("pi", "add", f"{site}/pi").code == 0
    assert shared("pi", "drain", "--wait").code == 0
    assert shared("mini", "rebuild").code == 0
    assert len(shared("mini", "list", "--json").lines) == 1
    assert shared("mini", "standby", "status", "--json").lines[0]["epoch"] == 1
    assert shared("mini", "audit", "--strict").code == 0
