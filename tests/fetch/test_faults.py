"""What exceptions and statuses mean."""

import http.client
import socket
import ssl
from datetime import timedelta

import pytest
import requests
import urllib3.exceptions
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import BadUrl
from atlas.fetch import faults
from atlas.model.exchange import Exchange
from atlas.model.fault import Kind
from tests.fakes import NOON

HOST = "sick.example"


def answered(status, **headers):
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    exchange = Exchange("http://sick.example/", NOON, "", b"", b"", status, named, 0)
    return faults.fault_in(exchange, HOST, NOON)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((one, None) for one in (200, 201, 203, 204, 206, 299)),
        *((one, Kind.LOGIN) for one in (401, 402, 407)),
        *((one, Kind.BLOCKED) for one in (403, 406, 418, 999)),
        *((one, Kind.ABSENT) for one in (404, 410, 400, 405, 414, 431, 499)),
        *((one, Kind.OVERLOADED) for one in (500, 501, 502, 503, 504, 520, 527, 529, 530, 408, 421, 425)),
        (429, Kind.THROTTLED),
        (451, Kind.LEGAL),
        (511, Kind.OFFLINE),
        *((one, Kind.LOOP) for one in (300, 305)),
        *((one, Kind.BROKEN_OFF) for one in (304, 600, 777)),
    ],
)
def test_a_status_means_a_kind(status, kind):
    fault = answered(status)
    assert (fault and fault.kind) == kind
    assert fault is None or fault.status == status


def test_only_gone_is_final():
    assert answered(410).final
    assert not answered(404).final


def test_the_sentence_names_the_host_and_what_it_answered():
    assert answered(503).detail == "sick.example answered 503 Service Unavailable."
    assert answered(777).detail == "sick.example answered 777."


def test_a_busy_host_that_says_when_is_throttling():
    fault = answered(503, Retry_After="120")
    assert (fault.kind, fault.rest) == (Kind.THROTTLED, timedelta(minutes=2))
    assert (answered(500, Retry_After="5").kind, answered(500, Retry_After="5").rest.seconds) == (Kind.OVERLOADED, 5)


@pytest.mark.parametrize("header", ["cf-mitigated", "X-Amzn-Waf-Action", "X-Vercel-Mitigated"])
def test_a_riddle_is_a_block_whatever_its_status(header):
    assert {answered(status, **{header: "challenge"}).kind for status in (200, 403, 503)} == {Kind.BLOCKED}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *(("0", 1), ("1", 1), (" 120 ", 120), ("86400", 86400), ("999999", 86400), ("1" + "0" * 21, 86400)),
        *(("9" * 5000, 86400), ("Mon, 23 Nov 2026 12:10:00 GMT", 600), ("Monday, 23-Nov-26 12:10:00 GMT", 600)),
        *(("Mon, 23 Nov 2026 11:00:00 GMT", 1), ("Mon, 23 Nov 2099 12:00:00 GMT", 86400)),
        *(("Mon, 23 Nov 2026 12:10:00 -0000", 600), ("Mon, 23 Nov 2026 13:10:00 +0100", 600)),
    ],
)
def test_retry_after_is_read_and_clamped(value, seconds):
    assert faults.rest_of(value, NOON) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Mon, 99 Foo 2026 99:99:99 GMT", "²", "0x10"])
def test_a_retry_after_that_does_not_read_asks_for_nothing(value):
    assert faults.rest_of(value, NOON) is None


@given(st.text(max_size=60))
def test_no_retry_after_does_harm(value):
    rest = faults.rest_of(value, NOON)
    assert rest is None or timedelta(seconds=1) <= rest <= timedelta(hours=24)


def chained(inner):
    return requests.ConnectionError(urllib3.exceptions.ProtocolError("Connection aborted.", inner))


