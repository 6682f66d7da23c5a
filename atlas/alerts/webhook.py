"""A message posted as text, with its title in a header: what ntfy and most webhooks take."""

import http.client
from collections.abc import Mapping
from email.header import Header
from types import MappingProxyType
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from atlas.errors import Unsent

SECONDS = 10.0
NONE: Mapping[str, str] = MappingProxyType({})
MOST = 4_000
"""Bytes of a message: ntfy makes an attachment of more."""


class Staying(HTTPRedirectHandler):
    """Follows nobody: what is told is told to the address of the settings alone."""

    def redirect_request(self, *told: object) -> None:
        """Returns nothing: the redirect is the answer, and a failure."""
        del told


OPENER = build_opener(ProxyHandler({}), Staying())


def post(address: str, title: str, body: str) -> None:
    """Posts a message; raises Unsent."""
    data = body.encode()[:MOST].decode(errors="ignore").encode()
    headers = {"Content-Type": "text/plain; charset=utf-8", "Title": Header(title, "utf-8").encode(linesep="")}
    if title.isascii() and title.isprintable():
        headers["Title"] = title
    ask(address, data, headers)


def ask(address: str, data: bytes | None = None, headers: Mapping[str, str] = NONE) -> None:
    """Sends a request whose answer says only whether it was taken; raises Unsent, without the address."""
    answer_of(address, 1, data, headers)


def answer_of(address: str, most: int, data: bytes | None = None, headers: Mapping[str, str] = NONE) -> bytes:
    """Returns the first bytes of an answer; raises Unsent, without the address."""
    try:
        request = Request(address, data, {"User-Agent": "Atlas", **headers})  # noqa: S310 - http and https come here
        with OPENER.open(request, timeout=SECONDS) as answer:
            told: bytes = answer.read(most)
    except HTTPError as error:
        # It holds its connection until it is closed.
        error.close()
        raise Unsent(f"A webhook did not take it: {error.reason}.") from None
    except URLError as error:
        raise Unsent(f"A webhook did not take it: {error.reason}.") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        # Its words may have the address in them.
        raise Unsent(f"A webhook did not take it: {type(error).__name__}.") from None
    return told
