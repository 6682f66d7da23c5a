"""The canary: a drop of Atlas's own that shows that the way from inbox to vault is open, and leaves nothing there.

All that is a canary's is known by its name, and believed by what is in it. `.invalid` is nobody's (RFC 2606), and
each round has a name of its own beneath it: no address that a person drops is one.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from atlas.model import moment

ZONE = "atlas-canary.invalid"
LAYER = "canary"
DROP = re.compile(r"atlas-canary-(?P<token>[0-9a-f]{24})\.url")
SNAPSHOT = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{24}\.atlas-canary\.invalid-[0-9a-f]{8}\.warc\.gz")
WRITTEN = re.compile(rb"\[InternetShortcut\]\r\nURL=http://(?P<token>[0-9a-f]{24})\.atlas-canary\.invalid:\d{1,5}/\r\n")
PAGE = (
    "<!DOCTYPE html>\n<html lang=en><title>The canary of {moment}</title>\n<h1>The canary</h1>\n"
    "<p>Atlas made this page for itself, to see whether what is dropped into the inbox still comes home to the vault."
    " It is kept for as long as it takes to read it back, and then removed.</p>\n<p>{token}</p>\n</html>\n"
)
TWICE = 2
"""A round that fails is gone once more before anybody is told."""


@dataclass(frozen=True)
class Flight:
    """One round: its one-time name, where its page is served, and since when."""

    token: str
    port: int
    begun: datetime

    @property
    def host(self) -> str:
        """The name of the page's host, which leads nowhere for anybody else."""
        return f"{self.token}.{ZONE}"

    @property
    def url(self) -> str:
        """The address in the drop."""
        return f"http://{self.host}:{self.port}/"

    @property
    def drop(self) -> str:
        """The drop's name."""
        return f"atlas-canary-{self.token}.url"

    @property
    def written(self) -> bytes:
        """What is in the drop."""
        return f"[InternetShortcut]\r\nURL={self.url}\r\n".encode()

    @property
    def page(self) -> bytes:
        """The page that is served."""
        return PAGE.format(moment=moment.written(self.begun), token=self.token).encode()


@dataclass(frozen=True)
class Canary:
    """What is known of the last rounds."""

    every: float = 0.0
    """Seconds between two rounds; nought where none is wanted."""
    tried_at: datetime | None = None
    at: datetime | None = None
    """When the last whole round ended."""
    seconds: float = 0.0
    """What it took."""
    failed: int = 0
    """Rounds in a row that failed since."""
    why: str = ""

    def whole(self, at: datetime, seconds: float) -> "Canary":
        """Returns it after a whole round."""
        return replace(self, tried_at=at, at=at, seconds=seconds, failed=0, why="")

    def lost(self, at: datetime, why: str) -> "Canary":
        """Returns it after one that failed."""
        return replace(self, tried_at=at, failed=self.failed + 1, why=why)

    def dumps(self) -> bytes:
        """Returns it as it is written."""
        told = {"tried_at": _told(self.tried_at), "at": _told(self.at)}
        fields = {"every": self.every, **told, "seconds": self.seconds, "failed": self.failed, "why": self.why}
        return json.dumps({"format": 1, **fields}, indent=1).encode() + b"\n"


def loaded(told: dict[str, Any]) -> Canary | None:
    """Returns what was written, or None where nothing that reads was."""
    try:
        moments = {name: moment.read(told[name]) if told[name] else None for name in ("tried_at", "at")}
        counted = int(told["failed"]), str(told["why"])
        return Canary(float(told["every"]), moments["tried_at"], moments["at"], float(told["seconds"]), *counted)
    except (KeyError, TypeError, ValueError):
        return None


def is_drop(name: str) -> bool:
    """Whether a name is that of a canary's drop."""
    return DROP.fullmatch(name) is not None


def is_snapshot(name: str) -> bool:
    """Whether a name is that of a canary's snapshot."""
    return SNAPSHOT.fullmatch(name) is not None


def wrote(name: str, data: bytes) -> bool:
    """Whether Atlas itself wrote a drop: what a person called so is the person's."""
    named, said = DROP.fullmatch(name), WRITTEN.fullmatch(data)
    return bool(named and said) and named["token"] == said["token"].decode()  # type: ignore[index]


def _told(at: datetime | None) -> str | None:
    return moment.written(at) if at else None
