"""The proxy a browser goes through: no further than Atlas itself."""

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard, system
from atlas.fetch.peer import is_ours
from atlas.fetch.proxy import Proxy
from atlas.fetch.request import Malformed, read
from atlas.model import url as urls
from atlas.model.fault import Kind

PUBLIC = ipaddress.ip_network("127.7.0.0/16")
HELLO = b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@contextlib.contextmanager
def listening(address: str, says: bytes = HELLO) -> Iterator[tuple[int, list[bytes]]]:
    """A server that hears one request a connection and says one thing."""
    heard: list[bytes] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                with sock:
                    heard.append(sock.recv(65536))
                    sock.sendall(says)

    with socket.create_server((address, 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1], heard
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@contextlib.contextmanager
def proxied(most: int = 1_000_000, seconds: float = 5.0) -> Iterator[Proxy]:
    clock = Clock()
    guard = Guard([PUBLIC], frozenset(), system)
    with Deadline(seconds, clock) as deadline, Proxy(guard, deadline, clock, most) as proxy:
        yield proxy


def said(proxy: Proxy, request: bytes, more: bytes = b"") -> bytes:
    """Returns all that comes back for what is sent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as sock, contextlib.suppress(ConnectionError):
        sock.sendall(request)
        if more:
            answer += sock.recv(65536)
            sock.sendall(more)
        while piece := sock.recv(65536):
            answer += piece
    return answer


def test_a_page_is_brought_and_the_proxys_own_headers_stay_here():
    with listening("127.7.0.1") as (port, heard), proxied() as proxy:
        request = b"GET http://127.7.0.1:%d/a?b HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\nX-Own: 1\r\n\r\n"
        assert said(proxy, request % port).endswith(b"hello")
    assert heard[0].startswith(b"GET /a?b HTTP/1.1\r\n")
    assert b"X-Own: 1" in heard[0]
    assert b"Proxy" not in heard[0]
    assert b"Host: 127.7.0.1:%d" % port in heard[0]


def test_a_tunnel_carries_bytes_both_ways():
    with listening("127.7.0.1", b"pong") as (port, heard), proxied() as proxy:
        told = said(proxy, b"CONNECT 127.7.0.1:%d HTTP/1.1\r\n\r\n" % port, b"ping")
    assert told == b"HTTP/1.1 200 Connection established\r\n\r\npong"
    assert heard == [b"ping"]


@pytest.mark.parametrize(
    "form", [b"GET http://127.0.0.1:%d/ HTTP/1.1\r\n\r\n", b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\n"]
)
def test_what_atlas_does_not_dial_is_not_dialled_for_a_browser_either(form):
    with listening("127.0.0.1") as (port, heard), proxied() as proxy:
        assert said(proxy, form % port).startswith(b"HTTP/1.1 403 ")
        assert proxy.fault(urls.parse(f"http://127.0.0.1:{port}/")).kind is Kind.REFUSED
    assert heard == []


def test_it_leads_to_itself_not_at_all():
    with proxied() as proxy:
        assert said(proxy, b"CONNECT 127.7.0.1:%d HTTP/1.1\r\n\r\n" % proxy.port).split(b" ")[1] in {b"403", b"502"}


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET ftp://a.example/ HTTP/1.1\r\n\r\n",
        b"CONNECT a.example HTTP/1.1\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET http://a.example/ HTTP/1.1\r\nBad Header: x\r\n\r\n",
        b"GET http://a.example/ HTTP/1.1\r\nX: a\nb\r\n\r\n",
        b"X" * 200_000,
    ],
)
def test_what_no_browser_sends_is_turned_away(request_):
    with proxied() as proxy:
        assert said(proxy, request_)[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 403", b""}


def test_all_that_a_page_loads_is_bounded():
    with listening("127.7.0.1", HELLO + b"x" * 500_000) as (port, _), proxied(most=50_000) as proxy:
        request = b"GET http://127.7.0.1:%d/ HTTP/1.1\r\n\r\n" % port
        assert len(said(proxy, request)) < 200_000
        assert proxy.spent
        assert said(proxy, request) == b""


def test_it_ends_with_its_climb():
    with proxied(seconds=0.3) as proxy:
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as idle:
            assert idle.recv(10) in {b"", b"HTTP/1.1 4"}
        port = proxy.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_only_programs_of_the_same_person_are_served(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as caller:
        near, _ = listener.accept()
        with near:
            assert is_ours(near)
            far, own = caller.getsockname()[1], listener.getsockname()[1]
            row = f"   0: 0100007F:{far:04X} 0100007F:{own:04X} 01 0:0 0:0 0  %d 0 1\n"
            table = tmp_path / "tcp"
            table.write_text("head\n" + row % 4_000_000)
            assert not is_ours(near, table)
            assert is_ours(near, tmp_path / "none")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200))
def test_reading_a_request_is_total(head):
    for one in (head, b"GET http://a.example/" + head, b"GET http://a.example/ HTTP/1.1\r\n" + head):
        with contextlib.suppress(Malformed, BadUrl):
            assert read(one).url.host
