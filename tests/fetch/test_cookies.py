"""A person's cookies on the wire: to the host they are for, and nowhere else; and never in what is kept."""

import http.server
import ipaddress
import ssl
from urllib.parse import unquote

import pytest
import trustme

from atlas.fetch.saving import Saving
from atlas.model.cookies import cookies_for, is_beneath, sent
from atlas.model.fault import Kind
from tests.answering import Quiet, answering
from tests.fakes import NOON
from tests.fetch.past import web

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
PAGE = b"<html><title>Mine</title><p>What only I may read.</p></html>"
HEAD = b"HTTP/1.1 "


class Site(Quiet):
    """Answers with a page, or as its path says; remembers which cookies came where."""

    def do_GET(self) -> None:
        deed, _, rest = self.path[1:].partition("/")
        self.server.came.append((self.server.server_address[0], self.path, self.headers.get("Cookie", "")))
        leads = [("Location", unquote(rest))] if deed in {"to", "renew"} else []
        renews = [("Set-Cookie", "sid=renewed-s3cret; Path=/")] if deed == "renew" else []
        status = {"to": 302, "renew": 302, "fails": 503, "gone": 410}.get(deed, 200)
        self.answer(status, PAGE, *leads, *renews)


class Server(http.server.ThreadingHTTPServer):
    """One site on one address of this machine."""

    def __init__(self, address: str, port: int, came: list[tuple[str, str, str]]) -> None:
        self.came = came
        super().__init__((address, port), Site)


class Town:
    """Sites on 127.0.0.1 and 127.0.0.2, at one port, and one under TLS."""

    def __init__(self, first: Server, second: Server, secure: Server, trusted: str) -> None:
        self.came = first.came
        self.port = first.server_address[1]
        self.tls_port = secure.server_address[1]
        self.trusted = trusted
        assert second.server_address[1] == self.port

    def resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        """Finds the first three names on 127.0.0.1, all others on 127.0.0.2."""
        own = {"mine.example": "127.0.0.1", "www.mine.example": "127.0.0.1"}
        literal = host if host.startswith("127.") else "127.0.0.2"
        return [(own.get(host, literal), port)]

    def url(self, host: str, path: str = "/page") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("trust") / "ca.pem"
    authority.cert_pem.write_to_path(file)
    authority.file = str(file)
    return authority


@pytest.fixture(scope="module")
def sites(authority):
    came: list[tuple[str, str, str]] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("mine.example").configure_cert(context)
    secure = Server("127.0.0.1", 0, came)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    first = Server("127.0.0.1", 0, came)
    second = Server("127.0.0.2", first.server_address[1], came)
    with answering(first), answering(second), answering(secure):
        yield Town(first, second, secure, authority.file)


@pytest.fixture
def town(sites):
    sites.came.clear()
    return sites


class Pocket:
    """The cookies of one host, as the settings would bring them."""

    def __init__(self, host: str, *lines: str) -> None:
        self.host = host
        self.jar = cookies_for(host, "\n".join(lines))

    def sent(self, url):
        return sent(self.jar if is_beneath(url.host, self.host) else (), url, NOON)

    def know(self, url):
        return is_beneath(url.host, self.host)


def line(domain, wide="FALSE", path="/", secure="FALSE", name="sid", value="s3cret"):
    return f"{domain}\t{wide}\t{path}\t{secure}\t0\t{name}\t{value}"


def climb(town, rungs, shelf, url, *lines, host="mine.example", **more):
    pocket = Pocket(host, *(lines or (line("mine.example"),)))
    made = rungs(allow=LOOPBACK, resolve=town.resolve, authorities=town.trusted, cookies=pocket, **more)
    return made.climb(url, shelf)


def kept(shelf):
    """All that a snapshot would have of it but the bodies."""
    return b"".join(one.request + one.head + repr(one.headers).encode() for one in shelf.exchanges)


def test_the_host_is_sent_its_cookies(town, rungs, shelf):
    two = (line("mine.example"), line("mine.example", name="theme", value="dark"))
    attempt = climb(town, rungs, shelf, town.url("mine.example"), *two)
    assert attempt.captured
    assert town.came == [("127.0.0.1", "/page", "sid=s3cret; theme=dark")]


def test_what_is_kept_has_the_page_and_says_so_and_has_no_cookie(town, rungs, shelf):
    attempt = climb(town, rungs, shelf, town.url("mine.example"))
    (exchange,) = shelf.exchanges
    assert shelf.bodies == [PAGE]
    assert exchange.request.startswith(b"GET /page HTTP/1.1\r\nHost: mine.example")
    assert exchange.request.endswith(b"\r\n\r\n")
    assert b"ookie" not in kept(shelf)
    assert any("cookies of yours" in one for one in attempt.page.notes)


