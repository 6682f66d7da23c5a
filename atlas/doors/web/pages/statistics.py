"""Statistics: how it goes, seen."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from atlas.doors.web.pages.frame import page
from atlas.doors.web.pages.plotted import drawn
from atlas.doors.web.parts import Parts

SPANS = (7, 30, 90, 365)
Days = Annotated[int, Query(ge=1, le=3660)]


class StatisticsPage:
    """The plots."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def statistics(self, request: Request, days: Days = 30) -> Response:
        """Show how it goes: so many days, up to today."""
        midnight = self._parts.now().replace(hour=0, minute=0, second=0, microsecond=0)
        since, until = midnight - timedelta(days=days - 1), midnight + timedelta(days=1)
        told = self._parts.catalog.statistics(since, until)
        # Written by our own hand from values, each of them escaped.
        plots = [(plot, Markup(svg)) for plot, svg in drawn(told, since.date(), days)]  # noqa: S704
        return page(request, "statistics.html", title="Statistics", plots=plots, days=days, spans=SPANS)
