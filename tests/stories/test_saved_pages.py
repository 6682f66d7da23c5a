"""A page that a real browser saved is dropped, kept and read, and nobody hears of it."""

import http.server
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.fetch import chromium
from atlas.fetch.devtools import Devtools
from atlas.model.article_file import fields_in
from tests.answering import Quiet, answering
from tests.cli.conftest import Home

SENTENCE = "The fan cools the chip of a small computer, and nobody hears it turning in the night. "
PAGE = f"""<!doctype html><html lang=en><title>How to cool a Pi</title><body><article><h1>How to cool a Pi</h1>
<p id=first></p><p>{SENTENCE * 8}</p><p>{SENTENCE * 8}</p></article>
<script>first.textContent = 'Built by a script. {SENTENCE * 6}'</script></body></html>""".encode()
ADDRESS = "http://news.example/pi"
SECONDS = 25.0
SINGLE_FILE = f"""<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile
 url: {ADDRESS}
 saved date: Tue Nov 24 2026 12:47:50 GMT+0100 (Central European Standard Time)
--><meta charset=utf-8><title>How to cool a Pi</title><link rel=icon href="data:,"><body>
<img src=data:image/gif;base64,R0lGODlhAQABAAAAACw=><h1>How to cool a Pi</h1>
<p>Built by a script. {SENTENCE * 6}</p><p>{SENTENCE * 8}</p><p>{SENTENCE * 8}</p></html>""".encode()


class Web(Quiet):
    """All of the web, as a proxy: every address is the one page."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.answer(200, PAGE)


@pytest.fixture(scope="module")
def web() -> Iterator[http.server.ThreadingHTTPServer]:
    with answering(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)) as server:
        server.asked = []
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    assert made.atlas("init").code == 0
    return made


def in_parts(web) -> bytes:
    """Returns the page as a browser's "save as a single file" writes it."""
    until = time.monotonic() + SECONDS
    with (
        tempfile.TemporaryDirectory(dir="/tmp") as profile,
        chromium.running(chromium.found(), Path(profile), web.server_address[1]) as sock,
    ):
        browser = Devtools(sock, time.monotonic)
        tab = browser.ask("Target.createTarget", until, url="about:blank")["targetId"]
        browser.enter(browser.ask("Target.attachToTarget", until, targetId=tab, flatten=True)["sessionId"])
        loaded: list[object] = []
        browser.ask("Page.enable", until)
        browser.listen("Page.loadEventFired", loaded.append)
        browser.ask("Page.navigate", until, url=ADDRESS)
        while not loaded and time.monotonic() < until:
            browser.heed(time.monotonic() + 0.05)
        return browser.ask("Page.captureSnapshot", until, format="mhtml")["data"].encode()


def printed(web) -> bytes:
    """Returns the page as a browser prints it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as profile:
        made = Path(profile, "page.pdf")
        command = [
            *(chromium.found(), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"),
            *(f"--proxy-server=http://127.0.0.1:{web.server_address[1]}", f"--print-to-pdf={made}", ADDRESS),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return made.read_bytes()


needs_chromium = pytest.mark.skipif(not chromium.found(), reason="there is no Chromium on this machine")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        pytest.param("page.mhtml", in_parts, marks=needs_chromium),
        pytest.param("page.pdf", printed, marks=needs_chromium),
        pytest.param("page.html", lambda web: SINGLE_FILE),
    ],
    ids=["in parts", "printed", "as SingleFile writes it"],
)
def test_what_a_browser_saved_is_kept_and_read_and_nobody_is_asked(home, web, name, made):
    data = made(web)
    (home.path / "inbox" / name).write_bytes(data)
    web.asked.clear()
    told = home.process("drain", ATLAS_READ__ENABLED="true", http_proxy=f"http://127.0.0.1:{web.server_address[1]}")
    assert (told.code, web.asked, home.files("inbox")) == (0, [], [])
    assert "1 captured" in told.err
    (place,) = [one for one in home.files("processed") if one.endswith(".md")]
    fields, text = fields_in((home.path / "processed" / place).read_bytes())
    assert (fields["layer"], fields["verdict"], fields["title"]) == ("saved", "page", "How to cool a Pi")
    assert "Built by a script." in text
    assert " ".join(text.split()).count("nobody hears it turning") == 22
    assert home.atlas("audit", "--strict").code == 0
