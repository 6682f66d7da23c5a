"""The web against the hostile server: what is kept, what is cut, what is refused."""

import gzip
import hashlib

import pytest

from atlas.clock import Clock
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard, system
from atlas.fetch.web import Web
from atlas.fetch.wire import trust
from atlas.model import url as urls
from atlas.model.fault import Kind
from atlas.model.verdict import Verdict
from tests.fakes import FreeHosts
from tests.fetch.conftest import HERE
from tests.hostile import BOMB_BYTES, PAGE, PLAIN, Hostile

BODIES = {
    "/page": PAGE,
    "/until-close": PAGE,
    "/http-1.0": PAGE,
    "/chunked": PAGE,
    "/odd-framing": PAGE,
    "/binary": bytes(range(256)) * 300,
    "/gzip": gzip.compress(PAGE),
    "/continue": PAGE,
    "/early-hints": PAGE,
    "/some-headers": PAGE,
    "/lying-gzip": PAGE,
}


@pytest.mark.parametrize("path", BODIES)
def test_the_body_is_kept_byte_for_byte(path, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    body = shelf.bodies[-1]
    assert attempt.captured
    if path != "/gzip":
        assert body == BODIES[path]
    assert gzip.decompress(body) == PAGE if path == "/gzip" else True
    assert (attempt.page.size, shelf.exchanges[-1].size) == (len(body), len(body))
    assert attempt.page.digest == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert shelf.exchanges[-1].truncated == ""


def test_the_request_is_kept_as_the_server_saw_it(server, shelf, rungs):
    rungs(contact="https://me.example/").climb(server.url("/page?x=1&y=%C3%A9"), shelf)
    exchange = shelf.exchanges[0]
    assert exchange.request in server.requests
    assert exchange.request.startswith(b"GET /page?x=1&y=%C3%A9 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nUser-Agent: Atlas/0.1.0 (+https://me.example/)\r\n" in exchange.request
    assert b"\r\nAccept-Encoding: gzip, deflate\r\n" in exchange.request
    assert (exchange.peer, exchange.url) == ("127.0.0.1", server.url("/page?x=1&y=%C3%A9"))


def test_a_contact_cannot_plant_a_header(server, shelf, rungs):
    rungs(contact="me\r\nX-Planted: yes").climb(server.url("/page"), shelf)
    assert b"\r\nX-Planted" not in shelf.exchanges[0].request


def test_the_head_is_kept_as_it_was_received(server, shelf, rungs):
    rungs().climb(server.url("/some-headers"), shelf)
    head, _, _ = PLAIN["/some-headers"].partition(b"\r\n\r\n")
    assert shelf.exchanges[0].head == head + b"\r\n\r\n"
    assert [name for name, _ in shelf.exchanges[0].headers].count("Set-Cookie") == 40


def test_interim_answers_are_dropped(server, shelf, rungs):
    for path in ("/continue", "/early-hints"):
        rungs().climb(server.url(path), shelf)
    assert [one.status for one in shelf.exchanges] == [200, 200]
    assert all(one.head.startswith(b"HTTP/1.1 200 OK\r\n") for one in shelf.exchanges)


def test_chunked_framing_is_taken_off_head_and_body_and_told(server, shelf, rungs):
    attempt = rungs().climb(server.url("/chunked"), shelf)
    exchange = shelf.exchanges[0]
    assert exchange.head == b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-After: yes\r\n\r\n"
    assert exchange.header("transfer-encoding") == ""
    assert "chunked framing" in attempt.page.notes[0]


@pytest.mark.parametrize(
    ("path", "size"),
    [("/short-body", len(PAGE)), ("/cut-chunk", 109), ("/no-last-chunk", 100), ("/reset-in-body", len(PAGE))],
)
def test_a_body_that_breaks_off_is_kept_and_marked(path, size, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    assert (attempt.fault.kind, attempt.fault.status) == (Kind.BROKEN_OFF, 200)
    assert (shelf.exchanges[0].size, shelf.exchanges[0].truncated) == (size, "disconnect")
    assert PAGE.startswith(shelf.bodies[0][:100])


@pytest.mark.parametrize("path", ["/not-a-chunk", "/cut-gzip", "/cut-headers", "/silence", "/not-http", "/http-9"])
def test_half_an_answer_is_no_page(path, server, shelf, rungs):
    assert rungs().climb(server.url(path), shelf).fault.kind is Kind.BROKEN_OFF


@pytest.mark.parametrize("path", ["/two-lengths", "/reset"])
def test_a_contradiction_or_a_reset_is_no_page(path, server, shelf, rungs):
    assert rungs().climb(server.url(path), shelf).fault.kind is Kind.BROKEN_OFF
    assert shelf.exchanges == []


@pytest.mark.parametrize("path", ["/drip-body", "/drip-known-body", "/drip-chunks", "/half-then-hang"])
def test_a_body_that_takes_too_long_is_cut_kept_and_marked(path, server, shelf, rungs):
    attempt = rungs(seconds=0.3).climb(server.url(path), shelf)
    assert attempt.fault.kind is Kind.TIMEOUT
    assert attempt.fault.detail == "127.0.0.1 did not send the whole page in time."
    assert attempt.tries[0].milliseconds < 900
    assert (shelf.exchanges[0].truncated, shelf.exchanges[0].status) == ("time", 200)
    assert shelf.exchanges[0].size > 0


@pytest.mark.parametrize("path", ["/drip-header", "/continue-drip", "/hang"])
def test_a_server_that_does_not_come_to_the_point_is_cut(path, server, shelf, rungs):
    attempt = rungs(seconds=0.3).climb(server.url(path), shelf)
    assert (attempt.fault.kind, attempt.page) == (Kind.TIMEOUT, None)
    assert attempt.tries[0].milliseconds < 900


@pytest.mark.parametrize("path", ["/endless", "/gzip-bomb", "/declared-large"])
def test_what_is_over_the_cap_is_cut_there(path, server, shelf, rungs):
    attempt = rungs(cap=100_000).climb(server.url(path), shelf)
    assert attempt.fault.kind is Kind.TOO_LARGE
    assert shelf.exchanges[0].truncated == "length"
    assert shelf.exchanges[0].size == {"/endless": 100_000, "/declared-large": 0, "/gzip-bomb": len(BOMB_BYTES)}[path]


def test_a_body_of_just_the_cap_is_whole(server, shelf, rungs):
    assert rungs(cap=len(PAGE)).climb(server.url("/until-close"), shelf).captured
    assert rungs(cap=len(PAGE)).climb(server.url("/page"), shelf).captured
    assert not rungs(cap=len(PAGE) - 1).climb(server.url("/until-close"), shelf).captured


@pytest.mark.parametrize(
    "path", ["/huge-headers", "/long-header", "/many-headers", "/hundred-headers", "/continue-flood"]
)
def test_too_many_headers_are_not_read_on(path, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    assert attempt.fault.kind is Kind.TOO_LARGE
    assert shelf.exchanges == []


@pytest.mark.parametrize(("path", "note"), [("/lying-gzip", "declared as gzip"), ("/brotli", "did not ask for")])
def test_bytes_that_lie_are_captured_and_noted(path, note, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    assert attempt.captured
    assert note in attempt.page.notes[0]


@pytest.mark.parametrize("path", ["/deflate", "/raw-deflate", "/gzip-twice", "/gzip-and-rest"])
def test_every_honest_compression_is_a_page(path, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    assert attempt.captured
    assert attempt.page.notes == ()


def test_every_hop_is_kept(server, shelf, rungs):
    attempt = rungs().climb(server.url("/hop/5"), shelf)
    assert attempt.page.final_url == server.url("/hop/0")
    assert [one.url for one in shelf.exchanges] == [server.url(f"/hop/{n}") for n in (5, 4, 3, 2, 1, 0)]
    assert shelf.bodies == [b"moved"] * 5 + [PAGE]


def test_every_hop_has_a_connection_of_its_own_through_the_guard(server, shelf, rungs):
    asked = []

    def resolve(host, port):
        asked.append(host)
        return [("127.0.0.1", port)]

    attempt = rungs(seconds=1, resolve=resolve).climb(server.url("/stay", "good.example"), shelf)
    assert (attempt.captured, attempt.fault) == (True, None)
    assert asked == ["good.example", "good.example"]


@pytest.mark.parametrize(("path", "kept"), [("/hop/6", 6), ("/loop", 1), ("/circle", 2)])
def test_more_than_five_hops_or_a_circle_is_a_loop(path, kept, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    assert (attempt.fault.kind, attempt.fault.status) == (Kind.LOOP, 302)
    assert len(shelf.exchanges) == kept


def test_a_cookie_asked_for_and_brought_is_no_circle(server, shelf, rungs):
    assert rungs().climb(server.url("/cookie-wall"), shelf).captured
    assert b"Cookie: seen=1" in shelf.exchanges[1].request


def test_a_cookie_does_not_outlive_the_climb(server, shelf, rungs):
    ladder = rungs()
    for _ in range(2):
        ladder.climb(server.url("/cookie-wall"), shelf)
    assert b"Cookie" not in shelf.exchanges[2].request


@pytest.mark.parametrize("path", ["/bomb-on-redirect", "/endless-redirect", "/drip-redirect"])
def test_nobody_waits_for_the_body_of_a_redirect(path, server, shelf, rungs):
    attempt = rungs(seconds=1, cap=100_000).climb(server.url(path), shelf)
    assert attempt.captured
    assert attempt.tries[0].milliseconds < 900
    assert shelf.exchanges[0].truncated == ("time" if path == "/drip-redirect" else "length")
    assert shelf.exchanges[0].size <= 65536


@pytest.mark.parametrize(
    "path", ["/to-file", "/to-metadata", "/to-private", "/to-mapped", "/to-decimal", "/to-user-info"]
)
def test_a_redirect_to_where_atlas_does_not_go_is_refused(path, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    assert (attempt.fault.kind, attempt.fault.status) == (Kind.REFUSED, 302)
    assert attempt.fault.detail.startswith("127.0.0.1 redirects where Atlas does not go. ")
    assert len(shelf.exchanges) == 1


@pytest.mark.parametrize("path", ["/page", "/to/"])
def test_a_canary_on_an_address_not_opted_in_hears_nothing(path, server, shelf, rungs):
    with Hostile("127.0.0.2") as canary:
        there = canary.url("/page") if path == "/page" else server.url(f"/to/{canary.url('/page')}")
        assert rungs().climb(there, shelf).fault.kind is Kind.REFUSED
        assert canary.requests == []


@pytest.mark.parametrize(("path", "body"), [("/to-accents", b"accents"), ("/to-latin", b"latin")])
def test_a_location_is_read_as_browsers_read_it(path, body, server, shelf, rungs):
    assert rungs().climb(server.url(path), shelf).captured
    assert shelf.bodies[1] == body


def test_nothing_in_a_location_plants_a_header(server, shelf, rungs):
    rungs().climb(server.url("/to-injection"), shelf)
    rungs().climb(server.url("/injection"), shelf)
    assert not any(line.startswith(b"X-Injected") for one in server.requests for line in one.split(b"\r\n"))
    assert b"GET /page%0" in shelf.exchanges[1].request


def test_a_fragment_is_kept_from_the_wire(server, shelf, rungs):
    rungs().climb(server.url("/page#part"), shelf)
    assert b"part" not in shelf.exchanges[0].request


def test_ipv6_is_spoken(shelf, rungs):
    with Hostile("::1") as server:
        assert rungs().climb(server.url("/page"), shelf).captured
    assert f"Host: [::1]:{server.port}".encode() in shelf.exchanges[0].request
    assert shelf.exchanges[0].peer == "::1"


def test_a_page_of_an_other_type_is_captured_as_such(server, shelf, rungs):
    for path, verdict in (("/picture", Verdict.OTHER_TYPE), ("/plain-text", Verdict.PAGE), ("/untyped", Verdict.PAGE)):
        attempt = rungs().climb(server.url(path), shelf)
        assert (attempt.captured, attempt.page.verdict) == (True, verdict)


@pytest.mark.parametrize("path", ["/empty", "/no-content", "/gzip-nothing"])
def test_nothing_at_all_is_hollow(path, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    assert (attempt.fault.kind, attempt.page.verdict) == (Kind.HOLLOW, Verdict.HOLLOW)
    assert attempt.fault.detail.endswith(", with nothing in it.")


def test_of_an_answer_that_failed_no_more_than_64_kilobytes_are_kept(server, shelf, rungs):
    attempt = rungs().climb(server.url("/long-404"), shelf)
    assert (attempt.fault.kind, len(shelf.bodies[0])) == (Kind.ABSENT, 64 * 1024)
    assert shelf.exchanges[0].truncated == "length"


def test_a_page_outside_redirects_into_no_network_of_ones_own(server, shelf):
    guard = Guard(HERE, frozenset(), system, lambda address: address == "127.0.0.1")
    there = urls.parse(server.url("/hop/1"))
    with Deadline(5, Clock()) as deadline:
        web = Web(guard, FreeHosts(), trust(), "Atlas/test", 1_000_000, Clock())
        answer = web.get(there, shelf, deadline)
    assert (answer.fault.kind, len(shelf.exchanges)) == (Kind.REFUSED, 1)
