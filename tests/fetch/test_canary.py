"""The canary's way: to one page by one name, once; nothing else is reached by it, and nobody else has it."""

import socket
import threading
from contextlib import closing

import pytest

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch import Nowhere, Perch, ladder_to
from atlas.fetch.canary import Nobody, Only
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.model import url as urls
from atlas.model.canary import Flight
from atlas.model.fault import Kind
from tests.fakes import NOON, ask

TOKEN = "0123456789abcdef01234567"


@pytest.fixture
def perch():
    with closing(Perch()) as made:
        yield made


@pytest.fixture
def flight(perch):
    made = Flight(TOKEN, perch.port, NOON)
    perch.open(made)
    return made


def climbed(flight, url=None):
    return ladder_to(flight, Clock()).climb(ask(url or flight.url), Nowhere())


def test_it_brings_the_page_home(flight):
    attempt = climbed(flight)
    assert attempt.captured
    assert attempt.page.size == len(flight.page)
    assert [one.layer for one in attempt.tries] == ["canary"]


def test_the_page_is_there_once(flight):
    climbed(flight)
    assert climbed(flight).fault.kind is Kind.ABSENT


def test_it_is_asked_for_by_its_name_alone(flight):
    with socket.create_connection(("127.0.0.1", flight.port), 5) as sock:
        sock.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{flight.port}\r\n\r\n".encode())
        assert sock.recv(100).startswith(b"HTTP/1.1 410")
    assert climbed(flight).captured


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://{token}.atlas-canary.invalid/",
        "http://{token}.atlas-canary.invalid:7444/",
        "http://ffffffffffffffffffffffff.atlas-canary.invalid:{port}/",
        "http://169.254.169.254/",
        "https://good.example/",
    ],
)
def test_its_ladder_leads_nowhere_else(flight, url):
    assert climbed(flight, url.format(port=flight.port, token=TOKEN)).fault.kind is Kind.REFUSED


def test_whoever_took_its_port_leads_it_nowhere():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_server(("127.0.0.1", 0)) as inside:
        inside.settimeout(0)
        flight = Flight(TOKEN, server.getsockname()[1], NOON)

        def redirect():
            visitor, _ = server.accept()
            with visitor:
                visitor.recv(4096)
                there = f"http://127.0.0.1:{inside.getsockname()[1]}/"
                visitor.sendall(f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n".encode())

        thread = threading.Thread(target=redirect)
        thread.start()
        assert climbed(flight).fault.kind is Kind.REFUSED
        thread.join()
        with pytest.raises(BlockingIOError):
            inside.accept()


def test_the_guard_of_every_other_drop_refuses_its_address(flight):
    with Deadline(5.0, Clock()) as deadline, pytest.raises(BadUrl):
        Guard(resolve=lambda host, port: [("127.0.0.1", port)]).addresses(flight.host, flight.port, deadline)


def test_its_guard_is_the_same_wherever_the_way_led(flight):
    guard = Only(flight)
    assert guard.trail(outside=True) is guard


def test_a_closed_perch_is_gone(perch):
    perch.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", perch.port), 1)


def test_no_host_is_learned_of():
    nobody, url = Nobody(), urls.parse("http://a.example/")
    nobody.told(url, None)
    nobody.likes("a.example", "x")
    assert (nobody.agent("a.example"), nobody.rest("a.example").total_seconds()) == ("", 0.0)
