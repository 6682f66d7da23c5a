"""Health at a glance: what `atlas health` says, the worst first."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from atlas.doors.web.pages.frame import page
from atlas.doors.web.parts import Parts
from atlas.model.check import State, worst
from atlas.model.health import checks
from atlas.model.moment import written


class HealthPage:
    """Whether all is well, and what to do where it is not."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def checks(self, request: Request) -> Response:
        """Show whether all is well."""
        if self._parts.facts is None:
            raise HTTPException(404, "Nobody looks after health here.")
        facts = self._parts.facts()
        found = sorted(checks(facts), key=lambda one: -one.state)
        return page(
            request, "health.html", title="Health", checks=found, worst=worst(tuple(found)), pass_=State.PASS,
            at=written(facts.now),
        )  # fmt: skip
