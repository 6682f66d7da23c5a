"""A bookmark for a browser: it opens the library's form with the address of the page in front of somebody.

It sends nothing by itself: for that every site would have to be let ask this door, with a key in the bookmark.
"""

from starlette.requests import Request

from atlas.doors.web.pages.seats import SECURE

BOOKMARK = "javascript:void(open('{}/add?url='+encodeURIComponent(location.href)))"


def bookmark_of(request: Request) -> str:
    """Returns what the bookmark does, under the name that the library was asked for by: one that the gate knows."""
    scheme = "https" if SECURE in request.cookies else "http"
    return BOOKMARK.format(f"{scheme}://{request.headers['host'].lower()}")
