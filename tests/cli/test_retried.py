"""The whole way: `atlas watch` and `atlas serve` side by side, and a person who retries in a browser what failed."""

import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing
from typing import ClassVar

import feedparser
import httpx
import pytest

from tests.answering import Quiet, site_of
from tests.chromium import chromium, needs_chromium, watched
from tests.cli.conftest import PAGE, SETTINGS, clean
from tests.cli.test_verbs import until, watching

pytestmark = needs_chromium


class Court(Quiet):
    """A site that withholds its page until it is told to give it."""

    gives: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        self.answer(200 if self.gives.is_set() else 451, PAGE)


@pytest.fixture
def court():
    Court.gives.clear()
    with site_of(Court) as address:
        yield f"{address}/ruling"


@pytest.fixture
def serving(home):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "atlas", "--home", str(home.path), "serve"]
    environ = {**clean(), **SETTINGS, "ATLAS_WEB__LISTEN": listen}
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr.readline() == f"The door is at http://{listen}/\n"
        yield f"http://{listen}"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def test_what_failed_is_retried_in_a_browser_and_gets_captured(home, court, serving):
    key = home.atlas("key", "add", "me", "--read", "--write").out.strip()
    follower = ("any", home.atlas("key", "add", "reader", "--feeds").out.strip())
    with (
        watching(home.path, ATLAS_FETCH__LAYERS='["direct"]') as daemon,
        chromium() as browser,
        watched(browser) as tab,
    ):
        until(lambda: "watches" in daemon.stderr.readline())
        home.drop("ruling.url", f"{court}\n")
        until(lambda: "failed/dead/ruling.url" in home.files("."))
        failures = feedparser.parse(httpx.get(f"{serving}/feeds/failures", auth=follower).content)
        assert [one.title for one in failures.entries] == ["Needs you: ruling.url"]
        tab.page.goto(f"{serving}/failed")
        tab.page.get_by_label("Key").fill(key)
        tab.page.get_by_role("button", name="Log in").click()
        assert "withheld for legal reasons" in tab.page.get_by_role("main").inner_text()
        Court.gives.set()
        tab.page.get_by_role("button", name="Retry ruling.url").click()
        assert tab.page.get_by_role("status").inner_text().startswith("1 drop moved back")
        until(lambda: any(one.endswith("ruling.url") and "processed" in one for one in home.files(".")))
        for path, told in (("/", "ruling"), ("/queue", "Nothing waits"), ("/failed", "Nothing has failed")):
            tab.page.goto(f"{serving}{path}")
            assert told in tab.page.content()
        assert tab.page.goto(f"{serving}/statistics").status == 200
        assert tab.page.goto(f"{serving}/checks").status == 200
        assert "alive" in tab.page.get_by_role("main").inner_text()
        captures = feedparser.parse(httpx.get(f"{serving}/feeds/captures", auth=follower).content)
        assert [link.href for one in captures.entries for link in one.links if link.rel == "via"] == [court]
        assert tab.page.goto(captures.entries[0].link).status == 200
        assert tab.errors == []
        assert {one for one in tab.requests if not one.startswith(f"{serving}/")} == set()
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0
