"""The settings."""

from datetime import timedelta
from pathlib import Path

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from atlas.config import load, template, told
from atlas.config.settings import SECTIONS
from atlas.errors import Misconfigured

HOME = Path("/home/a")


def settings(fs, text="", **environ):
    fs.create_file("/home/a/config.toml", contents=text)
    return load(HOME, environ)


def mistakes(fs, text="", **environ):
    with pytest.raises(Misconfigured) as raised:
        settings(fs, text, **environ)
    return str(raised.value)


def test_an_empty_file_is_valid(fs: FakeFilesystem):
    found, origin = settings(fs)
    assert str(found.paths.inbox) == "/home/a/inbox"
    assert found.queue.rest == timedelta(seconds=2)
    assert found.queue.sweep is None
    assert found.fetch.max_bytes == 50_000_000
    assert set(origin.values()) == {"default"}


def test_no_file_is_as_an_empty_one(fs: FakeFilesystem):
    fs.create_dir(HOME)
    assert load(HOME, {})[0].queue.fetchers == 8


def test_the_file_at_the_top_is_what_the_code_says():
    assert (Path(__file__).parents[2] / "config.toml").read_text() == template()


def test_every_key_of_the_template_reads_to_its_default(fs: FakeFilesystem):
    given, origin = settings(fs, template())
    fs.remove("/home/a/config.toml")
    assert given == load(HOME, {})[0]
    assert set(origin.values()) == {"file"}


def test_the_environment_wins_over_the_file(fs: FakeFilesystem):
    found, origin = settings(
        fs,
        '[fetch]\nhost_gap = "5s"\n',
        ATLAS_FETCH__HOST_GAP="0s",
        ATLAS_FETCH__ALLOW_NETWORKS='["127.0.0.0/8"]',
        ATLAS_QUEUE__FETCHERS="3",
    )
    assert found.fetch.host_gap == timedelta(0)
    assert found.fetch.allow_networks == ("127.0.0.0/8",)
    assert found.queue.fetchers == 3
    assert origin["fetch.host_gap"] == "ATLAS_FETCH__HOST_GAP"


def test_a_host_may_have_its_own_gap(fs: FakeFilesystem):
    found, _ = settings(fs, '[hosts."My.example"]\nhost_gap = "0s"\n')
    assert found.hosts["my.example"].host_gap == timedelta(0)


def test_all_mistakes_are_told_at_once(fs: FakeFilesystem):
    text = '[queu]\n[queue]\nrst = "2s"\nfetchers = 0\n[fetch]\ndeadline = "0s"\nallow_networks = ["10.0.0.1/8"]\n'
    said = mistakes(fs, text, ATLAS_FETCH__HOST_GAPP="1s", ATLAS_VITALS__FREE_DISK="much")
    for part in (
        "did you mean queue?",
        "did you mean rest?",
        "from 1 to 64",
        "more than no time",
        "is no network",
        "did you mean ATLAS_FETCH__HOST_GAP?",
        "ATLAS_VITALS__FREE_DISK = 'much': expected a size",
    ):
        assert part in said


@pytest.mark.parametrize(
    "text",
    [
        "[queue",
        "queue = 3",
        '[hosts]\nx = "1"',
        "[queue]\nrest = 2",
        '[queue]\nrest = "-2s"',
        '[queue]\nrest = "99999w"',
        '[queue]\nbell = "loud"',
        "[queue]\nfetchers = true",
        '[fetch]\nlayers = ["teleport"]',
        "[fetch]\nlayers = []",
        "[fetch]\ncontact = 5",
        "[retry]\nschedule = []",
        '[paths]\ninbox = ""',
    ],
)
def test_what_does_not_read_is_a_mistake(fs: FakeFilesystem, text):
    assert "config.toml" in mistakes(fs, text)


def test_bytes_that_are_no_text_are_a_mistake(fs: FakeFilesystem):
    fs.create_file("/home/a/config.toml", contents=b"\xff\xfe")
    with pytest.raises(Misconfigured):
        load(HOME, {})


def test_a_variable_with_a_broken_list_is_a_mistake(fs: FakeFilesystem):
    assert "ATLAS_FETCH__LAYERS" in mistakes(fs, ATLAS_FETCH__LAYERS='["direct"')


def test_folders_may_lie_elsewhere(fs: FakeFilesystem):
    found, _ = settings(fs, '[paths]\ninbox = "/mnt/share/inbox"\n')
    assert str(found.paths.inbox) == "/mnt/share/inbox"


def test_every_key_is_told(fs: FakeFilesystem):
    found, origin = settings(fs, '[hosts."x.example"]\n')
    keys = [key for key, _ in told(found)]
    assert len(keys) == sum(len(kind.__dataclass_fields__) for kind in SECTIONS.values()) + 1
    assert {one for one in keys if not one.startswith("hosts")} <= set(origin)
    assert dict(told(found))["queue.sweep"] == "auto"


