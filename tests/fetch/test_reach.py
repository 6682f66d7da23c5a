"""Whether a host that is called answers for itself."""

import ipaddress
import socket
import ssl

import pytest
import trustme

from atlas.clock import Clock
from atlas.fetch.guard import Guard
from atlas.fetch.reach import reaches
from atlas.fetch.wire import trust
from tests.hostile import Hostile
from tests.hostile.town import HERE


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def trusted(authority, tmp_path):
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return trust(str(file))


@pytest.fixture
def serving(authority):
    """Serves good.example under TLS, with a certificate for whatever name; gives the address."""
    opened = []

    def for_name(name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        opened.append(Hostile(tls=context))
        return opened[-1].__enter__().url("/", "good.example")

    yield for_name
    for one in opened:
        one.__exit__(None, None, None)


def called(url, trusted, address="127.0.0.1", allow=HERE, clock=None):
    return reaches(Guard(allow, frozenset(), lambda host, port: [(address, port)]), trusted, url, clock or Clock())


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


def test_a_host_that_answers_is_there_and_so_is_one_that_refuses(server, trusted):
    assert called(server.url("/", "good.example"), trusted)
    assert called(f"http://good.example:{free_port()}/", trusted)


def test_a_name_that_is_not_known_just_now_is_not_there(trusted):
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    assert not reaches(Guard(HERE, frozenset(), unknown), trusted, "http://good.example/", Clock())


def test_a_name_that_leads_into_a_private_network_is_not_there_where_it_was(trusted):
    assert not called("http://good.example/", trusted, "192.168.1.1")
    assert not called("http://good.example/", trusted, allow=[ipaddress.ip_network("10.0.0.0/8")])


def test_an_address_that_may_not_be_dialled_proves_nothing(trusted):
    assert called("http://192.168.1.1/", trusted)


def test_who_speaks_for_another_is_not_that_host(serving, trusted):
    assert called(serving("good.example"), trusted)
    assert not called(serving("portal.example"), trusted)


def test_by_a_clock_that_is_wrong_no_certificate_proves_anything(serving, trusted):
    class Doubtful(Clock):
        def doubtful(self):
            return True

    assert called(serving("portal.example"), trusted, clock=Doubtful())
