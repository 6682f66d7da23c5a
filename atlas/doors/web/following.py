"""Who may follow the feeds: a reader of feeds sends a name and a password, and keeps them as it likes.

So the password is a key that opens nothing but feeds, and it opens them nowhere else: a browser that was once told it
sends it along unasked, to these addresses too, but no address that takes it changes anything.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from starlette.exceptions import HTTPException
from starlette.requests import Request

from atlas.doors.keys import Permission
from atlas.doors.web.access import Shown, admit
from atlas.doors.web.parts import Parts

REALM = "feeds of Atlas"
BASIC = HTTPBasic(
    scheme_name="feeds",
    realm=REALM,
    description="A key of `atlas key add NAME --feeds` as the password, with any user name.",
    auto_error=False,
)
Told = Annotated[HTTPBasicCredentials | None, Security(BASIC)]


def following(parts: Parts) -> Callable[..., None]:
    """Returns what a feed asks before all else: a key in the header, or one for feeds alone as a password."""

    def check(request: Request, shown: Shown, told: Told) -> None:
        # Also of nothing: a wrong key and none take the same time.
        key = parts.keys.shown(shown.credentials if shown else told.password if told else "")
        if key is None:
            raise HTTPException(
                401, "Send a key for feeds as the password.", {"WWW-Authenticate": f'Basic realm="{REALM}"'}
            )
        if told and not key.is_for_feeds_alone:
            # The allowance is not touched: a reader that has the wrong key would use up that of its owner.
            detail = (
                f"The key {key.name} opens more than feeds: `atlas key add NAME --feeds` makes one to be a password."
            )
            raise HTTPException(403, detail)
        admit(request, parts, key, Permission.FEEDS)

    return check
