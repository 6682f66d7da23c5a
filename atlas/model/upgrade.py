"""How far an upgrade has come, what a cut of it asks for, and when the new release is no good."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

Words = tuple[str, ...]


class Phase(StrEnum):
    """How far it has come; each is written down before what it names is begun."""

    SETTLED = "settled"
    SWITCHING = "switching"
    WATCHING = "watching"
    RETURNING = "returning"


class Deed(StrEnum):
    """What is to be done about an upgrade that was cut."""

    NOTHING = "nothing"
    FORGET = "forget"
    WATCH = "watch"
    RETURN = "return"


@dataclass(frozen=True)
class Control:
    """The commands by which this machine starts and stops Atlas; none where a person does it."""

    restart: tuple[Words, ...] = ()
    stop: tuple[Words, ...] = ()
    start: tuple[Words, ...] = ()
    lives: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Note:
    """What is remembered of the last upgrade."""

    phase: Phase = Phase.SETTLED
    old: str = ""
    """The release to go back to; empty where there is none."""
    new: str = ""
    """The release gone to, or the last that was left again."""
    why: str = ""
    """Why it was switched back."""
    failing: tuple[str, ...] = ()
    """The checks of health that failed before."""
    layout: int = 0
    """The catalog's layout before; 0 where there was none."""
    control: Control = field(default_factory=Control)

    def dumps(self) -> dict[str, Any]:
        """Returns its fields for JSON."""
        return asdict(self)

    def left(self, name: str, current: str) -> bool:
        """Whether a release was gone to before, and left again: switched back, or undone by a person."""
        return self.phase is Phase.SETTLED and name == self.new and name != current

    def cut(self, current: str) -> Deed:
        """Returns what is to be done where this is found at the beginning."""
        match self.phase:
            case Phase.SETTLED:
                return Deed.NOTHING
            case Phase.SWITCHING:
                return Deed.WATCH if current == self.new else Deed.FORGET
            case Phase.WATCHING:
                return Deed.WATCH
            case Phase.RETURNING:
                return Deed.RETURN


def note_of(fields: Mapping[str, Any]) -> Note:
    """Returns what was remembered; the beginning where nothing reads."""
    try:
        control = {name: _commands(told) for name, told in fields["control"].items()}
        return Note(
            *(Phase(fields["phase"]), str(fields["old"]), str(fields["new"]), str(fields["why"])),
            *(tuple(fields["failing"]), int(fields["layout"]), Control(**control)),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return Note()


def failing(told: str) -> frozenset[str] | None:
    """Returns the checks that fail by what `health --json` or `doctor --json` said; None where it said nothing."""
    try:
        rows = [json.loads(line) for line in told.splitlines()]
        checks = {name: one["status"] for row in rows for name, one in row.get("checks", {}).items()}
        checks |= {row["name"]: row["state"] for row in rows if "checks" not in row}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return frozenset(name for name, state in checks.items() if state == "fail") if checks else None


def fallen(before: frozenset[str], after: frozenset[str] | None) -> str:
    """Returns what is worse than before, or "": what failed already is not the new release's doing."""
    if after is None:
        return "it does not say how it is"
    worse = sorted(after - before)
    return f"it fails where the old one did not: {', '.join(worse)}" if worse else ""


def _commands(told: Any) -> tuple[Words, ...]:
    return tuple(tuple(str(word) for word in words) for words in told)
