"""The dead man's switch: somebody elsewhere who is told that all is well, and calls when that stops."""

from urllib.parse import urlsplit, urlunsplit

from atlas.alerts.webhook import ask

SUFFIX = {"start": "/start", "ok": "", "fail": "/fail"}
"""As healthchecks.io and those that do as it does have it."""
MOST = 1_000


def ping(address: str, *, state: str, told: str = "") -> None:
    """Tells that Atlas starts, that all is well, or that it is not; raises Unsent."""
    parts = urlsplit(address)
    # A key in the address comes after the path.
    there = urlunsplit(parts._replace(path=parts.path.rstrip("/") + SUFFIX[state])) if SUFFIX[state] else address
    ask(there, told.encode()[:MOST] if told else None)