def test_a_file_written_by_notepad_reads(fs: FakeFilesystem):
    fs.create_file("/home/a/config.toml", contents=b'\xef\xbb\xbf[queue]\nrest = "3s"\n')
    assert load(HOME, {})[0].queue.rest == timedelta(seconds=3)


@pytest.mark.parametrize(
    "text",
    [
        '[fetch]\ncontact = "a\\r\\nX: y"',
        '[fetch]\ncontact = "é"',
        '[fetch]\nmax_bytes = "0B"',
        '[paths]\nraw = "inbox"',
        '[paths]\nraw = "inbox/raw"',
        '[paths]\nraw = "x/../inbox/raw"',
    ],
)
def test_what_would_do_harm_is_a_mistake(fs: FakeFilesystem, text):
    assert mistakes(fs, text)


def test_a_deep_list_in_the_environment_is_a_mistake(fs: FakeFilesystem):
    assert "ATLAS_FETCH__LAYERS" in mistakes(fs, ATLAS_FETCH__LAYERS="[" * 200_000)


def test_a_host_is_known_by_any_spelling(fs: FakeFilesystem):
    found, _ = settings(fs, '[hosts."Bücher.example"]\nhost_gap = "0s"\n')
    assert list(found.hosts) == ["xn--bcher-kva.example"]


def test_a_mistake_forges_no_line(fs: FakeFilesystem):
    assert len(mistakes(fs, '[queue]\n"a\\nb" = 1\n').splitlines()) == 2


@pytest.mark.parametrize(
    "listen",
    ["7444", "127.0.0.1", "localhost:7444", "127.0.0.1:0", "127.0.0.1:65536", "::1:7444", "[::g]:7444", "1.2.3:9"],
)
def test_the_door_is_at_an_address_and_a_port(fs: FakeFilesystem, listen):
    assert "such as" in mistakes(fs, f'[web]\nlisten = "{listen}"\n')


@pytest.mark.parametrize("listen", ["127.0.0.1:7444", "127.8.9.1:80", "[::1]:7444"])
def test_the_door_may_be_wherever_only_this_machine_reaches_it(fs: FakeFilesystem, listen):
    found, _ = settings(fs, f'[web]\nlisten = "{listen}"\n')
    assert str(found.web.listen) == dict(told(found))["web.listen"] == listen


@pytest.mark.parametrize("listen", ["0.0.0.0:7444", "192.168.1.5:7444", "[::]:7444"])
def test_a_door_that_other_machines_reach_must_be_meant(fs: FakeFilesystem, listen):
    assert "tunnel" in mistakes(fs, f'[web]\nlisten = "{listen}"\n')
    fs.remove("/home/a/config.toml")
    found, _ = settings(fs, f'[web]\nlisten = "{listen}"\nhosts = ["Pi.local:7444"]\n')
    assert found.web.hosts == ("pi.local:7444",)


@pytest.mark.parametrize("host", ["", "a/b", "*", "http://a.example", "a b", "a:123456", "é.example"])
def test_a_name_of_the_door_is_one_name(fs: FakeFilesystem, host):
    assert "list of names" in mistakes(fs, f'[web]\nhosts = ["{host}"]\n')


def test_one_file_names_all_machines_and_each_says_who_it_is(fs: FakeFilesystem):
    found, _ = settings(fs, '[standby]\nnodes = ["pi", "mini"]\n', ATLAS_STANDBY__NAME="mini")
    assert (found.standby.nodes, found.standby.name) == (("pi", "mini"), "mini")
    assert str(found.shared) == "/home/a/raw/.standby"


def test_a_machine_alone_shares_nothing(fs: FakeFilesystem):
    assert settings(fs)[0].shared is None


@pytest.mark.parametrize(
    "line", ['nodes = ["pi", "pi"]', 'nodes = ["a/b"]', 'nodes = [""]', 'nodes = "pi"', 'name = "-"']
)
def test_a_machine_has_a_short_plain_name_of_its_own(fs: FakeFilesystem, line):
    assert "[standby]" in mistakes(fs, f"[standby]\n{line}\n")


@pytest.mark.parametrize(("said", "seconds"), [("", 0), ("0s", 0), ("1m", 60), ("6h", 21_600)])
def test_a_canary_flies_as_often_as_is_said_or_not_at_all(fs: FakeFilesystem, said, seconds):
    found, _ = settings(fs, f'[health]\ncanary = "{said}"\n')
    assert found.health.canary == timedelta(seconds=seconds)


def test_a_canary_every_second_is_a_mistake(fs: FakeFilesystem):
    assert "a minute at least" in mistakes(fs, '[health]\ncanary = "1s"\n')
