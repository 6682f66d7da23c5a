"""Asked again for a page the vault has: politely, once, and only where it may help."""

from dataclasses import replace
from typing import ClassVar

import pytest

from atlas.model.attempt import Known, Page
from atlas.model.fault import Kind
from atlas.model.verdict import Verdict
from tests.answering import Quiet, site_of

ANSWERS = {
    "/same": b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n',
    "/same-with-a-length": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5555\r\n\r\n",
    "/same-chunked": b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
    "/riddle": b"HTTP/1.1 304 Not Modified\r\ncf-mitigated: challenge\r\n\r\n",
    "/changed": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nnew",
    "/moved": b"HTTP/1.1 302 Found\r\nLocation: /same\r\nContent-Length: 0\r\n\r\n",
    "/wall": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
}


class Site(Quiet):
    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        conditions = (self.headers.get(name, "") for name in ("If-None-Match", "If-Modified-Since"))
        self.asked.append((self.path, *conditions))
        self.wfile.write(ANSWERS[self.path])


@pytest.fixture(scope="module")
def site():
    with site_of(Site) as address:
        yield address


def known(url: str) -> Known:
    page = Page(url, "agents", 200, "text/html", 5, "sha256:aa", Verdict.PAGE, ("odd",), ("long",), 3)
    return Known("2026/11/23/x", "<urn:uuid:1>", "2026-11-23T12:00:00.000Z", url, page, '"1"', "Mon, 02 Feb 2026")


@pytest.fixture
def climbed(site, shelf, rungs):
    """Climbs for a path of the site when another, or the same, is known."""

    def climb(path, of=None, attempts=0):
        Site.asked.clear()
        return rungs().climb(f"{site}{path}", shelf, attempts, known(f"{site}{of or path}"))

    return climb


@pytest.mark.parametrize("path", ["/same", "/same-with-a-length", "/same-chunked"])
def test_a_page_that_has_not_changed_is_captured_as_it_is_known(climbed, site, shelf, path):
    attempt = climbed(path)
    assert attempt.captured
    assert attempt.page == replace(known(f"{site}{path}").page, layer="direct", status=304, notes=())
    assert (attempt.tries[0].status, attempt.tries[0].detail) == (304, "127.0.0.1 answered 304 Not Modified.")
    assert (shelf.exchanges[0].unchanged, shelf.exchanges[0].truncated, shelf.bodies) == (True, "", [b""])
    assert Site.asked == [(path, '"1"', "Mon, 02 Feb 2026")]


def test_a_page_that_has_changed_is_captured_anew(climbed, shelf):
    attempt = climbed("/changed")
    assert (attempt.captured, attempt.page.status, shelf.bodies) == (True, 200, [b"new"])
    assert not shelf.exchanges[0].unchanged


def test_only_the_known_address_is_asked_whether_it_has_changed(climbed):
    climbed("/changed", of="/same")
    assert Site.asked == [("/changed", "", "")]


def test_a_redirect_to_the_known_address_asks_there(climbed, site):
    attempt = climbed("/moved", of="/same")
    assert (attempt.captured, attempt.page.final_url) == (True, f"{site}/same")
    assert Site.asked == [("/moved", "", ""), ("/same", '"1"', "Mon, 02 Feb 2026")]


@pytest.mark.parametrize(("of", "attempts"), [("/other", 0), ("/same", 1)])
def test_not_modified_where_nobody_asked_is_no_page(climbed, shelf, of, attempts):
    attempt = climbed("/same", of, attempts)
    assert (attempt.captured, attempt.fault.kind) == (False, Kind.BROKEN_OFF)
    assert not shelf.exchanges[0].unchanged


def test_after_an_attempt_that_failed_the_whole_page_is_asked_for(climbed):
    climbed("/changed", attempts=1)
    assert Site.asked == [("/changed", "", "")]


def test_a_riddle_is_no_answer_whatever_its_status(climbed, shelf):
    attempt = climbed("/riddle")
    assert attempt.fault.kind is Kind.BLOCKED
    assert not shelf.exchanges[0].unchanged


def test_a_wall_before_a_known_page_is_still_a_wall(climbed):
    assert climbed("/wall").fault.kind is Kind.BLOCKED
