"""The dead man's switch: somebody elsewhere who is told that all is well, and calls when that stops."""

from atlas.alerts.webhook import ask


def ping(address: str, *, well: bool, told: str = "") -> None:
    """Tells that all is well, or that it is not; raises Unsent."""
    if well:
        ask(address)
    else:
        ask(f"{address.rstrip('/')}/fail", told.encode()[:1000])
