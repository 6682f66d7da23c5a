"""How the door is: asked without a key, and nothing private in the answers."""

import os

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from atlas.catalog import Wanted
from atlas.doors.web.parts import Json, Parts
from atlas.errors import CatalogBroken

METRICS = "text/plain; version=0.0.4"


class State:
    """What watches the door asks of it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def health(self) -> Json:
        """Say that the process is alive; no more is looked at."""
        return Json({"alive": True})

    def ready(self) -> Json:
        """Say whether the catalog answers and drops can be taken; 503 where not."""
        reads, drops = self._reads(), os.access(self._parts.folders.inbox, os.W_OK | os.X_OK)
        return Json({"ready": reads and drops, "reads": reads, "drops": drops}, 200 if reads and drops else 503)

    def metrics(self) -> Response:
        """Tell the numbers, as Prometheus reads them."""
        if self._parts.metrics is None:
            raise HTTPException(404, "Nobody counts here.")
        return Response(self._parts.metrics(), media_type=METRICS)

    async def described(self, request: Request) -> Response:
        """Describe the door, as OpenAPI has it."""
        return JSONResponse(request.app.openapi())

    def _reads(self) -> bool:
        try:
            self._parts.catalog.page(Wanted(every=True, limit=1))
        except CatalogBroken:
            return False
        return True
