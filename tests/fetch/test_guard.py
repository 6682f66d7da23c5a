"""The guard: what may be dialled, and in which order."""

import contextlib
import ipaddress
import socket
import threading
import time

import pytest

from atlas.clock import Clock
from atlas.errors import BadUrl, LedInside
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard, _dialled, _first, system
from tests.fakes import FakeClock

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]
METADATA = ["169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"]


@pytest.fixture
def deadline():
    with Deadline(2, Clock()) as deadline:
        yield deadline


@pytest.fixture
def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def knowing(**names):
    return lambda host, port: names[host.partition(".")[0]]


def test_a_network_of_ones_own_is_opted_in_by_its_addresses():
    guard = Guard([ipaddress.ip_network("192.168.1.0/24")])
    assert guard.refusal("192.168.1.7", 80) == ""
    assert guard.refusal("192.168.2.7", 80)
    assert guard.refusal("::ffff:192.168.1.7", 80) == ""


@pytest.mark.parametrize("address", METADATA)
def test_metadata_stays_refused_whatever_is_opted_in(address):
    guard = Guard([ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")])
    assert guard.refusal(address, 80) == "a cloud's metadata address"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1"])
def test_atlas_never_dials_its_own_door(address):
    guard = Guard([ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")], frozenset({7444}))
    assert guard.refusal(address, 7444) == "Atlas itself"
    assert guard.refusal(address, 7445) == ""
    assert guard.refusal("192.168.1.1", 7444) == "", "that is another machine's door"
    with pytest.raises(BadUrl, match="Atlas itself"):
        guard.addresses(address, 7444, Deadline(5, FakeClock()))


def test_an_address_of_ones_own_is_opted_in_whatever_its_scope():
    assert Guard(LOOPBACK).refusal("::1%lo", 80) == ""


def test_a_resolver_is_asked_for_the_host_and_the_port_aside_of_all_that_has_to_end(deadline):
    asked = []

    def resolve(*question):
        asked.append((*question, threading.current_thread().daemon))
        return [("1.1.1.1", 80)]

    assert Guard(resolve=resolve).trail().addresses("a.example", 81, deadline) == [("1.1.1.1", 80)]
    assert asked == [("a.example", 81, True)]


def test_the_system_tells_each_address_of_a_host_once_and_with_its_port():
    assert system("127.0.0.2", 8080) == [("127.0.0.2", 8080)]
    with pytest.raises(ValueError, match="ascii"):
        system("ä.example", 80)


def test_one_bad_address_among_good_ones_refuses_them_all(deadline):
    guard = Guard(resolve=knowing(mixed=[("93.184.216.34", 80), ("10.0.0.1", 80)]))
    with pytest.raises(BadUrl, match=r"^mixed\.example \(10\.0\.0\.1\) is in a private network"):
        guard.addresses("mixed.example", 80, deadline)


def test_a_literal_asks_no_resolver(deadline):
    guard = Guard(LOOPBACK, resolve=knowing())
    assert guard.addresses("127.0.0.1", 8080, deadline) == [("127.0.0.1", 8080)]
    assert guard.addresses("::1", 8080, deadline) == [("::1", 8080, 0, 0)]


def test_the_families_take_turns(deadline):
    six = [(f"2606:4700::{n}", 80, 0, 0) for n in range(1, 4)]
    four = [("1.1.1.1", 80), ("8.8.8.8", 80)]
    found = Guard(resolve=knowing(many=six + four)).addresses("many.example", 80, deadline)
    assert found == [six[0], four[0], six[1], four[1], six[2]]


def test_only_so_many_addresses_are_tried(deadline):
    many = [(f"1.1.1.{n}", 80) for n in range(200)]
    assert len(Guard(resolve=knowing(many=many)).addresses("many.example", 80, deadline)) == 8


def test_a_dead_address_gives_way_to_the_next(deadline, server, closed_port):
    there = [("::1", closed_port, 0, 0), ("127.0.0.1", closed_port), ("127.0.0.1", server.port)]
    guard = Guard(LOOPBACK, resolve=knowing(twofold=there))
    with guard.dial("twofold.example", server.port, deadline) as sock:
        assert sock.getpeername() == ("127.0.0.1", server.port)
        assert 0 < sock.gettimeout() <= 2


def shares(seconds, count, used=lambda share: share):
    """Returns how long each of so many silent addresses was waited for, and the last failure."""
    clock, shares = FakeClock(), []

    def silent(sockaddr, share, deadline):
        shares.append(share)
        clock.sleep(used(share))
        raise TimeoutError(sockaddr[0])

    with pytest.raises(TimeoutError) as told:
        _first([(f"1.1.1.{number}", 80) for number in range(count)], silent, Deadline(seconds, clock))
    return shares, str(told.value)


def test_addresses_share_the_time_and_none_keeps_others_waiting_for_more_than_two_seconds():
    assert shares(3, 3) == ([1, 1, 1], "1.1.1.2")
    assert shares(9, 3) == ([2, 2, 5], "1.1.1.2")
    assert shares(9, 1) == ([9], "1.1.1.0")


def test_no_address_is_dialled_when_the_time_is_over():
    assert shares(3, 3, used=lambda share: 2 * share) == ([1, 0.5], "1.1.1.1")


@pytest.fixture
def full():
    """A door that lets nobody in: as many stand before it as it lets wait."""
    with contextlib.ExitStack() as stack:
        door = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            guest = stack.enter_context(socket.socket())
            guest.setblocking(False)
            guest.connect_ex(door.getsockname())
        yield door.getsockname()


def test_an_address_that_is_silent_is_given_up_when_its_time_is_over(deadline, full):
    with pytest.raises(TimeoutError):
        _dialled(full, 0.01, deadline)


def test_who_is_connected_is_shut_out_when_the_time_is_cut(deadline, server):
    with Guard(LOOPBACK).dial("127.0.0.1", server.port, deadline) as sock:
        deadline.cut()
        assert sock.recv(1) == b""


def test_when_no_address_answers_the_last_failure_is_told(deadline, closed_port):
    with pytest.raises(ConnectionRefusedError):
        Guard(LOOPBACK).dial("127.0.0.1", closed_port, deadline)


def test_a_name_without_addresses_is_no_name(deadline):
    with pytest.raises(socket.gaierror):
        Guard(resolve=knowing(nothing=[])).dial("nothing.example", 80, deadline)


def test_an_unknown_name_is_told_as_the_resolver_tells_it(deadline):
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with pytest.raises(socket.gaierror) as told:
        Guard(resolve=unknown).addresses("nowhere.example", 80, deadline)
    assert told.value.errno == socket.EAI_NONAME


def test_a_hanging_resolver_costs_no_more_than_the_deadline():
    hung = threading.Event()
    guard = Guard(resolve=lambda host, port: hung.wait(5) and [])
    started = time.monotonic()
    with Deadline(0.2, Clock()) as deadline, pytest.raises(TimeoutError, match=r"^the name was not resolved in time$"):
        guard.addresses("slow.example", 80, deadline)
    hung.set()
    assert time.monotonic() - started < 0.8


def test_a_name_is_resolved_once_for_looking_and_dialling(deadline, server):
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return [("127.0.0.1" if len(asked) == 1 else "10.0.0.1", server.port)]

    with Guard(LOOPBACK, resolve=rebinding).dial("fickle.example", server.port, deadline):
        assert asked == ["fickle.example"]


def test_the_system_resolver_knows_this_machine(deadline):
    try:
        socket.getaddrinfo("localhost", 80)
    except socket.gaierror as error:
        pytest.skip(f"this machine has no name for itself: {error}")
    found = Guard(LOOPBACK).addresses("localhost", 80, deadline)
    assert {one[0] for one in found} <= {"127.0.0.1", "::1"}


def elsewhere(address):
    """What stands for the public internet here: all of it is this machine."""
    return address.startswith("127.7.")


@pytest.fixture
def outside():
    with socket.create_server(("127.7.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_what_a_way_outside_leads_to_is_not_looked_for_in_a_network_of_ones_own(deadline, server, outside):
    guard = Guard(LOOPBACK, public=elsewhere).sparing(1)
    there, here = guard.trail(), guard.trail()
    there.dial("127.7.0.1", outside, deadline).close()
    with pytest.raises(BadUrl):
        there.dial("127.0.0.1", server.port, deadline)
    for one in (guard, here):
        one.dial("127.0.0.1", server.port, deadline).close()


def test_a_way_that_was_outside_before_begins_there(deadline, server):
    with pytest.raises(BadUrl):
        Guard(LOOPBACK, public=elsewhere).trail(outside=True).dial("127.0.0.1", server.port, deadline)


def test_a_guard_that_spares_a_port_is_the_same_otherwise():
    spared = Guard([ipaddress.ip_network("127.0.0.0/8")], frozenset({1}), lambda *_: [("127.0.0.1", 80)]).sparing(2)
    assert [spared.refusal("127.0.0.1", port) for port in (1, 2, 80)] == ["Atlas itself", "Atlas itself", ""]
    assert spared.refusal("10.0.0.1", 80) == "in a private network"
    assert spared.addresses("a.example", 80, Deadline(5, Clock())) == [("127.0.0.1", 80)]


def test_a_refusal_names_the_host_and_where_it_leads():
    guard = Guard(resolve=lambda *_: [("10.0.0.1", 80)])
    with pytest.raises(LedInside, match=r"^a\.example \(10\.0\.0\.1\) is in a private network: Atlas does not"):
        guard.addresses("a.example", 80, Deadline(5, Clock()))
    with pytest.raises(BadUrl, match=r"^10\.0\.0\.1 is in a private network: Atlas does not") as told:
        guard.addresses("10.0.0.1", 80, Deadline(5, Clock()))
    assert told.type is BadUrl, "nothing led there: it is the address itself"


def test_no_more_than_eight_addresses_are_tried_and_families_take_turns():
    four = [(f"93.184.215.{n}", 80) for n in range(9)]
    six = [(f"2606:4700::{n + 1}", 80, 0, 0) for n in range(9)]
    found = Guard(resolve=lambda *_: [*four, *six]).addresses("a.example", 80, Deadline(5, Clock()))
    assert found == [one for both in zip(four, six, strict=True) for one in both][:8]


def test_a_name_of_nothing_is_an_error_of_names():
    with pytest.raises(OSError, match=r"no address$") as told:
        Guard(resolve=lambda *_: []).dial("a.example", 80, Deadline(5, Clock()))
    assert (told.value.errno, told.value.strerror) == (socket.EAI_NONAME, "no address")
