"""The application: the routes, the key each asks for, and one form for every error."""

import json
from collections.abc import Iterable
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.params import Depends as DependsOn
from starlette.responses import Response

from atlas import __version__
from atlas.doors.keys import Permission
from atlas.doors.web.access import needing
from atlas.doors.web.following import following
from atlas.doors.web.gate import Gate
from atlas.doors.web.pages.errors import paged
from atlas.doors.web.pages.frame import Frame
from atlas.doors.web.pages.seats import meant, seated
from atlas.doors.web.parts import Parts, Route
from atlas.doors.web.problems import DESCRIBED, HANDLERS
from atlas.doors.web.routes import routes_of
from atlas.doors.web.showing import Showing, Washer

TITLE = "Atlas"
ABOUT = "Drop links, look at the queue, read what is kept. Errors are RFC 9457 problems."


def app_of(parts: Parts, names: Iterable[str]) -> Gate:
    """Returns the door as an ASGI application that answers to these names."""
    largest = {(one.method, one.path): one.largest for one in routes_of(parts)}
    return Gate(framework(parts), names, parts.tell, largest=largest)


def show_of(parts: Parts, washer: Washer, library: Iterable[str], names: Iterable[str]) -> Gate:
    """Returns the second door, which answers to these names, as an ASGI application; the library's may frame it."""
    assert parts.viewing
    return Gate(Showing(parts.catalog, parts.vault, washer, parts.viewing.passes, library), names, parts.tell)


def description(parts: Parts) -> str:
    """Returns the description of the door, as OpenAPI has it."""
    return json.dumps(framework(parts).openapi(), indent=2, ensure_ascii=False) + "\n"


def framework(parts: Parts) -> FastAPI:
    """Returns the routes as an application, without the gate before it."""
    # No pages of documentation: they would load scripts from elsewhere.
    app = FastAPI(
        title=TITLE,
        description=ABOUT,
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # A redirect to another spelling would be built from the Host that was sent.
        redirect_slashes=False,
        exception_handlers={kind: paged(handler) for kind, handler in HANDLERS.items()},
    )
    routes = routes_of(parts)
    app.state.frame = Frame(routes)
    for one in routes:
        _add(app, parts, one)
    return app


def _add(app: FastAPI, parts: Parts, route: Route) -> None:
    told: dict[str, Any] = {**route.told}
    responses = {**told.pop("responses", {}), "default": DESCRIBED}
    app.add_api_route(
        route.path,
        route.endpoint,
        methods=[route.method],
        name=route.endpoint.__name__,
        operation_id=route.endpoint.__name__,
        dependencies=_asked(parts, route),
        include_in_schema=not route.page,
        response_model=None,
        response_class=Response,
        responses=responses,
        **told,
    )


def _asked(parts: Parts, route: Route) -> list[DependsOn]:
    """Returns what is asked of a request before its endpoint, from what the table says of the route."""
    if route.needs is None:
        return []
    if route.needs is Permission.FEEDS:
        return [Depends(following(parts))]
    if not route.page:
        return [Depends(needing(parts, route.needs))]
    return [Depends(seated(parts, route.needs)), *([] if route.method == "GET" else [Depends(meant)])]
