"""Captured pages in a real Chromium: nothing in them runs, phones home, leads away or reaches the library.

Each hostile page is opened as it is kept, by itself and within a page of the library's; then once more as it was, with
nothing to hold it. Only when that has reached what it aims at is it asked what the others have done: they had longer.
"""

import pytest

from tests.chromium import Watched, axe, chromium, needs_chromium, screenshot, watched
from tests.doors.web.hostile import ROWS, Hostile
from tests.doors.web.stage import NAMES, Listener, Stage, listening, standing

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture(scope="module")
def browser():
    """A Chromium to which every name is one of this machine's."""
    with chromium(NAMES) as context:
        yield context


@pytest.fixture(scope="module")
def tabs(stage, browser):
    """Three windows: one for a page by itself, one for it within the library's, one for it as it was."""
    with watched(browser) as alone, watched(browser) as framed, watched(browser) as free:
        framed.page.goto(f"{stage.url}/login")
        framed.page.fill("#key", stage.door.both)
        framed.page.keyboard.press("Enter")
        framed.page.wait_for_url(f"{stage.url}/")
        stage.asked.taken()
        yield alone, framed, free


@pytest.fixture
def outside():
    """Who hears a page that is free."""
    with listening() as made:
        yield made


def press(place) -> None:
    """Presses on what is there to be pressed."""
    if place.locator("#press").count():
        place.locator("#press").click(no_wait_after=True)


def reached(stage: Stage, free: Watched, outside: Listener, row: Hostile) -> bool:
    """Opens a hostile page as it was, and returns whether it has reached what it aims at."""
    outside.page = stage.free(row, outside)
    address = f"http://127.0.0.1:{outside.port}/"
    if row.aims == "dialog":
        with free.page.expect_event("dialog"):
            free.page.goto(address, wait_until="commit")
        return True
    free.page.goto(address, wait_until="commit" if row.works else "load")
    if row.pressed:
        press(free.page)
    calls, count, which = (stage.asked, 1, "/free/") if row.aims == "library" else (outside.calls, 2, "")
    # Its own page is the first that was asked for.
    return not row.works or calls.came(count, which)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_hostile_page_does_nothing(stage, browser, tabs, outside, row):
    alone, framed, free = tabs
    if not row.file:
        alone.page.goto(stage.alone(row), wait_until="commit")
    framed.page.goto(stage.framed(row))
    windows = len(browser.pages)
    if row.pressed:
        press(alone.page)
        press(framed.page.frame_locator("iframe.seen"))
    pages = [one for one in browser.pages if one is not free.page]
    assert reached(stage, free, outside, row), "The page does nothing where nothing holds it, either: the row is blind."
    assert stage.kept.taken() == []
    assert [one for one in stage.asked.taken() if not one.startswith("/free/")] == []
    assert alone.dialogs + framed.dialogs == []
    assert len(pages) == windows - 1
    assert framed.page.url == stage.framed(row)
    assert framed.page.frame_locator("iframe.seen").locator("body").count() == 1
    if not row.file:
        assert alone.page.url.partition("#")[0] == stage.alone(row)
        assert alone.page.title() in {"quiet", ""}


def test_the_librarys_own_page_is_calm_and_for_everybody(stage, tabs):
    _, framed, _ = tabs
    framed.errors.clear()
    framed.page.goto(stage.framed(ROWS[0]))
    screenshot(framed.page, "as-it-was")
    assert framed.errors == []
    assert axe(framed.page) == []
