"""The browser layer: a real Chromium, and all that it must not reach."""

import contextlib
import http.server
import ipaddress
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.clock import Clock
from atlas.fetch.browser import Browser
from atlas.fetch.climb import Climb
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard, system
from atlas.fetch.judge import judged
from atlas.model import url as urls
from atlas.model.fault import Kind
from atlas.model.snapshot import Facts
from atlas.vault import Vault
from atlas.vault.reading import payload
from tests.answering import Quiet, answering
from tests.fakes import NOON, FreeHosts, ask

PUBLIC = ipaddress.ip_network("127.7.0.0/16")
"""What stands for the web here: all else on this machine is private."""
SHELL = b"""<!doctype html><title>Shell</title><div id=root></div>
<script>root.innerHTML = '<p>Built by a script.</p>'.repeat(80)</script>"""
PRYING = b"""<!doctype html><title>Shell</title><div id=root></div><link rel=dns-prefetch href="//canary.example">
<img src="http://169.254.169.254/latest"><img src="http://127.0.0.1:%(canary)d/img">
<iframe src="file:///etc/passwd"></iframe><iframe src="http://[::1]:%(canary)d/frame"></iframe><script>
root.innerHTML = '<p>Built by a script.</p>'.repeat(80);
fetch('http://127.0.0.1:%(canary)d/secret').then(r => r.text()).then(t => { document.title = t }, () => 0);
fetch('http://169.254.169.254/').catch(() => 0);
new WebSocket('ws://127.0.0.1:%(canary)d/socket');
const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:%(stun)d'}]});
peer.createDataChannel('x');
peer.createOffer().then(offer => peer.setLocalDescription(offer));
</script>"""

pytestmark = pytest.mark.skipif(
    bool(Browser(Guard(), FreeHosts(), Clock(), Path(), 1).missing()), reason="there is no Chromium on this machine"
)


