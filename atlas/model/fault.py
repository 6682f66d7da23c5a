"""Why a try failed, and what follows: one table.

`waits`    the same request may succeed later
`counts`   it says something about the page, so it uses up an attempt
`times`    after so many attempts patience is over; None: when the schedule is
`lasting`  after so long patience is over; None: after the lifetime of the settings
`first`    the least wait before the next attempt
`helps`    the layers that may be asked in the same attempt
`archives` when the archives may be
`advice`   what a person can do
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

HOUR = timedelta(hours=1)
TWO_DAYS = timedelta(days=2)

ARCHIVES = frozenset({"memento", "wayback"})
"""The layers that ask others for a copy of the page."""


class When(Enum):
    """When a layer may be asked for help."""

    NEVER = 0
    AT_LAST = 1
    """When patience is over: no attempt would follow."""
    REPEATED = 2
    """When an attempt before met a fault as well."""
    AT_ONCE = 3


NEVER, AT_LAST, REPEATED, AT_ONCE = When
NONE, OTHERS, RENDER, ALL = "", "variants", "variants browser", "agents variants browser"

SAVE_IT = "Open it in your browser, save the page (SingleFile), and drop that file into inbox/."
WAIT = "Nothing to do: Atlas tries again by itself."


class Kind(Enum):
    """The kinds of fault, each with what follows from it."""

    # fmt: off
    #               on disk         waits  counts times lasting   first helps   archives  advice
    OFFLINE      = ("offline",      True,  False, None, None,     None, NONE,   NEVER,    "Look at this machine's network; Atlas goes on by itself when it is back.")
    UNREACHABLE  = ("unreachable",  True,  False, None, None,     None, NONE,   AT_LAST,  WAIT)
    NO_SUCH_HOST = ("no-such-host", True,  False, None, TWO_DAYS, HOUR, NONE,   REPEATED, "Check the spelling of the address.")
    RESTING      = ("resting",      True,  False, None, None,     None, NONE,   NEVER,    WAIT)
    TIMEOUT      = ("timeout",      True,  True,  None, None,     None, NONE,   AT_LAST,  WAIT)
    OVERLOADED   = ("overloaded",   True,  True,  None, None,     None, NONE,   AT_LAST,  WAIT)
    THROTTLED    = ("throttled",    True,  True,  None, None,     None, NONE,   AT_LAST,  WAIT)
    BROKEN_OFF   = ("broken-off",   True,  True,  5,    None,     None, NONE,   AT_LAST,  WAIT)
    BLOCKED      = ("blocked",      True,  True,  None, None,     HOUR, ALL,    AT_ONCE,  SAVE_IT)
    LOGIN        = ("login",        False, True,  None, None,     None, OTHERS, AT_ONCE,  SAVE_IT)
    WALL         = ("wall",         False, True,  None, None,     None, OTHERS, AT_ONCE,  SAVE_IT)
    HOLLOW       = ("hollow",       False, True,  None, None,     None, RENDER, AT_ONCE,  SAVE_IT)
    ABSENT       = ("absent",       True,  True,  2,    None,     HOUR, OTHERS, AT_ONCE,  "Look for the page's new address, or forget it: `atlas discard`.")
    LEGAL        = ("legal",        False, True,  None, None,     None, NONE,   AT_ONCE,  "The page is withheld for legal reasons; an archive elsewhere may have it.")
    REFUSED      = ("refused",      False, True,  None, None,     None, NONE,   NEVER,    "Correct the address; for a host of your own network see [fetch] allow_networks.")
    INSECURE     = ("insecure",     True,  True,  None, TWO_DAYS, HOUR, NONE,   AT_ONCE,  "The site's certificate does not hold; Atlas does not fetch without it.")
    CLOCK        = ("clock-wrong",  True,  False, None, None,     None, NONE,   NEVER,    "Set this machine's clock; Atlas goes on by itself.")
    LOOP         = ("redirect-loop",False, True,  None, None,     None, OTHERS, AT_ONCE,  SAVE_IT)
    TOO_LARGE    = ("too-large",    False, True,  None, None,     None, NONE,   NEVER,    "Raise [fetch] max_bytes and retry it.")
    NO_ROOM      = ("no-room",      True,  False, None, None,     None, NONE,   NEVER,    "Free some disk space.")
    DEFECT       = ("defect",       True,  True,  3,    None,     None, NONE,   NEVER,    "This is a mistake in Atlas; the journal has its trace. Please report it.")
    # fmt: on

    def __init__(
        self,
        on_disk: str,
        waits: bool,
        counts: bool,
        times: int | None,
        lasting: timedelta | None,
        first: timedelta | None,
        helps: str,
        archives: When,
        advice: str,
    ) -> None:
        self.on_disk = on_disk
        self.waits = waits
        self.counts = counts
        self.times = times
        self.lasting = lasting
        self.first = first
        self.helps = frozenset(helps.split())
        self.archives = archives
        self.advice = advice

    @classmethod
    def named(cls, on_disk: str) -> "Kind":
        """Returns the kind a ticket names; an unknown word is a defect."""
        return next((kind for kind in cls if kind.on_disk == on_disk), cls.DEFECT)


@dataclass(frozen=True)
class Fault:
    """Why one try failed."""

    kind: Kind
    detail: str
    """One sentence with who and what, for a person."""
    status: int | None = None
    """The HTTP status, where there was an answer."""
    final: bool = False
    """The answer itself says that it will not change (410 Gone)."""
    rest: timedelta | None = None
    """How long the host asked to be left alone (Retry-After), within 1 s and 24 h."""
    silent: bool = False
    """Nothing at all came back, or it leads into a private network: it may be the network rather than the host."""


def resting(host: str, rest: timedelta, until: datetime) -> Fault:
    """Returns the fault of a visit to a host that is left alone."""
    return Fault(Kind.RESTING, f"{host} is left alone until {until:%Y-%m-%d %H:%M} UTC.", rest=rest)