def test_without_cookies_what_is_kept_is_what_crossed_the_wire(town, rungs, shelf):
    attempt = climb(town, rungs, shelf, town.url("other.example", "/renew//page"))
    assert attempt.captured
    assert b"Set-Cookie: sid=renewed" in kept(shelf)
    assert b"\r\nCookie: sid=renewed" in shelf.exchanges[1].request
    assert not any("cookies of yours" in one for one in attempt.page.notes)


@pytest.mark.parametrize("host", ["other.example", "mine.example.evil.example", "notmine.example", "127.0.0.2"])
def test_another_host_is_sent_none(host, town, rungs, shelf):
    assert climb(town, rungs, shelf, town.url(host)).captured
    assert [cookies for _, _, cookies in town.came] == [""]


@pytest.mark.parametrize("host", ["other.example", "127.0.0.2", "127.0.0.1"])
def test_a_redirect_to_another_host_takes_none_along(host, town, rungs, shelf):
    attempt = climb(town, rungs, shelf, town.url("mine.example", f"/to/{town.url(host)}"))
    assert attempt.captured
    assert [cookies for _, _, cookies in town.came] == ["sid=s3cret", ""]
    assert b"s3cret" not in kept(shelf)


def test_a_redirect_from_another_host_finds_them(town, rungs, shelf):
    assert climb(town, rungs, shelf, town.url("other.example", f"/to/{town.url('mine.example')}")).captured
    assert [cookies for _, _, cookies in town.came] == ["", "sid=s3cret"]
    assert b"s3cret" not in kept(shelf)


def test_a_cookie_the_site_renews_replaces_ours_and_goes_to_no_other_host(town, rungs, shelf):
    there = town.url("www.mine.example", "/to/" + town.url("mine.example"))
    attempt = climb(town, rungs, shelf, town.url("mine.example", f"/renew/{there}"))
    assert attempt.captured
    assert [cookies for _, _, cookies in town.came] == ["sid=s3cret", "", "sid=renewed-s3cret"]
    assert b"s3cret" not in kept(shelf)


def test_one_of_the_domain_goes_to_what_is_beneath_it(town, rungs, shelf):
    wide = line(".mine.example", "TRUE")
    assert climb(town, rungs, shelf, town.url("www.mine.example"), wide).captured
    assert [cookies for _, _, cookies in town.came] == ["sid=s3cret"]


def test_one_for_tls_alone_never_goes_in_the_clear(town, rungs, shelf):
    tls = line("mine.example", secure="TRUE")
    secure = f"https://mine.example:{town.tls_port}/to/{town.url('mine.example')}"
    assert climb(town, rungs, shelf, secure, tls).captured
    assert [cookies for _, _, cookies in town.came] == ["sid=s3cret", ""]


def test_every_name_atlas_goes_by_is_sent_them(town, rungs, shelf):
    climb(town, rungs, shelf, town.url("mine.example", "/fails"), layers=("direct", "agents"))
    assert {cookies for _, _, cookies in town.came} == {"sid=s3cret"}


def test_an_archive_is_neither_asked_for_it_nor_sent_any(town, rungs, shelf):
    gate = town.url("127.0.0.2", "/gate/")
    attempt = climb(
        *(town, rungs, shelf, town.url("mine.example", "/gone"), line("mine.example"), line("127.0.0.2")),
        layers=("direct", "memento", "wayback"),
        timegates=(gate,),
        wayback=gate,
    )
    assert attempt.fault.kind is Kind.ABSENT
    told = [one.detail for one in attempt.tries if one.layer in {"memento", "wayback"}]
    assert told == ["Archives are not asked: there are cookies of yours for its host."] * 2
    assert {host for host, _, _ in town.came} == {"127.0.0.1"}


def test_robots_txt_is_asked_for_without_them(town, rungs, shelf):
    climb(town, rungs, shelf, town.url("mine.example"), robots=True)
    assert [(path, cookies) for _, path, cookies in town.came] == [("/robots.txt", ""), ("/page", "sid=s3cret")]


def test_no_archive_is_asked_to_save_what_has_them(tmp_path):
    class Silent:
        """Is asked nothing."""

    asked = Saving(web(), Silent(), own=lambda url: True).asked("https://mine.example/page")
    assert (asked.taken, "cookies of yours" in asked.detail) == (False, True)
