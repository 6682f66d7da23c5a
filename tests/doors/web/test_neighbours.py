"""A hostile page on this machine, and one whose name leads here, before the browser of somebody who is logged in."""

from contextlib import contextmanager

import pytest

from atlas.catalog import Catalog
from atlas.doors.keys import Keys
from atlas.doors.web import app_of, bound, names_at
from tests.answering import Quiet, site_of
from tests.chromium import chromium, needs_chromium, opened
from tests.doors.web.conftest import Door
from tests.house import House

pytestmark = needs_chromium
# Another port is the same site to a browser: the cookie that is strict goes along, and tells nothing apart.
HOSTILE = """<!doctype html><title>hostile</title>
<img src="{door}/failed/forget?state=dead&drop=gone.url"><iframe name="seen" src="{door}/"></iframe>
<form id="add" action="{door}/add" method="post" target="sent"><input name="text" value="https://evil.example/"></form>
<form id="drop" action="{door}/api/drops" method="post" target="sent"><input name="url" value="https://evil.example/">
</form><form id="retry" action="{door}/failed/retry" method="post" target="sent"><input name="state" value="dead">
<input name="drop" value="gone.url"></form><iframe name="sent"></iframe>
<script>
const told = [];
const tried = async (name, path, more) => {{
  try {{ told.push([name, (await fetch("{door}" + path, {{credentials: "include", ...more}})).type]); }}
  catch (error) {{ told.push([name, "failed"]); }}
}};
document.cookie = "atlas=tossed; path=/";
document.cookie = "atlas=tossed; path=/search";
(async () => {{
  await tried("read", "/", {{}});
  await tried("drop", "/api/drops", {{method: "POST", mode: "no-cors", body: "https://evil.example/"}});
  await tried("delete", "/api/queue/gone.url", {{method: "DELETE"}});
  await tried("json", "/api/drops", {{method: "POST", headers: {{"Content-Type": "application/json"}}, body: "{{}}"}});
  for (const one of ["add", "drop", "retry"]) {{
    document.getElementById(one).submit();
    await new Promise((done) => document.querySelector("[name=sent]").addEventListener("load", done, {{once: true}}));
  }}
  window.told = told;
}})();
</script>"""


@contextmanager
def neighbour(page):
    """Serves a page on another port of this machine; gives its address."""

    class Neighbour(Quiet):
        def do_GET(self):
            self.answer(200, page.encode())

    with site_of(Neighbour) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    """A browser to which names of others lead here."""
    with chromium("--host-resolver-rules=MAP rebound.example 127.0.0.1") as context:
        yield context


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("library"))
    catalog = Catalog(house.folders.state / "catalog.db")
    catalog.note([], [])
    door = Door(house, catalog, Keys(house.folders.state / "keys.json"))
    door.fail("gone.url")
    listening = bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    with opened(app_of(door.parts(), names_at(f"127.0.0.1:{port}", port)), listening) as address:
        yield door, address
    catalog.close()


@pytest.fixture
def inside(library, browser, tab):
    """A tab of somebody who has logged in."""
    door, address = library
    browser.clear_cookies()
    tab.page.goto(address)
    tab.page.get_by_label("Key").fill(door.both)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(f"{address}/")
    return tab


def test_a_page_of_another_port_changes_nothing_and_reads_nothing(library, inside):
    door, address = library
    page = inside.page
    with neighbour(HOSTILE.format(door=address)) as there:
        page.goto(there)
        page.wait_for_function("window.told")
        told = dict(page.evaluate("told"))
        framed = page.frame("seen").content()
    assert told == {"read": "failed", "drop": "failed", "delete": "failed", "json": "failed"}
    assert "Lately" not in framed
    assert door.house.files("inbox") == []
    assert door.house.files("failed/dead") == ["gone.url"]


def test_cookies_of_another_port_neither_replace_a_session_nor_end_it(library, browser, inside):
    _, address = library
    before = next(one["value"] for one in browser.cookies() if one["name"] == "atlas")
    with neighbour(HOSTILE.format(door=address)) as there:
        inside.page.goto(there)
        inside.page.wait_for_function("window.told")
    assert before in [one["value"] for one in browser.cookies() if one["name"] == "atlas"]
    for path in ("/", "/search"):
        inside.page.goto(f"{address}{path}")
        assert inside.page.get_by_role("button", name="Log out").is_visible()


def test_a_name_that_leads_here_opens_no_door(library, inside):
    _, address = library
    inside.page.goto(address.replace("127.0.0.1", "rebound.example"))
    assert "does not answer to that name" in inside.page.content()
