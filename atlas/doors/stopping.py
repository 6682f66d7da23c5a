"""The signals that ask a process to stop, and hearing of them for as long as it works."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# macOS has no signal for the power.
STOPS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGPWR") if hasattr(signal, name))


@contextmanager
def heard_by(told: Callable[[signal.Signals], object]) -> Iterator[None]:
    """Lets `told` hear each of them for the length of a `with`; afterwards they do what they did before.

    It is called in the main thread, between any two of its steps: it should only note that it was.
    """

    def asked(number: int, frame: FrameType | None) -> None:
        del frame
        told(signal.Signals(number))

    before = {one: signal.signal(one, asked) for one in STOPS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
