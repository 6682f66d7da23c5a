"""robots.txt, where the settings ask for it."""

import pytest

from atlas.clock import Clock
from atlas.fetch.deadline import Deadline
from atlas.fetch.robots import LARGEST, LASTING, ROOM, Robots
from atlas.fetch.visit import Answer
from atlas.model import url as urls
from atlas.model.exchange import Exchange
from atlas.model.fault import Fault, Kind
from tests.fakes import NOON, FakeClock

RULES = b"User-agent: Atlas\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n"


class Told:
    """A web that has one robots.txt, and counts who asks for it."""

    def __init__(self, status=200, body=RULES, fault=None):
        self.status, self.body, self.fault = status, body, fault
        self.asked = []

    def get(self, url, sink, deadline):
        self.asked.append(url.href)
        if self.status is None:
            return Answer(url, fault=self.fault)
        exchange = Exchange(url.href, NOON, "", b"", b"", self.status, (), len(self.body))
        return Answer(url, exchange, sample=self.body, fault=self.fault)


@pytest.fixture
def deadline():
    with Deadline(5, Clock()) as deadline:
        yield deadline


def refusal(robots, path, deadline, site="https://a.example"):
    return robots.refusal(urls.parse(f"{site}{path}"), deadline)


def test_what_is_forbidden_to_atlas_is_refused_and_the_rest_is_not(deadline):
    robots = Robots(Told(), FakeClock())
    assert refusal(robots, "/public?x=1", deadline) is None
    fault = refusal(robots, "/private/a", deadline)
    assert (fault.kind, "robots.txt" in fault.detail) == (Kind.REFUSED, True)


def test_a_site_is_asked_once_a_day(deadline):
    web, clock = Told(), FakeClock()
    robots = Robots(web, clock)
    for path in ("/a", "/b", "/private"):
        refusal(robots, path, deadline)
    refusal(robots, "/a", deadline, site="http://a.example")
    clock.sleep(LASTING + 1)
    refusal(robots, "/a", deadline)
    assert web.asked == [
        "https://a.example/robots.txt",
        "http://a.example/robots.txt",
        "https://a.example/robots.txt",
    ]


def test_long_rules_of_many_sites_are_not_all_remembered(deadline):
    web = Told(body=RULES + b"#" * LARGEST)
    robots = Robots(web, FakeClock())
    sites = [f"https://{number}.example" for number in range(ROOM // LARGEST + 1)]
    for site in [*sites, sites[-1], sites[0]]:
        assert refusal(robots, "/private", deadline, site=site).kind is Kind.REFUSED
    assert web.asked == [f"{site}/robots.txt" for site in [*sites, sites[0]]]


@pytest.mark.parametrize(("status", "kind"), [(404, Kind.ABSENT), (403, Kind.BLOCKED), (410, Kind.ABSENT)])
def test_a_site_without_rules_forbids_nothing(status, kind, deadline):
    assert refusal(Robots(Told(status, b"Disallow: /", Fault(kind, "No.")), FakeClock()), "/a", deadline) is None


@pytest.mark.parametrize(
    ("status", "kind"), [(503, Kind.OVERLOADED), (429, Kind.THROTTLED), (None, Kind.UNREACHABLE), (None, Kind.TIMEOUT)]
)
def test_a_site_that_cannot_say_is_asked_again_later(status, kind, deadline):
    fault = Fault(kind, "Not now.")
    assert refusal(Robots(Told(status, b"", fault), FakeClock()), "/a", deadline) == fault


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<html>", b"Disallow: /\n" * 100, b"User-agent: *\nDisallow:"])
def test_what_reads_as_no_rules_forbids_nothing(body, deadline):
    assert refusal(Robots(Told(body=body), FakeClock()), "/a", deadline) is None


def test_it_is_asked_only_where_the_settings_say_so(server, shelf, rungs):
    assert rungs().climb(server.url("/page"), shelf).captured
    attempt = rungs(robots=True).climb(server.url("/forbidden-to-robots"), shelf)
    assert (attempt.fault.kind, [one.layer for one in attempt.tries]) == (Kind.REFUSED, ["direct"])
    assert rungs(robots=True).climb(server.url("/page"), shelf).captured
