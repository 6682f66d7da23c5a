"""Certificates: what holds and what does not."""

import datetime
import ssl

import pytest
import trustme

from atlas.clock import Clock
from atlas.fetch import ladder
from atlas.model.fault import Kind
from tests.fakes import FreeHosts, ask
from tests.hostile import PAGE, Hostile
from tests.hostile.town import HERE

LONG_AGO = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
FAR_OFF = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)


class DoubtfulClock(Clock):
    """A clock whose wall is not to be believed."""

    def doubtful(self):
        return True


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def trusted(authority, tmp_path_factory):
    file = tmp_path_factory.mktemp("trust") / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return str(file)


@pytest.fixture
def secure(rungs, trusted):
    """Makes a ladder that trusts the authority and finds every name on this machine."""
    return lambda **more: rungs(authorities=trusted, resolve=lambda host, port: [("127.0.0.1", port)], **more)


def serving(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return Hostile(tls=context)


def test_a_certificate_that_holds_brings_the_page(authority, secure, shelf):
    with serving(authority.issue_cert("good.example")) as server:
        attempt = secure().climb(server.url("/page", "good.example"), shelf)
    assert attempt.captured
    assert shelf.bodies == [PAGE]
    assert shelf.exchanges[0].request == server.requests[0]
    assert shelf.exchanges[0].peer == "127.0.0.1"


@pytest.mark.parametrize(
    ("names", "expires"), [(["other.example"], None), (["good.example"], LONG_AGO)], ids=["wrong name", "expired"]
)
def test_a_certificate_that_does_not_hold_is_insecure(names, expires, authority, secure, shelf):
    more = {"not_before": LONG_AGO - datetime.timedelta(days=9), "not_after": expires} if expires else {}
    with serving(authority.issue_cert(*names, **more)) as server:
        attempt = secure().climb(server.url("/page", "good.example"), shelf)
    assert attempt.fault.kind is Kind.INSECURE
    assert attempt.fault.detail.startswith("good.example showed a certificate that does not hold (")
    assert server.requests == []


def test_an_unknown_issuer_is_insecure(secure, shelf):
    with serving(trustme.CA().issue_cert("good.example")) as server:
        attempt = secure().climb(server.url("/page", "good.example"), shelf)
    assert (attempt.fault.kind, server.requests) == (Kind.INSECURE, [])


def test_without_an_authority_of_ones_own_mozillas_are_asked(authority, rungs, shelf):
    with serving(authority.issue_cert("good.example")) as server:
        ladder = rungs(resolve=lambda host, port: [("127.0.0.1", port)])
        assert ladder.climb(server.url("/page", "good.example"), shelf).fault.kind is Kind.INSECURE


def test_plain_http_where_tls_is_expected_is_insecure(server, secure, shelf):
    there = server.url("/page", "good.example").replace("http:", "https:")
    assert secure(seconds=0.5).climb(there, shelf).fault.kind in {Kind.INSECURE, Kind.TIMEOUT}


@pytest.mark.parametrize("path", ["/drip-body", "/half-then-hang", "/hang"])
def test_the_deadline_reaches_through_tls(path, authority, secure, shelf):
    with serving(authority.issue_cert("good.example")) as server:
        attempt = secure(seconds=0.3).climb(server.url(path, "good.example"), shelf)
    assert attempt.fault.kind is Kind.TIMEOUT
    assert attempt.tries[0].milliseconds < 900


def test_a_handshake_that_hangs_is_cut(secure, shelf):
    with Hostile() as server:
        there = server.url("/hang", "good.example").replace("http:", "https:")
        assert secure(seconds=0.3).climb(there, shelf).fault.kind is Kind.TIMEOUT


@pytest.fixture
def misled(trusted):
    """A ladder on a machine whose clock is wrong."""
    resolve = lambda host, port: [("127.0.0.1", port)]
    return ladder(
        ("direct",),
        HERE,
        frozenset(),
        5,
        1_000_000,
        "",
        False,
        (),
        "http://127.0.0.1:1",
        FreeHosts(),
        DoubtfulClock(),
        resolve,
        trusted,
    )


@pytest.mark.parametrize("begins", [LONG_AGO, FAR_OFF], ids=["no more", "not yet"])
def test_a_certificate_out_of_its_time_says_nothing_where_our_own_clock_is_wrong(begins, authority, misled, shelf):
    ends = begins + datetime.timedelta(days=9)
    with serving(authority.issue_cert("good.example", not_before=begins, not_after=ends)) as server:
        fault = misled.climb(ask(server.url("/page", "good.example")), shelf).fault
    assert (fault.kind.waits, fault.kind.counts, server.requests) == (True, False, [])
    assert fault.detail == "This machine's clock is wrong: whether good.example is secure cannot be told by it."


def test_a_wrong_clock_excuses_nothing_else(authority, misled, shelf):
    with serving(authority.issue_cert("other.example")) as server:
        assert misled.climb(ask(server.url("/page", "good.example")), shelf).fault.kind is Kind.INSECURE


def test_with_a_wrong_clock_a_certificate_that_holds_holds(authority, misled, shelf):
    with serving(authority.issue_cert("good.example")) as server:
        assert misled.climb(ask(server.url("/page", "good.example")), shelf).captured
