"""Plots as SVG, drawn from values alone: no script, no style of their own, and words for who cannot see them.

Colours, fonts and the room a plot takes are the style sheet's: a plot says by classes what each shape is.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as Tree

from atlas.doors.web.pages.filters import number
from atlas.model.names import printable

WIDTH, HEIGHT = 420.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 10.0, 12.0, 28.0
ROW, BESIDE = 28.0, 150.0
"""The height of a bar that lies, and the room for its name."""
LONGEST = 20
"""Characters of a name beside a bar; the table has all of it."""
STEPS, LABELS = 4, 5
GAP = 0.2
"""How much of its place a column leaves free."""
MANY = 60
"""Columns from which on they have no gaps and no edges, which would be all that is seen of them."""


@dataclass(frozen=True)
class Series:
    """Values of one kind, one for each label of their plot."""

    name: str
    values: tuple[float, ...]


def count(value: float) -> str:
    """Returns a number of things."""
    return number(round(value))


@dataclass(frozen=True)
class Plot:
    """What is to be seen: series over the same labels, what they are called, and what they tell."""

    name: str
    """Of the plot within its page: what refers to its parts."""
    title: str
    told: str
    """What there is to be seen, in a sentence."""
    axis: str
    """What the labels are."""
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    shown: Callable[[float], str] = count
    """How a value is written."""
    short: Callable[[str], str] = str
    """How a label is written where there is little room."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be drawn."""
        return not any(value for one in self.series for value in one.values)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """What is drawn, as a table's rows: each label with its values."""
        return [(label, *(self.shown(one.values[at]) for one in self.series)) for at, label in enumerate(self.labels)]

    @property
    def most(self) -> float:
        """The highest that the series reach together at one label."""
        return max((sum(one.values[at] for one in self.series) for at in range(len(self.labels))), default=0.0)


def columns(plot: Plot) -> str:
    """Returns columns that stand side by side, the series upon each other."""
    root = _canvas(plot, HEIGHT)
    top = _scale(root, plot)
    place = (WIDTH - LEFT - RIGHT) / max(len(plot.labels), 1)
    gap = 0.0 if len(plot.labels) >= MANY else GAP
    for at, label in enumerate(plot.labels):
        floor = 0.0
        for layer, one in enumerate(plot.series):
            value = one.values[at]
            if value:
                upper, lower = _height(floor + value, top), _height(floor, top)
                x, wide = LEFT + place * (at + gap / 2), place * (1 - gap)
                _box(root, layer, (x, upper, wide, lower - upper), f"{label}: {plot.shown(value)} {one.name}")
            floor += value
    _below(root, plot, place)
    return _written(root)


def bars(plot: Plot) -> str:
    """Returns bars that lie below each other, each with its name and its values, the series one after the other."""
    root = _canvas(plot, ROW * len(plot.labels) + 4)
    unit = (WIDTH - BESIDE - 64) / (plot.most or 1)
    for at, label in enumerate(plot.labels):
        y, x = at * ROW + 4, BESIDE
        _text(root, "plot-name", BESIDE - 8, y + ROW * 0.6, _cut(label), "end")
        for layer, one in enumerate(plot.series):
            value = one.values[at]
            if value:
                _box(root, layer, (x, y, value * unit, ROW * 0.75), f"{label}: {plot.shown(value)} {one.name}")
            x += value * unit
        told = " / ".join(plot.shown(one.values[at]) for one in plot.series)
        _text(root, "plot-value", x + 6, y + ROW * 0.6, told)
    return _written(root)


def line(plot: Plot) -> str:
    """Returns a line over the labels, with what is below it filled."""
    root = _canvas(plot, HEIGHT)
    top = _scale(root, plot)
    place = (WIDTH - LEFT - RIGHT) / max(len(plot.labels), 1)
    for layer, one in enumerate(plot.series):
        points = [(LEFT + place * (at + 0.5), _height(value, top)) for at, value in enumerate(one.values)]
        path = " ".join(f"{_near(x)},{_near(y)}" for x, y in points)
        ends = f"{_near(points[0][0])},{_near(HEIGHT - BOTTOM)} {path} {_near(points[-1][0])},{_near(HEIGHT - BOTTOM)}"
        Tree.SubElement(root, "polygon", {"class": f"plot-area plot-{layer}", "points": ends})
        Tree.SubElement(root, "polyline", {"class": f"plot-line plot-{layer}", "points": path})
    _below(root, plot, place)
    return _written(root)


def ticks(most: float) -> list[float]:
    """Returns round values from nothing to what is not less than the most."""
    rough = max(most / STEPS, 1.0)
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * one for one in (1, 2, 5, 10) if unit * one >= rough)
    return [step * one for one in range(max(math.ceil(most / step), 1) + 1)]


def _canvas(plot: Plot, height: float) -> Tree.Element:
    told = {"title": f"{plot.name}-title", "desc": f"{plot.name}-desc"}
    root = Tree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "plot plot-many" if len(plot.labels) >= MANY else "plot",
            "viewBox": f"0 0 {_near(WIDTH)} {_near(height)}",
            "role": "img",
            "aria-labelledby": " ".join(told.values()),
        },
    )
    for (tag, name), text in zip(told.items(), (plot.title, plot.told), strict=True):
        Tree.SubElement(root, tag, {"id": name}).text = printable(text)
    return root


def _scale(root: Tree.Element, plot: Plot) -> float:
    """Draws the lines to read values by; returns the value of the highest."""
    found = ticks(plot.most)
    for value in found:
        y = _near(_height(value, found[-1]))
        Tree.SubElement(
            root, "line", {"class": "plot-grid", "x1": _near(LEFT), "x2": _near(WIDTH - RIGHT), "y1": y, "y2": y}
        )
        _text(root, "plot-tick", LEFT - 6, float(y) + 4, plot.shown(value), "end")
    return found[-1]


def _below(root: Tree.Element, plot: Plot, place: float) -> None:
    """Writes some of the labels below: as many as there is room for, the last of all always."""
    for at in _spread(len(plot.labels)):
        x = LEFT + place * (at + 0.5)
        anchor = "end" if at == len(plot.labels) - 1 and at else "start" if not at and place < LEFT else "middle"
        edge = {"end": WIDTH - RIGHT, "start": LEFT}.get(anchor, x)
        _text(root, "plot-tick", edge, HEIGHT - 8, plot.short(plot.labels[at]), anchor)


def _spread(many: int) -> Iterator[int]:
    if many <= LABELS:
        yield from range(many)
        return
    yield from (round(one * (many - 1) / (LABELS - 1)) for one in range(LABELS))


def _height(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top


def _box(root: Tree.Element, layer: int, box: tuple[float, float, float, float], told: str) -> None:
    names = zip(("x", "y", "width", "height"), box, strict=True)
    shape = {"class": f"plot-box plot-{layer}", **{name: _near(value) for name, value in names}}
    Tree.SubElement(Tree.SubElement(root, "rect", shape), "title").text = printable(told)


def _text(root: Tree.Element, kind: str, x: float, y: float, told: str, anchor: str = "start") -> None:
    place = {"class": kind, "x": _near(x), "y": _near(y), "text-anchor": anchor}
    Tree.SubElement(root, "text", place).text = printable(told)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _near(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _written(root: Tree.Element) -> str:
    return Tree.tostring(root, encoding="unicode", short_empty_elements=False)
