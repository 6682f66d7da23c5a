"""What all pages have in common: their templates, their styles, and what a browser is let do with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from atlas import __version__
from atlas.doors.web.pages.filters import FILTERS
from atlas.doors.web.pages.seats import seat_in
from atlas.doors.web.parts import Route

PACKAGE = "atlas.doors.web.pages"
STATIC = {"atlas.css": "text/css; charset=utf-8", "atlas.svg": "image/svg+xml"}
FOR_GOOD = "public, max-age=31536000, immutable"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Without a referrer at all, browsers send forms with the origin `null`, which the gate refuses.
CALM = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}


@dataclass(frozen=True)
class Style:
    """A file that the pages load, under a name that changes with its bytes: it may be kept for good."""

    name: str
    media_type: str
    content: bytes

    @classmethod
    def of(cls, name: str, media_type: str) -> "Style":
        """Returns the file of this name."""
        content = (files(PACKAGE) / "static" / name).read_bytes()
        stem, _, ending = name.partition(".")
        return cls(f"{stem}.{sha256(content).hexdigest()[:16]}.{ending}", media_type, content)


class Frame:
    """The frame around every page; the navigation has the routes that the one table lists there."""

    def __init__(self, routes: Iterable[Route]) -> None:
        styles = {name: Style.of(name, media_type) for name, media_type in STATIC.items()}
        self._styles = {one.name: one for one in styles.values()}
        self._environment = Environment(
            loader=PackageLoader(PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip
        self._environment.filters.update(FILTERS)
        self._environment.globals.update(
            navigation=tuple((one.path, one.listed) for one in routes if one.listed),
            static={name: f"/static/{one.name}" for name, one in styles.items()},
            version=__version__,
        )

    def page(self, request: Request, template: str, status: int = 200, **told: Any) -> Response:
        """Returns a page; what is told is escaped, whatever it is."""
        rendered = self._environment.get_template(template).render(
            seat=seat_in(request), here=request.url.path, status=status, **told
        )
        # Titles of the world have lone surrogates in them, which no browser could be sent.
        return HTMLResponse(rendered.encode(errors="replace"), status, headers=CALM)

    def style(self, name: str) -> Response:
        """Returns one of the files that pages load."""
        if (found := self._styles.get(name)) is None:
            raise HTTPException(404, "There is no such style.")
        return Response(found.content, headers={"Cache-Control": FOR_GOOD}, media_type=found.media_type)


def page(request: Request, template: str, status: int = 200, **told: Any) -> Response:
    """Returns a page of the library within its frame."""
    frame: Frame = request.app.state.frame
    return frame.page(request, template, status, **told)


def style(request: Request, name: str) -> Response:
    """Give a style or a picture of the pages' own."""
    frame: Frame = request.app.state.frame
    return frame.style(name)
