"""Who may ask what: the key in the Authorization header, and nowhere else."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import Request

from atlas.doors.keys import Key, Permission
from atlas.doors.web.parts import Parts

BEARER = HTTPBearer(scheme_name="key", description="A key that `atlas key add` made.", auto_error=False)
Shown = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


def needing(parts: Parts, permission: Permission) -> Callable[..., None]:
    """Returns what a route asks before all else: a key that is known, not used up, and for this."""

    def check(request: Request, shown: Shown) -> None:
        key = parts.keys.shown(shown.credentials) if shown else None
        if key is None:
            raise HTTPException(401, "Send a key: `Authorization: Bearer KEY`.", {"WWW-Authenticate": "Bearer"})
        admit(request, parts, key, permission)

    return check


def admit(request: Request, parts: Parts, key: Key, permission: Permission) -> None:
    """Takes a request off a key's allowance, and lets it pass where the key is for it."""
    # Before the permission: a program that asks for what it may not have uses up its hour like any other.
    wait = parts.allowance.wait(key)
    if wait:
        told = f"The key {key.name} has used up its {key.per_hour} requests an hour."
        raise HTTPException(429, told, {"Retry-After": str(wait)})
    if not key.may(permission):
        raise HTTPException(403, f"The key {key.name} is not for this: it lacks `{permission}`.")
    request.state.key = key.name
