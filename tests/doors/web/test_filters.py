"""How things are written on a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.doors.web.pages.filters import TINTS, day, host, href, initial, marked, minute, number, plural, size, tint


def test_a_day_is_written_as_people_read_it_and_machines_too():
    assert day("2026-11-03T12:51:10.250Z") == '<time datetime="2026-11-03T12:51:10.250Z">3 November 2026</time>'
    assert ">3 November 2026, 12:51 UTC<" in minute("2026-11-03T14:51:10+02:00")


@pytest.mark.parametrize("told", ["", "yesterday", "<b>", "2026-13-01", "9" * 99])
def test_what_is_no_day_stands_as_it_is_and_escaped(told):
    assert day(told).unescape() == told
    assert "<" not in minute(told)


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (9240, "9.2 kB"), (28_000, "28 kB"), (10**15, "1000 TB")],
)
def test_sizes_are_short(count, told):
    assert size(count) == told


def test_large_numbers_have_their_thousands_apart():
    assert number(1234567) == "1\u202f234\u202f567"
    assert (plural(1, "link"), plural(2000, "link"), plural(2, "entry", "entries")) == (
        "1 link",
        "2\u202f000 links",
        "2 entries",
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:x",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "//evil.example",
        "/x",
        "",
        "x",
        "\ud800",
    ],
)
def test_only_addresses_of_the_web_are_links(url):
    assert href(url) == ""


def test_a_link_keeps_its_place_in_the_page():
    assert href("https://Good.example/a b?q=é#there") == "https://good.example/a%20b?q=%C3%A9#there"


@given(st.text())
def test_whatever_is_a_link_leads_to_the_web(url):
    assert href(url) == "" or href(url).startswith(("http://", "https://"))


@given(st.text())
def test_every_name_has_a_colour_and_a_letter(name):
    assert 0 <= tint(name) < TINTS
    assert initial(name)


def test_marks_are_put_around_what_was_found_and_nothing_else_is_let_through():
    assert marked((("<b> ", False), ("a&b", True))) == "&lt;b&gt; <mark>a&amp;b</mark>"


def test_a_host_is_told_without_its_www():
    assert (host("https://www.good.example/x"), host("nothing")) == ("good.example", "")
