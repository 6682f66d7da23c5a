"""What went wrong, as a page: for who asks with a browser for what is no part of the API."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from atlas.doors.web.pages.frame import page

Handler = Callable[[Request, Exception], Coroutine[Any, Any, Response]]
NO_PAGE = "The library has no such page."
KEPT = frozenset({"location", "retry-after", "allow"})


def wants_page(request: Request) -> bool:
    """Whether an error is to be read by a person."""
    path = request.url.path
    return not (path == "/api" or path.startswith("/api/")) and "text/html" in request.headers.get("accept", "")


def paged(handler: Handler) -> Handler:
    """Returns a way to tell an error as another tells it, but as a page to who wants one."""

    async def answered(request: Request, error: Exception) -> Response:
        answer = await handler(request, error)
        if not wants_page(request):
            return answer
        problem: dict[str, Any] = json.loads(bytes(answer.body))
        detail = NO_PAGE if "openapi.json" in problem["detail"] else problem["detail"]
        told = {"title": problem["title"], "detail": detail, "errors": problem.get("errors", [])}
        shown = page(request, "error.html", answer.status_code, **told)
        shown.headers.update({name: value for name, value in answer.headers.items() if name in KEPT})
        return shown

    return answered
