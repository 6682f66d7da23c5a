"""What is plotted of the statistics: which values, in which shape, and what they tell in words."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate

from atlas.catalog.statistics import Statistics
from atlas.doors.web.pages.filters import plural, size
from atlas.doors.web.pages.plots import Plot, Series, bars, columns, count, line
from atlas.model.facts import Rate

Drawn = tuple[Plot, str]
"""A plot, and its SVG."""


def drawn(told: Statistics, first: date, days: int) -> list[Drawn]:
    """Returns the plots of so many days from the first on."""
    span = [(first + timedelta(days=one)).isoformat() for one in range(days)]
    within = f"of {days} days"
    shapes: tuple[tuple[Plot, Callable[[Plot], str]], ...] = (
        (captures(told, span), columns),
        (disk(told, span), line),
        (tried("layers", f"Tries by layer, {within}", "layer", told.layers, _each(told.layers)), bars),
        (tried("hosts", f"The hosts tried most, {within}", "host", told.hosts, _worst(told.hosts)), bars),
        (agreement(told), columns),
        (unreadable(told), bars),
    )
    return [(plot, "" if plot.is_empty else shape(plot)) for plot, shape in shapes]


def captures(told: Statistics, span: list[str]) -> Plot:
    """Returns what came in day by day."""
    known = {one.day: one for one in told.days}
    good = tuple(float(known[day].captured) if day in known else 0.0 for day in span)
    bad = tuple(float(known[day].failed) if day in known else 0.0 for day in span)
    said = f"{plural(round(sum(good)), 'page')} captured; {plural(round(sum(bad)), 'answer')} kept without a page."
    if any(good):
        said += f" Most were captured on {span[good.index(max(good))]}: {count(max(good))}."
    series = (Series("captured", good), Series("failed", bad))
    return Plot("captures", "Captures per day", said, "day", tuple(span), series, short=_day)


def disk(told: Statistics, span: list[str]) -> Plot:
    """Returns how the archive grows."""
    known = {one.day: float(one.bytes) for one in told.days}
    grown = tuple(accumulate((known.get(day, 0.0) for day in span), initial=float(told.bytes_before)))[1:]
    said = f"The snapshots took {size(told.bytes_before)} before and take {_size(grown[-1])} now."
    return Plot("disk", "Size of the archive", said, "day", tuple(span), (Series("all snapshots", grown),), _size, _day)


def tried(name: str, title: str, axis: str, rates: tuple[Rate, ...], said: str) -> Plot:
    """Returns what came of tries."""
    good = Series("brought a page", tuple(float(one.good) for one in rates))
    bad = Series("failed", tuple(float(one.tries - one.good) for one in rates))
    return Plot(name, title, said, axis, tuple(one.name for one in rates), (good, bad))


def agreement(told: Statistics) -> Plot:
    """Returns how far the extractors agreed about articles."""
    tenths = tuple(float(one) for one in told.agreement)
    labels = tuple(f"{10 * one}–{10 * one + 10} %" for one in range(len(tenths)))
    doubtful = sum(tenths[: len(tenths) // 2])
    said = f"The extractors agree by less than half on {count(doubtful)} of {plural(round(sum(tenths)), 'article')}."
    series = (Series("articles", tenths),)
    return Plot("agreement", "Agreement on articles", said, "agreement", labels, series, short=_begin)


def unreadable(told: Statistics) -> Plot:
    """Returns why nothing was read of captures."""
    counts = tuple(float(number) for _, number in told.unreadable)
    said = f"The most frequent reasons; {plural(round(sum(counts)), 'capture')} in all."
    labels = tuple(reason for reason, _ in told.unreadable)
    return Plot("unreadable", "Captures that could not be read", said, "reason", labels, (Series("captures", counts),))


def _each(rates: tuple[Rate, ...]) -> str:
    return "; ".join(f"{one.name}: {one.share:.0f} % of {count(one.tries)} brought a page" for one in rates) + "."


def _worst(rates: tuple[Rate, ...]) -> str:
    worst = min(rates, key=lambda one: one.share, default=None)
    if worst is None:
        return "There were no tries."
    if worst.share == 100.0:
        return "Every try brought a page."
    return f"Of these, {worst.name} fares worst: {worst.share:.0f} % of {count(worst.tries)} tries brought a page."


def _size(value: float) -> str:
    return size(round(value))


def _day(label: str) -> str:
    day = date.fromisoformat(label)
    return f"{day.day} {day:%b}"


def _begin(label: str) -> str:
    return f"{label.partition('–')[0]} %"