@pytest.mark.parametrize(
    ("error", "before", "after"),
    [
        (BadUrl("Port 25 is not one for web pages."), Kind.REFUSED, Kind.REFUSED),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Kind.NO_SUCH_HOST, Kind.NO_SUCH_HOST),
        (socket.gaierror(socket.EAI_AGAIN, "later"), Kind.UNREACHABLE, Kind.UNREACHABLE),
        (ConnectionRefusedError(111, "Connection refused"), Kind.UNREACHABLE, Kind.UNREACHABLE),
        (ConnectionResetError(104, "reset"), Kind.UNREACHABLE, Kind.BROKEN_OFF),
        (OSError(113, "No route to host"), Kind.UNREACHABLE, Kind.BROKEN_OFF),
        (TimeoutError("timed out"), Kind.TIMEOUT, Kind.TIMEOUT),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]"), Kind.INSECURE, Kind.BROKEN_OFF),
        (ssl.SSLEOFError(8, "EOF"), Kind.UNREACHABLE, Kind.BROKEN_OFF),
        (http.client.IncompleteRead(b""), Kind.BROKEN_OFF, Kind.BROKEN_OFF),
        (http.client.RemoteDisconnected("gone"), Kind.UNREACHABLE, Kind.BROKEN_OFF),
        (http.client.BadStatusLine("\x1b[31m"), Kind.BROKEN_OFF, Kind.BROKEN_OFF),
        (http.client.LineTooLong("header line"), Kind.TOO_LARGE, Kind.TOO_LARGE),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"), Kind.REFUSED, Kind.BROKEN_OFF),
        (ValueError("what"), Kind.REFUSED, Kind.BROKEN_OFF),
    ],
)
def test_an_exception_means_a_kind_bare_or_wrapped(error, before, after):
    for one in (error, chained(error)):
        assert faults.fault_of(one, HOST, sent=False).kind is before
        assert faults.fault_of(one, HOST, sent=True).kind is after


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (urllib3.exceptions.LocationParseError("a" * 70), Kind.REFUSED),
        (requests.exceptions.InvalidURL("no"), Kind.REFUSED),
        (requests.exceptions.InvalidSchema("no"), Kind.REFUSED),
        (requests.exceptions.ReadTimeout("slow"), Kind.TIMEOUT),
        (urllib3.exceptions.ReadTimeoutError(None, None, "slow"), Kind.TIMEOUT),
        (requests.exceptions.RequestException("?"), Kind.UNREACHABLE),
    ],
)
def test_what_requests_and_urllib3_make_of_it_is_known_too(error, kind):
    assert faults.fault_of(error, HOST, sent=False).kind is kind


def test_a_chain_that_bites_its_tail_is_read_once():
    error = ValueError("a")
    error.__context__ = TimeoutError("b")
    error.__context__.__context__ = error
    assert faults.fault_of(error, HOST, sent=True).kind is Kind.TIMEOUT


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(113, "No route to host"), "sick.example cannot be reached (No route to host)."),
        (socket.gaierror(socket.EAI_NONAME, ""), "There is no host named sick.example."),
        (http.client.BadStatusLine("\x1b[31mred\x07"), "sick.example did not answer in HTTP."),
    ],
)
def test_the_reason_is_a_sentence_without_a_word_of_the_server(error, sentence):
    assert faults.fault_of(chained(error), HOST, sent=False).detail == sentence


@given(st.text())
def test_a_sentence_holds_no_control_character_and_is_not_long(text):
    shown = faults.plain(text)
    assert shown.isprintable()
    assert len(shown) <= faults.LONGEST


def test_an_end_within_a_handshake_is_told_by_its_reason_where_its_class_does_not():
    error = ssl.SSLError(1, "[SSL: UNEXPECTED_EOF_WHILE_READING] unexpected eof while reading")
    error.reason = "UNEXPECTED_EOF_WHILE_READING"
    assert faults.fault_of(error, "a.example", sent=False).kind is Kind.UNREACHABLE
    assert faults.fault_of(ssl.SSLZeroReturnError(6, "closed"), "a.example", sent=False).kind is Kind.UNREACHABLE
