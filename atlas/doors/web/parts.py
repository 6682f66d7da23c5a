"""What stands behind the door."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from starlette.responses import JSONResponse

from atlas.catalog import Catalog
from atlas.doors.keys import Allowance, Keys, Permission
from atlas.doors.sessions import Sessions
from atlas.doors.web.passes import Viewing
from atlas.model.event import Event
from atlas.model.facts import Facts
from atlas.spool.folders import Folders
from atlas.vault import Vault

FORMAT = 1


@dataclass(frozen=True)
class Parts:
    """One home, as the door sees it: it writes drops, moves failed ones, and reads all else."""

    folders: Folders
    catalog: Catalog
    vault: Vault
    keys: Keys
    allowance: Allowance
    now: Callable[[], datetime]
    tell: Callable[[Event], None]
    metrics: Callable[[], str] | None = None
    """What a scraper is told; None where nobody counts."""
    facts: Callable[[], Facts] | None = None
    """What is known of home and machine; None where nobody looks."""
    machine: str = "this machine"
    """What the machine is called."""
    viewing: Viewing | None = None
    """Where captures are looked at; None where that door is shut."""

    @cached_property
    def sessions(self) -> Sessions:
        """Who is logged in to the library."""
        return Sessions(self.folders.state / "sessions.json", self.keys, self.now)


@dataclass(frozen=True)
class Route:
    """One thing that can be asked of the door, and what a key must be for to ask it."""

    method: str
    path: str
    needs: Permission | None
    """None where no key is asked for."""
    endpoint: Callable[..., Any]
    told: Mapping[str, Any] = field(default_factory=dict)
    """What the description of the door says beyond the endpoint's own words."""
    largest: int = 1_000_000
    """Bytes that a body may have."""
    page: bool = False
    """Whether it is for browsers: the key is the session's, a form proves itself, and no program is told of it."""
    listed: str = ""
    """What the navigation of the library calls it; "" where it is not there."""


class Json(JSONResponse):
    """An answer as the verbs print it: UTF-8, its format first, nothing that could fail to be written."""

    def render(self, content: Any) -> bytes:
        """Returns the answer's bytes."""
        text = json.dumps({"format": FORMAT, **content}, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")
