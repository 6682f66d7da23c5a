"""The extension in a real Chromium: what is in front of somebody becomes a drop, as they see it."""

import json
import shutil
from pathlib import Path

import pytest

from atlas.doors.web import app_of, bound, names_at
from atlas.model.drop import contents_of
from tests.chromium import axe, chromium, opened, watched
from tests.doors.web.stage import listening

SOURCE = Path(__file__).parents[3] / "deploy/webextension"
MANIFEST = json.loads((SOURCE / "manifest.json").read_text())
PAGE = b"""<!doctype html><html><head><meta charset=windows-1252><title>Pi</title></head><body><p id=p>Hollow.</p>
<script>document.getElementById("p").textContent = "Fan \\u2013 K\\u00e4se."</script></body></html>"""
SWITCH = "--disable-features=DisableLoadExtensionCommandLineSwitch"
HERE = "(await chrome.tabs.query({active: true, lastFocusedWindow: true}))[0]"
BADGE = f"async () => chrome.action.getBadgeText({{tabId: {HERE}.id}})"
TITLE = f"async () => chrome.action.getTitle({{tabId: {HERE}.id}})"
SET = "known => chrome.storage.local.set(known)"
PRESS = f"async () => chrome.action.onClicked.dispatch({HERE})"
PICK = (
    "async entry => chrome.contextMenus.onClicked.dispatch("
    f"{{menuItemId: entry, linkUrl: 'https://good.example/there'}}, {HERE})"
)


@pytest.fixture(scope="module")
def site():
    with listening() as made:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\nConnection: close\r\n\r\n"
        made.page = head.encode() + PAGE
        yield made


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser that has the extension, and has given it leave to reach this machine.

    A person gives that in a dialog which no test can press on.
    """
    folder = tmp_path_factory.mktemp("extension") / "one"
    shutil.copytree(SOURCE, folder)
    (folder / "manifest.json").write_text(json.dumps({**MANIFEST, "host_permissions": ["http://127.0.0.1/*"]}))
    flags = (f"--disable-extensions-except={folder}", f"--load-extension={folder}", SWITCH)
    with chromium(*flags, ignore_default_args=["--disable-extensions"]) as context:
        yield context


@pytest.fixture(scope="module")
def worker(browser):
    """The extension's own process."""
    return browser.service_workers[0] if browser.service_workers else browser.wait_for_event("serviceworker")


@pytest.fixture
def at(door):
    """Where a door is."""
    with bound("127.0.0.1", 0) as place:
        port = place.getsockname()[1]
        with opened(app_of(door.parts(), names_at(f"127.0.0.1:{port}", port)), place) as address:
            yield address


@pytest.fixture
def shown(browser, worker, site, at, door):
    """A page in front of somebody whose extension knows the door."""
    worker.evaluate(SET, {"address": at, "key": door.both})
    with watched(browser) as tab:
        tab.page.goto(f"http://127.0.0.1:{site.port}/")
        tab.page.bring_to_front()
        yield tab.page


def badge(worker, page) -> str:
    """Returns what the button says in the end."""
    # Asked until it says so: there is no event of it.
    while (told := worker.evaluate(BADGE)) not in {"!", "\u2713"}:
        page.wait_for_timeout(20)
    return told


def test_a_press_keeps_the_page_as_it_is_seen(worker, shown, door, site):
    worker.evaluate(PRESS)
    assert badge(worker, shown) == "\u2713"
    (name,) = door.dropped()
    data = (door.house.folders.inbox / name).read_bytes()
    page = contents_of(data, name).page
    assert (page.url, page.title) == (f"http://127.0.0.1:{site.port}/", "Pi")
    assert "Fan \u2013 K\u00e4se." in data.decode()
    assert "<script" not in data.decode()


def test_what_it_kept_is_captured_without_a_visit(worker, shown, door, site):
    worker.evaluate(PRESS)
    badge(worker, shown)
    door.house.turns()
    (kept,) = door.house.snapshots()
    assert (kept.facts.layer, kept.facts.url) == ("saved", f"http://127.0.0.1:{site.port}/")
    assert door.house.ladder.asked == []


@pytest.mark.parametrize(("entry", "address"), [("address", "{site}"), ("link", "https://good.example/there")])
def test_an_address_is_sent_as_one(worker, shown, door, site, entry, address):
    worker.evaluate(PICK, entry)
    assert badge(worker, shown) == "\u2713"
    (text,) = door.dropped().values()
    assert address.format(site=f"http://127.0.0.1:{site.port}/") in text


def test_without_its_key_nothing_is_kept_and_it_says_so(worker, shown, door, at):
    worker.evaluate(SET, {"address": at, "key": "wrong"})
    worker.evaluate(PRESS)
    assert badge(worker, shown) == "!"
    assert "Authorization" in worker.evaluate(TITLE)
    assert door.dropped() == {}


def test_its_own_page_says_where_the_door_is(browser, worker, at):
    origin = worker.url.removesuffix("/background.js")
    with watched(browser) as tab:
        tab.page.goto(f"{origin}/options.html")
        tab.page.fill("#address", f"{at}/some/path")
        tab.page.fill("#key", " a key ")
        tab.page.click("button")
        tab.page.wait_for_function("document.getElementById('told').textContent === 'Saved.'")
        assert tab.errors == []
        assert axe(tab.page) == []
    assert worker.evaluate("() => chrome.storage.local.get()") == {"address": at, "key": "a key"}


def test_it_asks_for_no_site_beforehand_and_runs_nothing_from_elsewhere():
    assert "host_permissions" not in MANIFEST
    assert "content_scripts" not in MANIFEST
    policy = MANIFEST["content_security_policy"]["extension_pages"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not [one.name for one in SOURCE.glob("*.js") if "eval(" in one.read_text() or "innerHTML" in one.read_text()]
