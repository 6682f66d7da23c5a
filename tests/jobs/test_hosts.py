"""What Atlas knows of each host."""

from datetime import timedelta

import pytest

from atlas.errors import Unkept
from atlas.jobs.hosts import LEFT_ALONE, MANY, WELL_AGAIN, Hosts
from atlas.model import url as urls
from atlas.model.breaker import FUSE
from atlas.model.fault import Fault, Kind

URL = urls.parse("https://sick.example/page")
FAULT = Fault(Kind.TIMEOUT, "It did not answer in time.")
NONE = timedelta(0)
LIMIT, SHORTEST = FUSE.threshold, FUSE.cooldown


@pytest.fixture
def known(tmp_path, clock):
    """Opens the hosts of one home; each has its own memory of them."""

    def opened():
        hosts = Hosts(tmp_path / "hosts.json", lambda host: 2.0, clock.now, clock.monotonic)
        hosts.refresh()
        return hosts

    return opened


def sicken(hosts, url=URL, times=LIMIT):
    for _ in range(times):
        hosts.told(url, FAULT)


def test_a_sick_host_is_left_alone_and_said_so_once(known):
    hosts = known()
    sicken(hosts)
    assert hosts.rest("sick.example") == SHORTEST
    assert [(one.what, one.subject) for one in hosts.news()] == [(LEFT_ALONE, "sick.example")]
    assert list(hosts.news()) == []
    assert hosts.rest("well.example") == NONE


def test_a_host_that_is_well_again_is_said_so_too(known):
    hosts = known()
    sicken(hosts)
    hosts.told(URL, None)
    assert [one.what for one in hosts.news()] == [LEFT_ALONE, WELL_AGAIN]
    assert hosts.rest("sick.example") == NONE


def test_a_short_rest_is_a_pause_between_visits_and_a_long_one_is_kept(known, clock):
    hosts = known()
    hosts.told(URL, Fault(Kind.THROTTLED, "x", rest=timedelta(seconds=10)))
    assert (hosts.rest("sick.example"), hosts.free_at("sick.example")) == (NONE, clock.monotonic() + 10)
    hosts.told(URL, Fault(Kind.THROTTLED, "x", rest=timedelta(seconds=11)))
    assert hosts.rest("sick.example") == timedelta(seconds=11)


def test_what_is_known_outlives_a_restart(known):
    hosts = known()
    sicken(hosts)
    hosts.likes("shy.example", "firefox-windows")
    hosts.told(urls.parse("http://well.example:8080/a?b"), None)
    hosts.save()
    again = known()
    assert again.rest("sick.example") == SHORTEST
    assert (again.agent("shy.example"), again.agent("sick.example")) == ("firefox-windows", "")
    assert again.heard == ("http://well.example:8080/",)


def test_a_few_sites_that_answered_last_are_remembered(known):
    hosts = known()
    for name in "abacd":
        hosts.told(urls.parse(f"https://{name}.example/x"), None)
    assert hosts.heard == tuple(f"https://{name}.example:443/" for name in "dca")


def test_a_reset_by_another_process_is_seen(known):
    hosts, other = known(), known()
    sicken(hosts)
    hosts.save()
    other.refresh()
    assert other.reset("sick.example")
    assert not other.reset("sick.example")
    other.save()
    hosts.refresh()
    assert hosts.rest("sick.example") == NONE


def test_its_own_writing_is_not_read_back(known):
    hosts = known()
    sicken(hosts)
    hosts.save()
    hosts.told(URL, None)
    hosts.refresh()
    assert hosts.rest("sick.example") == NONE


def test_nothing_new_is_nothing_written(known, tmp_path):
    known().save()
    assert not (tmp_path / "hosts.json").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"hosts": {"a": 3}}', b'{"hosts": {"a": {"cooldown": "x"}}}'])
def test_a_file_that_does_not_read_is_no_knowledge(content, known, tmp_path):
    (tmp_path / "hosts.json").write_bytes(content)
    hosts = known()
    assert hosts.all() == {}
    sicken(hosts)
    hosts.save()
    assert known().rest("sick.example") == SHORTEST


def test_a_name_that_is_liked_no_more_is_forgotten(known):
    hosts = known()
    hosts.likes("shy.example", "safari-mac")
    hosts.likes("shy.example", "")
    assert hosts.all() == {}


def test_of_very_many_hosts_only_those_at_rest_are_kept(known, clock):
    hosts = known()
    for number in range(MANY + 1):
        hosts.told(urls.parse(f"http://h{number}.example/"), FAULT)
    sicken(hosts)
    hosts.save()
    assert list(hosts.all()) == ["sick.example"]


def test_what_the_disk_did_not_take_is_written_once_it_does(known, tmp_path):
    hosts = known()
    sicken(hosts)
    (tmp_path / "hosts.json").mkdir()
    with pytest.raises(Unkept):
        hosts.save()
    (tmp_path / "hosts.json").rmdir()
    hosts.save()
    assert known().rest("sick.example") == SHORTEST
    assert [one.name for one in tmp_path.iterdir()] == ["hosts.json"]
