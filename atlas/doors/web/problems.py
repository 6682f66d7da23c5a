"""What went wrong, as RFC 9457 has it: one form for every error, whoever finds it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from atlas.errors import AtlasError, BadUrl, Busy, CatalogBroken, Damaged, NoRoom, NotFound, Unfit, Unkept

MEDIA_TYPE = "application/problem+json"
LONGEST = 2000
"""Characters that a detail may have: of a thousand refused addresses, the first are told."""
# The first that fits is it: a member of the family before its elders.
STATUS: tuple[tuple[type[AtlasError], int], ...] = (
    (NotFound, 404),
    (BadUrl, 422),
    (Unfit, 422),
    (NoRoom, 507),
    (Unkept, 503),
    (CatalogBroken, 503),
    (Busy, 503),
    (Damaged, 503),
)
SCHEMA = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What it was this time, and what to do."},
        "errors": {
            "type": "array",
            "description": "Each part of the request that does not fit.",
            "items": {"type": "object", "properties": {"where": {"type": "string"}, "what": {"type": "string"}}},
        },
    },
}
DESCRIBED = {"description": "What went wrong.", "content": {MEDIA_TYPE: {"schema": SCHEMA}}}


def problem(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> Response:
    """Returns an error as an answer."""
    fields: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail[:LONGEST].encode(errors="backslashreplace").decode(),
    }
    if errors:
        fields["errors"] = errors
    return JSONResponse(fields, status, dict(headers or {}), media_type=MEDIA_TYPE)


def status_of(error: AtlasError) -> int:
    """Returns the status that an error of Atlas's own is told with."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


async def refused(request: Request, error: Exception) -> Response:
    """Tells what the framework or the door itself refused."""
    assert isinstance(error, HTTPException)
    if error.status_code in (404, 405) and error.detail == HTTPStatus(error.status_code).phrase:
        detail = f"The door knows no {request.method} there. GET /openapi.json tells what it knows."
        return problem(error.status_code, detail, error.headers)
    return problem(error.status_code, error.detail, error.headers)


async def misshapen(request: Request, error: Exception) -> Response:
    """Tells what in a request does not fit; nothing of what was sent is told back."""
    del request
    assert isinstance(error, RequestValidationError)
    errors = [{"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in error.errors()]
    return problem(422, "The request does not fit what is asked for there.", errors=errors)


async def failed(request: Request, error: Exception) -> Response:
    """Tells an error of Atlas's own, in its own words."""
    del request
    assert isinstance(error, AtlasError)
    status = status_of(error)
    headers = {"Retry-After": "30"} if status == 503 else {}
    return problem(status, " ".join(filter(None, (str(error), error.hint))), headers)


async def unforeseen(request: Request, error: Exception) -> Response:
    """Tells that there is a mistake in Atlas; what it is stays inside."""
    del request, error
    return problem(500, "Something nobody foresaw; the journal has more.")


HANDLERS: dict[int | type[Exception], Callable[[Request, Exception], Any]] = {
    HTTPException: refused,
    RequestValidationError: misshapen,
    AtlasError: failed,
    Exception: unforeseen,
}
