"""What an answer is, whatever its status says."""

from dataclasses import dataclass
from enum import Enum

from atlas.model.fault import Kind

RULES = 2
"""The version of the judge's rules: it grows whenever they would judge an answer otherwise."""


class Verdict(Enum):
    """The judge's words for an answer, each with the fault it means and its worth beside others."""

    # fmt: off
    #            on disk        the fault it means  worth
    PAGE       = ("page",       None,               5)
    OTHER_TYPE = ("other-type", None,               5)
    PAYWALL    = ("paywall",    Kind.WALL,          4)
    CONSENT    = ("consent",    Kind.WALL,          4)
    HOLLOW     = ("hollow",     Kind.HOLLOW,        3)
    LOGIN      = ("login",      Kind.LOGIN,         2)
    CHALLENGE  = ("challenge",  Kind.BLOCKED,       2)
    SOFT_404   = ("soft-404",   Kind.ABSENT,        2)
    PARKED     = ("parked",     Kind.ABSENT,        2)
    NOTHING    = ("nothing",    None,               1)
    # fmt: on

    def __init__(self, on_disk: str, fault: Kind | None, worth: int) -> None:
        self.on_disk = on_disk
        self.fault = fault
        self.worth = worth


GOOD = frozenset({Verdict.PAGE, Verdict.OTHER_TYPE})
"""What has no fault in it."""


@dataclass(frozen=True)
class Judgement:
    """A verdict, and what led to it."""

    verdict: Verdict
    signals: tuple[str, ...] = ()
    rules: int = RULES
