"""Plots: their shapes say the numbers, and so do their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from atlas.doors.web.pages.plots import LEFT, WIDTH, Plot, Series, bars, columns, count, line, ticks

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [columns, bars, line]


TWO = (Series("captured", (4.0, 0.0, 2.0)), Series("failed", (1.0, 0.0, 3.0)))


def plot(labels=("a", "b", "c"), series=TWO):
    return Plot("days", "Captures", "What came in.", "day", labels, series)


def parsed(text):
    return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))


def boxes(root, number):
    return [one for one in root.iter(f"{SVG}rect") if f"plot-{number}" in one.get("class").split()]


def told(root, tag):
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}{tag}")]


@pytest.mark.parametrize("draw", DRAWN)
def test_a_plot_has_a_title_and_a_description_that_it_is_named_by(draw):
    root = parsed(draw(plot()))
    named = [root.xpath(f"//*[@id='{one}']")[0].text for one in root.get("aria-labelledby").split()]
    assert (root.get("role"), named) == ("img", ["Captures", "What came in."])


@pytest.mark.parametrize("draw", DRAWN)
def test_a_plot_has_no_style_and_no_script_of_its_own(draw):
    for one in parsed(draw(plot())).iter():
        assert one.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image", f"{SVG}a")
        assert not [name for name in one.attrib if name == "style" or name.startswith("on") or "href" in name]


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize(
    "hostile", ["</title><script>alert(1)</script>", '"><b>', "&amp;", "a\x00b\x1b[2J", "\ud800\u202e"]
)
def test_a_hostile_name_stays_a_name(draw, hostile):
    root = parsed(draw(Plot("days", hostile, hostile, "x", (hostile,), (Series(hostile, (1.0,)),))))
    assert {etree.QName(one).localname for one in root.iter()} <= {
        *("svg", "title", "desc", "g", "rect", "text", "line", "polygon", "polyline")
    }
    assert "\x1b" not in "".join(root.itertext())


def test_columns_are_as_high_as_their_values_and_stand_upon_each_other():
    root = parsed(columns(plot()))
    lower, upper = boxes(root, 0), boxes(root, 1)
    heights = [float(one.get("height")) for one in lower]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)
    assert float(upper[0].get("y")) + float(upper[0].get("height")) == pytest.approx(float(lower[0].get("y")), abs=0.2)


def test_what_is_nothing_is_not_drawn():
    assert len(boxes(parsed(columns(plot())), 0)) == 2


def test_each_shape_tells_its_value():
    assert told(parsed(columns(plot())), "rect") == ["a: 4 captured", "a: 1 failed", "c: 2 captured", "c: 3 failed"]


def test_bars_are_as_long_as_their_values_and_follow_each_other():
    first, second = boxes(parsed(bars(plot())), 0), boxes(parsed(bars(plot())), 1)
    assert float(first[0].get("width")) == pytest.approx(2 * float(first[1].get("width")), abs=0.2)
    assert float(first[0].get("x")) + float(first[0].get("width")) == pytest.approx(float(second[0].get("x")), abs=0.2)


def test_a_long_name_is_cut_beside_its_bar_and_whole_in_the_table():
    name = "a.very.long.host.name.of.somebody.example"
    long = plot((name,), (Series("tries", (3.0,)),))
    assert "a.very.long.host.na…" in told(parsed(bars(long)), "text")
    assert long.rows == [(name, "3")]


def test_a_line_goes_through_its_values():
    (drawn,) = parsed(line(plot(series=(Series("bytes", (0.0, 5.0, 10.0)),)))).iter(f"{SVG}polyline")
    heights = [float(one.split(",")[1]) for one in drawn.get("points").split()]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.2)
    assert heights[0] > heights[2]


def test_many_labels_are_told_at_both_ends_and_some_between():
    labels = tuple(f"d{one}" for one in range(365))
    root = parsed(columns(plot(labels, (Series("captured", (1.0,) * 365),))))
    found = [one for one in told(root, "text") if one.startswith("d")]
    assert (found[0], found[-1], len(found)) == ("d0", "d364", 5)


def test_very_many_columns_stand_without_gaps():
    many = plot(tuple(map(str, range(100))), (Series("captured", (1.0,) * 100),))
    first, second = boxes(parsed(columns(many)), 0)[:2]
    assert float(first.get("x")) + float(first.get("width")) == pytest.approx(float(second.get("x")), abs=0.2)


def test_a_plot_of_nothing_says_that_it_is_empty():
    assert plot(series=(Series("captured", (0.0, 0.0, 0.0)),)).is_empty
    assert not plot().is_empty


@given(st.floats(0, 1e15))
def test_the_scale_reaches_the_most_in_few_round_steps(most):
    found = ticks(most)
    assert found[0] == 0
    assert found[-1] >= most
    assert 2 <= len(found) <= 6


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=40))
def test_nothing_is_drawn_outside(values):
    drawn = plot(tuple(map(str, values)), (Series("x", tuple(map(float, values))),))
    for one in boxes(parsed(columns(drawn)), 0):
        assert LEFT <= float(one.get("x")) <= WIDTH
        assert float(one.get("y")) >= -0.1
        assert float(one.get("height")) >= 0


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1234567, "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567")]
)
def test_a_count_has_its_thousands_apart(value, text):
    assert count(value) == text


def test_a_label_is_shortened_below_its_column_and_whole_in_the_table():
    short = Plot(
        "days", "Captures", "x", "day", ("2026-11-23",), (Series("captured", (1.0,)),), short=lambda one: one[5:]
    )
    assert "11-23" in told(parsed(columns(short)), "text")
    assert short.rows == [("2026-11-23", "1")]
