"""What was measured is told as it was: in tables, beside its aims, and as drawings."""

import json
from xml.etree import ElementTree

import pytest

from bench.versus.measuring import Cost
from bench.versus.telling import Aim, Report, bars, rate

COSTS = {"Atlas": Cost(2.0, 0.4, 60.0, 4000.0, 80, 200), "wget <all>": Cost(4.0, 1.0, 12.0, 3000.0, 0, 200)}


@pytest.mark.parametrize(
    ("reached", "aim", "least", "met"),
    [(2.0, 2.0, True, True), (1.99, 2.0, True, False), (12.0, 12.0, False, True), (12.1, 12.0, False, False)],
)
def test_an_aim_is_met_at_its_very_figure_and_not_beside_it(reached, aim, least, met):
    one = Aim("what", reached, aim, least, "×")
    assert one.is_met is met
    assert one.line().endswith("| yes |" if met else "| no |")
    assert ("≥" if least else "≤") in one.line()


def test_an_aim_is_at_least_or_at_most_by_which_of_them_is_told():
    report = Report(None)
    report.aim("links", 3.0, least=2.0)
    report.aim("syncs", 3.0, most=2.0)
    assert [(one.aim, one.least, one.is_met) for one in report.aims] == [(2.0, True, True), (2.0, False, False)]


def test_links_a_second_are_those_that_were_kept():
    assert rate(COSTS["Atlas"]) == 100.0


def test_a_table_has_a_row_for_each_and_names_who_was_not_there(capsys):
    Report(None).table("Capture", COSTS, ["scrapy"])
    lines = capsys.readouterr().out.splitlines()
    (row,) = [line for line in lines if line.startswith("| Atlas ")]
    assert row == "| Atlas | 100.0 | 2.00 | 60 | 20 | 0.40 | 200 |"
    assert "Not there: scrapy." in lines


def test_of_who_kept_nothing_costs_are_told_and_nothing_is_divided_by_it(capsys):
    Report(None).table("Capture", {"x": Cost(1.0, 0.5, 1.0, 7.0, 1, 0)})
    assert "| x | 0.0 | 500.00 | 1 | 7 | 1.00 | 0 |" in capsys.readouterr().out


def test_a_drawing_is_an_svg_with_a_bar_for_each_as_long_as_its_figure():
    root = ElementTree.fromstring(bars("Links <a second>", {"Atlas": 100.0, "wget & co": 50.0}))
    boxes = [one for one in root.iter("{http://www.w3.org/2000/svg}rect") if one.get("rx")]
    widths = [float(one.get("width")) for one in boxes]
    assert widths[0] == 2 * widths[1]
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Links <a second>"
    assert {"Atlas", "100", "wget & co", "50"} <= set(texts)


def test_all_is_written_down_with_whether_the_aims_were_met(tmp_path, capsys):
    report = Report(tmp_path / "out")
    report.table("Capture alone", COSTS)
    report.figures("Memory", {"idle": 27.5}, "MB")
    report.aim("PSS at rest", 27.5, most=28, unit="MB")
    report.end()
    told = json.loads((tmp_path / "out/figures.json").read_text())
    assert told["Capture alone"]["Atlas"]["syncs"] == 80
    assert told["Memory"] == {"idle": 27.5}
    assert [(one["what"], one["met"]) for one in told["aims"]] == [("PSS at rest", True)]
    drawn = {one.name for one in (tmp_path / "out").glob("*.svg")}
    assert drawn == {"capture-alone-links-a-second.svg", "capture-alone-cpu-ms-a-link.svg", "memory-mb.svg"}
    assert "| PSS at rest | ≤ 28 MB | 27.5 MB | yes |" in capsys.readouterr().out
