"""Whether the network is away."""

import pytest

from atlas.jobs.outage import AWAY, BACK, IN_VAIN, PROBE_EVERY, SUSPECT, Outage
from atlas.model.fault import Fault, Kind
from tests.fakes import FakeProbe

SILENT = Fault(Kind.UNREACHABLE, "It cannot be reached.", silent=True)
REFUSED = Fault(Kind.UNREACHABLE, "It refused the connection.")


@pytest.fixture
def probe():
    return FakeProbe()


@pytest.fixture
def outage(probe, clock):
    return Outage(probe, clock.monotonic)


def told(outage):
    return [one.what for one in outage.news()]


def leave(outage, probe):
    probe.route = False
    assert outage.explains(SILENT, "a.example")


def test_without_a_route_the_first_silence_is_the_networks(outage, probe):
    leave(outage, probe)
    assert told(outage) == [AWAY]


def test_silent_hosts_are_the_networks_fault_when_one_that_answered_is_silent_too(outage, probe):
    probe.reached = False
    assert [outage.explains(SILENT, f"{name}.example") for name in "abc"] == [False, False, True]
    assert SUSPECT == 3


@pytest.mark.parametrize("reached", [True, None])
def test_without_proof_silence_is_the_hosts_own(reached, outage, probe):
    probe.reached = reached
    assert not any(outage.explains(SILENT, f"{name}.example") for name in "abcdef")
    assert told(outage) == []


def test_one_silent_host_asked_thrice_is_one_silent_host(outage, probe):
    probe.reached = False
    assert not any(outage.explains(SILENT, "a.example") for _ in range(5))


@pytest.mark.parametrize("between", [None, REFUSED, Fault(Kind.ABSENT, "No.")])
def test_any_answer_in_between_ends_the_suspicion(between, outage, probe):
    probe.reached = False
    for name in "ab":
        outage.explains(SILENT, f"{name}.example")
    outage.explains(between, "well.example")
    assert not outage.explains(SILENT, "c.example")


def test_what_was_no_visit_proves_nothing(outage, probe):
    probe.reached = False
    for name in "ab":
        outage.explains(SILENT, f"{name}.example")
    outage.explains(Fault(Kind.RESTING, "It rests."), "r.example")
    assert outage.explains(SILENT, "c.example")


def test_while_it_is_away_an_errand_looks_every_half_minute(outage, probe, clock):
    leave(outage, probe)
    assert outage.next_try == clock.monotonic() + PROBE_EVERY
    assert not outage.there()
    outage.sent()
    assert outage.next_try == clock.monotonic() + PROBE_EVERY


def test_it_is_back_when_there_is_a_route_and_nothing_speaks_against_it(outage, probe):
    leave(outage, probe)
    probe.route = True
    assert outage.there()
    assert (told(outage), outage.next_try) == ([AWAY, BACK], None)


def test_a_route_to_nowhere_is_not_back(outage, probe):
    leave(outage, probe)
    probe.route, probe.reached = True, False
    assert not outage.there()


def test_an_answer_from_anybody_is_the_network_back(outage, probe):
    leave(outage, probe)
    outage.explains(None, "a.example")
    assert (told(outage), outage.next_try) == ([AWAY, BACK], None)


def test_while_it_is_there_nothing_is_probed(outage, probe):
    assert outage.there()
    outage.explains(None, "a.example")
    outage.explains(REFUSED, "b.example")
    assert probe.looks == 0


INSIDE = Fault(Kind.REFUSED, "good.example (192.168.1.1) is in a private network.", silent=True)


def test_a_name_that_leads_inside_is_the_networks_fault_where_all_names_do(outage, probe):
    probe.reached = False
    assert outage.explains(INSIDE, "a.example")
    assert told(outage) == [AWAY]


@pytest.mark.parametrize("reached", [True, None])
def test_a_name_that_leads_inside_is_refused_where_others_do_not(reached, outage, probe):
    probe.reached = reached
    assert not outage.explains(INSIDE, "a.example")


def test_an_address_inside_is_refused_wherever_the_network_is(outage, probe):
    probe.reached = False
    assert not outage.explains(Fault(Kind.REFUSED, "10.0.0.1 is in a private network."), "10.0.0.1")


def test_hosts_that_are_gone_for_good_do_not_hold_up_the_rest_for_ever(outage, probe):
    leave(outage, probe)
    probe.route, probe.reached = True, False
    went = [outage.there() for _ in range(IN_VAIN)]
    assert went == [False] * (IN_VAIN - 1) + [True]
    assert outage.explains(SILENT, "a.example")
    outage.explains(None, "b.example")
    assert told(outage) == [AWAY, BACK]
