"""What the settings name and nobody may read."""

import stat

import pytest

from atlas.config import load, told
from atlas.config.secrets import Secrets, identity_of
from atlas.errors import Misconfigured, NotFound


@pytest.fixture
def identity(tmp_path):
    return tmp_path / "own/atlas/identity"


@pytest.fixture
def secrets(tmp_path, identity):
    return Secrets(tmp_path / "secrets.age", identity)


def test_what_is_kept_comes_back_and_is_not_to_be_read_in_the_file(secrets, tmp_path):
    secrets.set("ntfy", "https://ntfy.example/hunter2")
    assert secrets.resolved("secret:ntfy") == "https://ntfy.example/hunter2"
    data = (tmp_path / "secrets.age").read_bytes()
    assert data.startswith(b"age-encryption.org")
    assert b"hunter2" not in data
    assert b"ntfy" not in data


def test_the_identity_lies_elsewhere_and_for_its_owner_alone(secrets, identity, tmp_path):
    secrets.set("a", "b")
    assert stat.S_IMODE(identity.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets.age").stat().st_mode) == 0o600


def test_a_second_secret_keeps_the_first_and_one_that_is_removed_is_gone(secrets):
    secrets.set("a", "1")
    secrets.set("b", "2")
    assert secrets.names() == ["a", "b"]
    secrets.remove("a")
    assert secrets.names() == ["b"]
    with pytest.raises(NotFound):
        secrets.resolved("secret:a")
    with pytest.raises(NotFound):
        secrets.remove("a")


def test_what_is_no_name_of_a_secret_is_itself(secrets):
    assert secrets.resolved("mailto:a@b.example") == "mailto:a@b.example"


def test_without_its_identity_nothing_is_read_and_nothing_overwritten(secrets, identity, tmp_path):
    secrets.set("a", "hunter2")
    kept = (tmp_path / "secrets.age").read_bytes()
    identity.unlink()
    for use in (secrets.names, lambda: secrets.set("b", "c")):
        with pytest.raises(Misconfigured):
            use()
    assert (tmp_path / "secrets.age").read_bytes() == kept
    assert not identity.exists()


@pytest.mark.parametrize("text", ["", "no identity", "AGE-SECRET-KEY-1HUNTER2"])
def test_an_identity_that_does_not_read_is_told_without_it(secrets, identity, text):
    secrets.set("a", "b")
    identity.write_text(text)
    with pytest.raises(Misconfigured) as caught:
        secrets.names()
    assert "HUNTER2" not in str(caught.value)


def test_another_identity_opens_nothing(secrets, identity, tmp_path):
    secrets.set("a", "b")
    identity.unlink()
    Secrets(tmp_path / "other.age", identity).set("x", "y")
    with pytest.raises(Misconfigured):
        secrets.names()


@pytest.mark.parametrize("data", [b"", b"junk", b"age-encryption.org/v1\n"])
def test_a_damaged_file_is_told(secrets, tmp_path, data):
    secrets.set("a", "b")
    (tmp_path / "secrets.age").write_bytes(data)
    with pytest.raises(Misconfigured):
        secrets.names()


@pytest.mark.parametrize("name", ["", "a b", "../x", "a" * 65, "é"])
def test_a_name_is_plain(secrets, name):
    with pytest.raises(Misconfigured):
        secrets.set(name, "x")


def test_systemds_credential_comes_before_ones_own(tmp_path):
    (tmp_path / "atlas-identity").write_text("x")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "XDG_CONFIG_HOME": "/own"}
    assert identity_of(environ) == tmp_path / "atlas-identity"
    assert str(identity_of({"XDG_CONFIG_HOME": "/own", "CREDENTIALS_DIRECTORY": "/none"})) == "/own/atlas/identity"


def test_the_settings_are_shown_without_what_is_secret(tmp_path):
    (tmp_path / "config.toml").write_text(
        '[alerts]\nurls = ["ntfy://hunter2/", "secret:mail"]\n[health]\nping = "https://hc.example/hunter2"\n'
    )
    shown = dict(told(load(tmp_path, {})[0]))
    assert (shown["alerts.urls"], shown["health.ping"]) == ("[ntfy:…, secret:mail]", "https:…")


@pytest.mark.parametrize("line", ['[alerts]\nurls = ["hunter2"]', '[health]\nping = "hunter2"'])
def test_a_mistake_in_a_secret_is_told_without_it(tmp_path, line):
    (tmp_path / "config.toml").write_text(line)
    with pytest.raises(Misconfigured) as caught:
        load(tmp_path, {})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("text", ["8", "25:00", "soon"])
def test_a_digest_comes_at_a_time_of_day(tmp_path, text):
    with pytest.raises(Misconfigured, match="time of day"):
        load(tmp_path, {"ATLAS_ALERTS__DIGEST": text})
    assert dict(told(load(tmp_path, {"ATLAS_ALERTS__DIGEST": "08:00"})[0]))["alerts.digest"] == "08:00"
