"""`alerts` and `secret`, as a person types them."""

import json

import pytest

from tests.alerts.sinks import Web
from tests.answering import answering


@pytest.fixture
def web():
    with answering(Web()) as server:
        yield server


def test_a_test_reaches_every_address_and_says_which_did_not_take_it(home, web):
    urls = json.dumps([f"{web.address}/topic", "http://127.0.0.1:1/hunter2"])
    told = home.atlas("alerts", "test", ATLAS_ALERTS__URLS=urls)
    assert (told.code, told.out.splitlines()[0]) == (1, "1: taken")
    assert "2: A webhook did not take it" in told.out
    assert "hunter2" not in told.out + told.err
    assert len(web.taken) == 1


def test_a_test_without_addresses_says_so(home):
    told = home.atlas("alerts", "test")
    assert told.code == 1
    assert "no address" in told.err


def test_a_secret_is_piped_in_listed_by_name_used_and_forgotten(home, web, tmp_path):
    own = {"XDG_CONFIG_HOME": str(tmp_path / "own")}
    assert home.atlas("secret", "set", "ntfy", piped=f"{web.address}/hunter2\n".encode(), **own).code == 0
    assert home.atlas("secret", "list", **own).out == "ntfy\n"
    told = home.atlas("alerts", "test", ATLAS_ALERTS__URLS='["secret:ntfy"]', **own)
    assert told.code == 0
    assert [path for _, path, _, _ in web.taken] == ["/hunter2"]
    assert "hunter2" not in home.atlas("config", "show", ATLAS_ALERTS__URLS='["secret:ntfy"]', **own).out
    assert home.atlas("secret", "rm", "ntfy", **own).code == 0
    assert home.atlas("secret", "list", **own).out == ""


def test_a_secret_that_is_not_there_is_told_with_what_makes_it(home, tmp_path):
    told = home.atlas("alerts", "test", ATLAS_ALERTS__URLS='["secret:mail"]', XDG_CONFIG_HOME=str(tmp_path))
    assert told.code == 1
    assert "`atlas secret set mail`" in told.out


def test_an_empty_secret_is_none(home, tmp_path):
    assert home.atlas("secret", "set", "a", piped=b"\n", XDG_CONFIG_HOME=str(tmp_path)).code == 78
