"""What is plotted of the statistics: the numbers are those that were counted."""

from dataclasses import replace
from datetime import date

from atlas.catalog.statistics import Day, Statistics
from atlas.doors.web.pages.plotted import drawn
from atlas.model.facts import Rate

FIRST = date(2026, 11, 20)
NOTHING = Statistics((), 0, (), (), (0,) * 10, ())
TOLD = Statistics(
    days=(Day("2026-11-21", 4, 1, 2_000_000), Day("2026-11-23", 2, 0, 500_000)),
    bytes_before=1_000_000,
    layers=(Rate("direct", 8, 6), Rate("agents", 2, 0)),
    hosts=(Rate("good.example", 10, 6),),
    agreement=(1, 0, 0, 0, 0, 0, 0, 0, 2, 7),
    unreadable=(("The page has no text.", 3),),
)


def plots(told=TOLD):
    return {plot.name: plot for plot, _ in drawn(told, FIRST, 5)}


def test_every_day_has_a_column_those_without_captures_too():
    assert plots()["captures"].rows == [
        ("2026-11-20", "0", "0"),
        ("2026-11-21", "4", "1"),
        ("2026-11-22", "0", "0"),
        ("2026-11-23", "2", "0"),
        ("2026-11-24", "0", "0"),
    ]
    assert "6 pages captured; 1 answer kept" in plots()["captures"].told
    assert "2026-11-21: 4" in plots()["captures"].told


def test_the_archive_grows_from_what_it_took_before():
    assert [value for _, value in plots()["disk"].rows] == ["1.0 MB", "3.0 MB", "3.0 MB", "3.5 MB", "3.5 MB"]


def test_tries_are_parted_into_those_that_brought_a_page_and_those_that_did_not():
    assert plots()["layers"].rows == [("direct", "6", "2"), ("agents", "0", "2")]
    assert "direct: 75 % of 8" in plots()["layers"].told
    assert plots()["hosts"].rows == [("good.example", "6", "4")]


def test_of_the_hosts_the_worst_is_named_where_there_is_one():
    good, bad = Rate("good.example", 10, 10), Rate("bad.example", 4, 1)
    said = [plots(replace(TOLD, hosts=some))["hosts"].told for some in ((good, bad), (good,), ())]
    assert said == [
        "Of these, bad.example fares worst: 25 % of 4 tries brought a page.",
        "Every try brought a page.",
        "There were no tries.",
    ]


def test_articles_are_told_by_tenths_of_agreement():
    assert plots()["agreement"].rows[0] == ("0–10 %", "1")
    assert plots()["agreement"].rows[-1] == ("90–100 %", "7")
    assert "The extractors agree by less than half on 1 of 10 articles." in plots()["agreement"].told


def test_what_could_not_be_read_is_told_by_its_reason():
    assert plots()["unreadable"].rows == [("The page has no text.", "3")]


def test_what_is_empty_is_not_drawn():
    assert [svg for _, svg in drawn(NOTHING, FIRST, 5)] == [""] * 6


def test_what_is_there_is_drawn_each_with_identities_of_its_own():
    pictures = [svg for _, svg in drawn(TOLD, FIRST, 5)]
    assert all(svg.startswith("<svg") for svg in pictures)
    assert len({plot.name for plot, _ in drawn(TOLD, FIRST, 5)}) == len(pictures)
