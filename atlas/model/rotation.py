"""Which dated sets stay: of so many days, weeks and months the latest of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

STAMP = "%Y%m%dT%H%M%SZ"
Span = Callable[[datetime], tuple[int, ...]]


@dataclass(frozen=True)
class Rotation:
    """For how long sets are kept."""

    daily: int
    weekly: int
    monthly: int

    def stay(self, moments: Iterable[datetime]) -> set[datetime]:
        """Returns the moments whose sets stay; the latest always does."""
        newest_first = sorted(set(moments), reverse=True)
        stay = set(newest_first[:1])
        for span, most in ((_day, self.daily), (_week, self.weekly), (_month, self.monthly)):
            stay |= _latest_of_each(newest_first, span, most)
        return stay


def _latest_of_each(newest_first: list[datetime], span: Span, most: int) -> set[datetime]:
    latest: dict[tuple[int, ...], datetime] = {}
    for one in newest_first:
        latest.setdefault(span(one), one)
    return set(list(latest.values())[:most])


def _day(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month, moment.day


def _week(moment: datetime) -> tuple[int, ...]:
    return tuple(moment.isocalendar()[:2])


def _month(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month
