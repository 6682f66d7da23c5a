"""The cookies of a home, as the ladder asks for them."""

import pytest

from atlas.config.jars import Jars
from atlas.config.secrets import Secrets
from atlas.model import url as urls
from tests.fakes import NOON

MINE = urls.parse("https://mine.example/a")
OTHER = urls.parse("https://other.example/a")
LINE = "mine.example\tFALSE\t/\tTRUE\t0\tsid\ts3cret"
OLD = "old.example\tFALSE\t/\tTRUE\t1\tsid\ts3cret"


@pytest.fixture
def secrets(tmp_path):
    return Secrets(tmp_path / "secrets.age", tmp_path / "own/identity")


@pytest.fixture
def jars(secrets):
    return Jars(secrets, lambda: NOON)


def test_without_secrets_nobody_is_known_anywhere(jars):
    assert (dict(jars.sent(MINE)), jars.know(MINE), jars.broken) == ({}, False, "")


def test_a_host_has_its_own(secrets, jars):
    secrets.set("cookies:mine.example", LINE)
    assert (dict(jars.sent(MINE)), jars.know(MINE)) == ({"sid": "s3cret"}, True)
    assert (dict(jars.sent(OTHER)), jars.know(OTHER)) == ({}, False)


def test_what_changes_is_known_at_the_next_page(secrets, jars):
    assert not jars.know(MINE)
    secrets.set("cookies:mine.example", LINE)
    assert jars.know(MINE)
    secrets.remove("cookies:mine.example")
    assert not jars.know(MINE)


def test_other_secrets_are_no_cookies(secrets, jars):
    secrets.set("ntfy", LINE)
    assert not jars.know(MINE)


def test_what_has_ended_is_not_sent_and_still_nobody_elses_business(secrets, jars):
    secrets.set("cookies:old.example", OLD)
    url = urls.parse("https://old.example/")
    assert (dict(jars.sent(url)), jars.know(url), jars.over()) == ({}, True, ["old.example"])


def test_where_they_cannot_be_opened_every_address_is_kept_to_oneself(secrets, jars, tmp_path):
    secrets.set("cookies:mine.example", LINE)
    (tmp_path / "own/identity").unlink()
    assert (dict(jars.sent(MINE)), jars.know(OTHER)) == ({}, True)
    assert str(tmp_path / "own/identity") in jars.broken


@pytest.mark.parametrize("data", [b"", b"rotten", b"age-encryption.org/v1\n"])
def test_a_damaged_file_of_secrets_stops_no_capture(data, secrets, jars, tmp_path):
    secrets.set("cookies:mine.example", LINE)
    (tmp_path / "secrets.age").write_bytes(data)
    assert (dict(jars.sent(MINE)), jars.know(OTHER)) == ({}, True)
    assert "s3cret" not in jars.broken
