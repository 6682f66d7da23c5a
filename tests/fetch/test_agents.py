"""The agents layer: browsers' names, one host at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.fetch.agents import AGENTS, in_order
from atlas.model.fault import Kind
from tests.fakes import FreeHosts

LAYERS = ("direct", "agents")


@pytest.mark.parametrize("agent", AGENTS, ids=lambda one: one.name)
def test_the_headers_of_a_browser_belong_together(agent):
    headers = agent.headers
    hints = [name for name in headers if name.startswith("Sec-CH-UA")]
    assert len(hints) == (3 if "Chrome/" in headers["User-Agent"] else 0)
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert ("Windows" in headers["User-Agent"]) == ("windows" in agent.name)


@given(st.text(max_size=20), st.integers(0, 9))
def test_every_name_has_its_turn_and_the_liked_one_the_first(host, attempts):
    liked = AGENTS[3].name
    assert {one.name for one in in_order(host, attempts, "")} == {one.name for one in AGENTS}
    assert next(in_order(host, attempts, liked)).name == liked
    assert next(in_order(host, attempts, "")) != next(in_order(host, attempts + 1, ""))


def test_a_host_that_turns_robots_away_is_asked_as_a_browser_does(server, shelf, rungs):
    hosts = FreeHosts()
    attempt = rungs(layers=LAYERS, hosts=hosts).climb(server.url("/browsers-only"), shelf)
    assert [(one.layer, one.kind) for one in attempt.tries] == [("direct", Kind.BLOCKED), ("agents", None)]
    assert attempt.page.layer == "agents"
    assert hosts.liked["127.0.0.1"] in {one.name for one in AGENTS}
    asked = [one for one in shelf.exchanges if b"Mozilla/5.0" in one.request]
    assert (len(asked), len(shelf.exchanges)) == (1, 2)


def test_a_name_that_did_not_help_is_not_remembered(server, shelf, rungs):
    hosts = FreeHosts()
    hosts.liked["127.0.0.1"] = "safari-mac"
    attempt = rungs(layers=LAYERS, hosts=hosts).climb(server.url("/status/403"), shelf)
    assert [one.layer for one in attempt.tries] == ["direct", "agents", "agents"]
    assert b"Safari/605" in shelf.exchanges[1].request
    assert b"Safari/605" not in shelf.exchanges[2].request


@pytest.mark.parametrize("status", [404, 401, 500, 451])
def test_a_host_that_has_another_reason_is_not_asked_under_another_name(status, server, shelf, rungs):
    assert len(rungs(layers=LAYERS).climb(server.url(f"/status/{status}"), shelf).tries) == 1