class Site(Quiet):
    """Serves what its server has, and remembers what was asked."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        status, body, *headers = self.server.pages.get(self.path, (404, b"Not here."))
        self.answer(status, body, *headers)


@contextlib.contextmanager
def served(address: str) -> Iterator[http.server.ThreadingHTTPServer]:
    with answering(http.server.ThreadingHTTPServer((address, 0), Site)) as server:
        server.asked, server.pages = [], {}
        yield server


@pytest.fixture(scope="module")
def site():
    with served("127.7.0.1") as server:
        yield server


@pytest.fixture(scope="module")
def canary():
    with served("127.0.0.1") as server:
        server.pages = dict.fromkeys(("/secret", "/img", "/frame", "/socket"), (200, b"secret"))
        yield server


@pytest.fixture
def browser(near):
    return Browser(Guard([PUBLIC], frozenset(), system), FreeHosts(), Clock(), near / "browser", 5_000_000)


def shown(browser, site, path, sink, seconds=25.0):
    url = f"http://127.7.0.1:{site.server_address[1]}{path}"
    with Deadline(seconds, Clock()) as deadline:
        return next(browser.answers(Climb(ask(url), urls.parse(url), sink, deadline)))


def test_a_page_that_scripts_build_is_kept_as_they_built_it(browser, site, shelf, near):
    site.pages["/app"] = (200, SHELL)
    answer = shown(browser, site, "/app", shelf)
    assert (answer.fault, answer.status) == (None, 200)
    assert shelf.bodies[0].count(b"<p>Built by a script.</p>") == 81
    assert (shelf.exchanges[0].converted, shelf.exchanges[0].request) == (True, b"")
    assert list((near / "browser").iterdir()) == []


def test_nothing_a_page_tries_reaches_this_machine_or_its_network(browser, site, canary, shelf):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun:
        stun.bind(("127.0.0.1", 0))
        stun.setblocking(False)
        places = {b"canary": canary.server_address[1], b"stun": stun.getsockname()[1]}
        site.pages["/prying"] = (200, PRYING % places)
        answer = shown(browser, site, "/prying", shelf)
        with pytest.raises(BlockingIOError):
            stun.recv(100)
    assert answer.fault is None
    assert b"<p>Built by a script.</p>" in shelf.bodies[0]
    assert b"<title>Shell</title>" in shelf.bodies[0]
    assert b"root:" not in shelf.bodies[0]
    assert canary.asked == []


def test_a_page_outside_reaches_no_network_of_ones_own_that_may_be_captured(site, canary, shelf, near):
    own = [ipaddress.ip_network("127.0.0.0/8")]
    guard = Guard(own, frozenset(), system, lambda address: address.startswith("127.7."))
    asks = b"<script>fetch('http://127.0.0.1:%d/secret', {mode: 'no-cors'}).catch(() => 0)</script>"
    site.pages["/nosy"] = (200, SHELL + asks % canary.server_address[1])
    answer = shown(Browser(guard, FreeHosts(), Clock(), near / "browser", 5_000_000), site, "/nosy", shelf)
    assert (answer.fault, canary.asked) == (None, [])


def test_a_redirect_into_the_owners_network_is_refused(browser, site, canary, shelf):
    inside = f"http://127.0.0.1:{canary.server_address[1]}/secret"
    site.pages["/inside"] = (302, b"", ("Location", inside))
    answer = shown(browser, site, "/inside", shelf)
    assert (answer.fault.kind, shelf.exchanges, canary.asked) == (Kind.REFUSED, [], [])


def test_a_failure_stays_one_in_the_browser(browser, site, shelf):
    assert shown(browser, site, "/nowhere", shelf).fault.kind is Kind.ABSENT


def test_it_ends_with_the_climb_and_leaves_nothing_behind(browser, site, shelf, near):
    site.pages["/busy"] = (200, b"<script>for(;;){}</script>")
    answer = shown(browser, site, "/busy", shelf, seconds=4.5)
    assert answer.fault.kind is Kind.TIMEOUT
    assert list((near / "browser").iterdir()) == []


def test_stopping_ends_it_at_once(browser, site, shelf, near):
    site.pages["/busy"] = (200, b"<script>for(;;){}</script>")
    url = f"http://127.7.0.1:{site.server_address[1]}/busy"
    clock = Clock()
    with Deadline(25, clock) as deadline:
        threading.Timer(1.0, deadline.cut).start()
        begun = clock.monotonic()
        next(browser.answers(Climb(ask(url), urls.parse(url), shelf, deadline)))
        assert clock.monotonic() - begun < 10
    assert list((near / "browser").iterdir()) == []


def test_it_is_shown_however_deep_atlas_lives(site, shelf, tmp_path):
    site.pages["/app"] = (200, SHELL)
    deep = tmp_path / ("deep" * 25)
    browser = Browser(Guard([PUBLIC], frozenset(), system), FreeHosts(), Clock(), deep, 5_000_000)
    assert shown(browser, site, "/app", shelf).fault is None


def test_what_it_kept_comes_back_out_of_the_vault(browser, site, tmp_path):
    site.pages["/app"] = (200, SHELL)
    vault = Vault(tmp_path / "raw")
    scratch = vault.scratch("shell")
    page, fault = judged(shown(browser, site, "/app", scratch), "browser")
    assert fault is None
    facts = Facts(page.final_url, NOON, "app.url", "sha256:00", "captured").with_page(page)
    (snapshot,) = vault.keep([scratch.seal(facts)])
    vault.verify(snapshot.path)
    with payload(tmp_path / "raw", snapshot.path) as (headers, body):
        assert dict(headers)["Content-Type"] == "text/html; charset=utf-8"
        assert body.read().count(b"<p>Built by a script.</p>") == 81


def test_a_browser_that_is_not_there_is_named(tmp_path):
    browser = Browser(Guard(), FreeHosts(), Clock(), tmp_path, 1, "no-such-browser")
    assert browser.missing() == "There is no program no-such-browser: name another browser."
