"""How to follow the feeds: told to a person, who tells it to a reader of feeds."""

from starlette.requests import Request
from starlette.responses import Response

from atlas.doors.web.feeds import site_of
from atlas.doors.web.pages.frame import page


def feeds(request: Request) -> Response:
    """Show where the feeds are, and with what they are opened."""
    return page(request, "feeds.html", title="Feeds", site=site_of(request))
