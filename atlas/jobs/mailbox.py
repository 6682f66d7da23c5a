"""What other threads put down for the one that waits for it."""

from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")


def collected(mailbox: "SimpleQueue[T | None]", seconds: float, most: int) -> list[T]:
    """Returns what has come: at least one where one comes in time, and all that came with it; None only wakes."""
    found = []
    try:
        found.append(mailbox.get(timeout=seconds) if seconds > 0 else mailbox.get_nowait())
        while len(found) < most:
            found.append(mailbox.get_nowait())
    except Empty:
        pass
    return [one for one in found if one is not None]
