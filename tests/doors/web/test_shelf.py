"""The library in a real browser: one comes in, finds, reads, keeps a page, goes out; and nothing leaves the door."""

from itertools import product
from urllib.parse import urlsplit

import pytest

from atlas.catalog import Catalog
from atlas.doors.keys import Keys
from atlas.doors.web import app_of, bound, names_at
from atlas.model.article import Article, Metadata
from tests.chromium import axe, needs_chromium, opened, screenshot
from tests.doors.web.conftest import Door
from tests.house import House

pytestmark = needs_chromium
TEXT = """## Heat

A **fan** is loud, [a heat sink](https://good.example/sink) is not. ![A heat sink](https://pic.example/a.png)

> What is hot wants to be cool.

| Chip | Heat |
|---|---|
| A72 | 80 |

```
vcgencmd measure_temp
```

[x](javascript:document.title='run') <script>document.title='run'</script><img src=x onerror="document.title='run'">
"""
COOLED = Article(TEXT, Metadata("How to cool a Pi", ("Ada",), "The Site", "2025-03-04", language="en"), "x", 0.4)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1100, "height": 800}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A door with one page behind it, its address, and the page's id."""
    house = House(tmp_path_factory.mktemp("library"))
    catalog = Catalog(house.folders.state / "catalog.db")
    catalog.note([], [])
    door = Door(house, catalog, Keys(house.folders.state / "keys.json"))
    kept = door.keep(url="https://www.good.example/pi", tags=("cooling",), note="Look at the fan.")
    door.read(COOLED)
    listening = bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    with opened(app_of(door.parts(), names_at(f"127.0.0.1:{port}", port)), listening) as address:
        yield door, address, kept
    catalog.close()


@pytest.fixture
def inside(library, browser, tab):
    """A page of somebody who has logged in by its form."""
    door, address, _ = library
    browser.clear_cookies()
    tab.page.goto(address)
    tab.page.get_by_label("Key").fill(door.both)
    tab.page.get_by_role("button", name="Log in").click()
    tab.page.wait_for_url(f"{address}/")
    return tab


def is_calm(tab, address):
    """Whether a page did nothing but show itself."""
    assert tab.errors == []
    assert tab.dialogs == []
    return {urlsplit(one).netloc for one in tab.requests} == {urlsplit(address).netloc}


def test_one_comes_in_finds_reads_and_goes_out(library, inside):
    _, address, kept = library
    page = inside.page
    page.get_by_label("Search the library").fill("loud")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/search?q=loud")
    assert page.locator("mark").all_inner_texts() == ["loud"]
    page.get_by_role("link", name="How to cool a Pi", exact=True).click()
    page.wait_for_url(f"{address}/articles/{kept}")
    assert page.get_by_role("heading", level=1).inner_text() == "How to cool a Pi"
    assert "agree on 40% only" in page.get_by_role("note").inner_text()
    assert page.title() == "How to cool a Pi · Atlas"
    page.get_by_role("link", name="The record").click()
    assert "Look at the fan." in page.locator("main").inner_text()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{address}/login")
    page.goto(f"{address}/records/{kept}")
    assert page.url == f"{address}/login?next=%2Frecords%2F{kept}"
    assert is_calm(inside, address)


def test_a_page_is_kept_from_the_first_page(library, inside):
    door, address, _ = library
    page = inside.page
    page.get_by_label("Keep a page").fill("https://good.example/later")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(f"{address}/?added=1")
    assert "1 link went into the inbox" in page.get_by_role("status").inner_text()
    assert "https://good.example/later\n" in door.dropped().values()
    assert is_calm(inside, address)


def test_one_who_follows_a_link_is_there_after_logging_in(library, browser, tab):
    door, address, kept = library
    browser.clear_cookies()
    tab.page.goto(f"{address}/articles/{kept}")
    tab.page.get_by_label("Key").fill(door.both)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(f"{address}/articles/{kept}")


def test_the_cookie_is_out_of_reach_of_scripts(library, browser, inside):
    (cookie,) = browser.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("atlas", True, "Strict")


def test_the_keyboard_goes_past_the_navigation(library, inside):
    page = inside.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def places(kept):
    return {
        "lately": "/",
        "search": "/search?q=loud&tag=cooling",
        "nothing-found": "/search?q=zzz",
        "article": f"/articles/{kept}",
        "record": f"/records/{kept}",
        "error": "/static",
    }


@pytest.mark.parametrize(("theme", "size"), [*product(("light", "dark"), (PHONE, DESK))], ids=str)
def test_every_page_can_be_read_by_everybody(library, inside, theme, size):
    _, address, kept = library
    page = inside.page
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    for name, place in places(kept).items():
        page.goto(f"{address}{place}")
        assert (name, axe(page)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
        screenshot(page, f"{name}-{theme}-{size['width']}")
    assert inside.violations == []
    assert {urlsplit(one).netloc for one in inside.requests} == {urlsplit(address).netloc}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_way_in_can_be_read_by_everybody(library, browser, tab, theme):
    _, address, _ = library
    browser.clear_cookies()
    tab.page.emulate_media(color_scheme=theme)
    tab.page.set_viewport_size(PHONE)
    tab.page.goto(f"{address}/login")
    tab.page.get_by_label("Key").fill("wrong")
    assert axe(tab.page) == []
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("alert").wait_for()
    assert axe(tab.page) == []
    screenshot(tab.page, f"login-{theme}")


def test_a_revoked_key_ends_the_session_of_the_browser(library, browser, tab):
    door, address, _ = library
    browser.clear_cookies()
    key = door.keys.add("phone", (), 1000, door.house.clock.now())
    tab.page.goto(address)
    tab.page.get_by_label("Key").fill(key)
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("heading", name="Forbidden").wait_for()
    door.keys.revoke("phone")
    tab.page.goto(address)
    assert tab.page.url == f"{address}/login"
