"""The embassy of apprise; loaded with the first message that needs it, and where it is installed."""

import logging

import apprise

from atlas.errors import Unsent

logging.getLogger("apprise").disabled = True  # it would tell addresses, and they are secrets

FOREIGN = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What stumbles in one of its hundred plugins must not keep a message from the other addresses."""


def notify(address: str, title: str, body: str) -> None:
    """Sends a message; raises Unsent."""
    try:
        messenger = apprise.Apprise()
        if not messenger.add(address):
            raise Unsent("apprise does not know what one address of [alerts] urls is.")
        taken = bool(messenger.notify(title=title, body=body))
    except FOREIGN as error:
        raise Unsent(f"apprise could not send it: {type(error).__name__}.") from None
    if not taken:
        raise Unsent("A messenger did not take it.")
