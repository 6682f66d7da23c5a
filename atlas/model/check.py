"""One thing that health looked at: how it stands, what was found, what to do."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


class State(IntEnum):
    """How a check ended; the number is the exit code of the worst."""

    PASS = 0
    WARN = 1
    FAIL = 2

    @property
    def on_disk(self) -> str:
        """The word for it."""
        return self.name.lower()


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    value: str
    advice: str = ""


def worst(checks: "tuple[Check, ...]") -> State:
    """Returns how all of it ended."""
    return max((one.state for one in checks), default=State.PASS)


def by_age(age: timedelta, old: timedelta, lost: timedelta) -> State:
    """Returns how something of an age stands: well, older than it should be, as good as lost."""
    return State.FAIL if age > lost else State.WARN if age > old else State.PASS


def ago(age: timedelta) -> str:
    """Returns how long ago something was, in words."""
    return f"{span(age)} ago"


def span(age: timedelta) -> str:
    """Returns a time in its largest unit."""
    seconds = max(0.0, age.total_seconds())
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
