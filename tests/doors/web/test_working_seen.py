"""The working pages in Chromium: read, clicked, driven by the keyboard alone, in both themes and on a phone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from atlas.doors.web import app_of, bound, names_at
from atlas.model.attempt import Try
from atlas.model.facts import Facts
from atlas.model.fault import Kind
from atlas.model.heartbeat import Beat
from atlas.model.vitals import Limits
from tests.catalog.samples import failed, reading
from tests.catalog.test_catalog import snapshot
from tests.chromium import axe, needs_chromium, opened, screenshot
from tests.fakes import NOON
from tests.house import WELL, fault

pytestmark = needs_chromium
PAGES = {
    "queue": "/queue",
    "failed": "/failed",
    "failed-group": "/failed?state=dead&why=absent",
    "forget": "/failed/forget?state=deferred&why=timeout",
    "statistics": "/statistics",
    "statistics-of-a-year": "/statistics?days=365",
    "health": "/checks",
    "feeds": "/feeds",
}
FOCUSED = r"document.activeElement.innerText.replace(/\s+/g, ' ').trim()"
THEMES = [("light", 1100), ("dark", 1100), ("light", 360), ("dark", 360)]


def facts():
    beat = Beat(NOON, NOON, "1", 1, bell="hung", flying=2)
    return Facts(NOON, "1", WELL, Limits(10**9, 75.0, 10**8), beat=beat, files={"dead": 4}, catalog="page 7 is damaged")


@pytest.fixture
def site(door):
    parts = replace(door.parts(), facts=facts)
    listening = bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    with opened(app_of(parts, names_at(f"127.0.0.1:{port}", port)), listening) as address:
        yield address


@pytest.fixture
def inside(site, door, tab):
    """Gives a tab of somebody who is in; at its end it has done nothing that it should not have."""
    tab.page.goto(f"{site}/login?next=/failed")
    tab.page.get_by_label("Key").fill(door.both)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(f"{site}/failed")
    yield tab
    assert tab.errors == []
    assert {one for one in tab.requests if not one.startswith(f"{site}/")} == set()
    tab.page.context.clear_cookies()


def full_of_trouble(door):
    """Lets much go wrong, and much go well."""
    door.try_in_vain("law.url", Kind.LEGAL, "451 Unavailable For Legal Reasons")
    for name in (
        "slow.url",
        "slower.url",
        "<b>bold</b> & a-very-long-name-without-any-blank-in-it-at-all-for-a-phone.txt",
    ):
        door.try_in_vain(name, Kind.TIMEOUT, "No answer within 30 s")
    (door.house.folders.dead / "no-address.txt").write_text("Nothing in here.")
    door.house.drop("reading list.txt", "https://a.example/", "https://b.example/" + "x" * 300)
    kept = [
        snapshot(
            one,
            captured_at=NOON - timedelta(days=one * one % 300, hours=one % 5),
            disposition="dead" if one % 9 == 0 else "captured",
            tries=(
                Try(("direct", "agents", "wayback")[one % 3], NOON - timedelta(days=one % 17, seconds=one), 200,
                    Kind.TIMEOUT if one % 4 == 0 else None, "", 9),
            ),
        )
        for one in range(160)
    ]  # fmt: skip
    door.catalog.note(kept, [])
    door.catalog.file([reading(one, "words", agreement=(one % 11) / 10) for one in range(120)])
    door.catalog.file([failed(one, reason=("No text", "Too large")[one % 3 > 0]) for one in range(120, 150)])


def absent_for_good(door, *names):
    for name in names:
        door.try_in_vain(name, Kind.ABSENT, "404 Not Found")
        url = f"https://{name.partition('.')[0].encode().hex()[:40]}.example/"
        door.house.ladder.faults[url] = [fault(Kind.ABSENT, "404 Not Found")]
    door.house.clock.sleep(7200)
    door.house.turns(12)


def test_all_can_be_read_by_everybody_in_each_theme_and_on_a_phone(door, inside, site):
    absent_for_good(door, "gone.url", "lost.url")
    full_of_trouble(door)
    for name, path in PAGES.items():
        assert (name, inside.page.goto(f"{site}{path}").status) == (name, 200)
        # Loaded once: a theme and a width are only styles, and no page asks which it has.
        for theme, width in THEMES:
            inside.page.emulate_media(color_scheme=theme)
            inside.page.set_viewport_size({"width": width, "height": 800})
            seen = f"{name}-{theme}-{width}"
            screenshot(inside.page, seen)
            assert (seen, axe(inside.page)) == (seen, [])
            assert (seen, inside.page.evaluate("document.documentElement.scrollWidth")) == (seen, width)


def test_a_failed_drop_is_tried_again_by_a_click(door, inside):
    absent_for_good(door, "gone.url")
    inside.page.reload()
    inside.page.get_by_role("button", name="Retry gone.url").click()
    assert inside.page.get_by_role("status").inner_text().startswith("1 drop moved back into the inbox")
    assert (door.house.files("inbox"), door.house.files("failed")) == (["gone.url"], [])


def test_a_failed_drop_is_forgotten_by_clicks(door, inside):
    absent_for_good(door, "gone.url", "lost.url")
    inside.page.reload()
    inside.page.get_by_role("button", name="Forget… gone.url").click()
    inside.page.get_by_role("button", name="Forget it").click()
    assert inside.page.get_by_role("status").inner_text() == "1 drop forgotten."
    assert door.house.all_files("failed") == ["dead/lost.url", "dead/lost.url.atlas.json"]


def test_who_would_rather_keep_it_keeps_it(door, inside):
    absent_for_good(door, "gone.url")
    inside.page.reload()
    inside.page.get_by_role("button", name="Forget… gone.url").click()
    inside.page.get_by_role("link", name="Keep it").click()
    assert inside.page.url.endswith("/failed")
    assert door.house.files("failed") == ["dead/gone.url"]


def tabbed_to(page, name):
    """Goes on with the tabulator until something of this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(name):
            return page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    raise AssertionError(f"The tabulator does not come to {name}.")


def test_all_of_one_reason_are_tried_again_by_the_keyboard_alone(door, inside):
    absent_for_good(door, "gone.url", "lost.url")
    inside.page.reload()
    assert tabbed_to(inside.page, "Retry all 2") == "solid"
    inside.page.keyboard.press("Enter")
    inside.page.wait_for_url("**/failed?done=retried**")
    assert door.house.files("inbox") == ["gone.url", "lost.url"]


def test_a_drop_is_forgotten_by_the_keyboard_alone_and_only_when_one_means_it(door, inside):
    absent_for_good(door, "gone.url", "lost.url")
    inside.page.reload()
    for meant, place in (("Keep it", "**/failed"), ("Forget it", "**/failed?done=forgotten**")):
        assert tabbed_to(inside.page, "Forget… gone.url") == "solid"
        inside.page.keyboard.press("Enter")
        inside.page.wait_for_url("**/failed/forget?**")
        assert tabbed_to(inside.page, meant) == "solid"
        inside.page.keyboard.press("Enter")
        inside.page.wait_for_url(place)
    assert door.house.files("failed") == ["dead/lost.url"]


def test_a_plot_tells_its_numbers_as_a_table_too(door, inside, site):
    full_of_trouble(door)
    inside.page.goto(f"{site}/statistics")
    inside.page.get_by_text("As a table: Captures per day").click()
    table = inside.page.get_by_role("region", name="Captures per day, as a table")
    assert table.get_by_role("row").count() == 31
    assert inside.page.get_by_role("img", name="Captures per day").bounding_box()["height"] > 100
